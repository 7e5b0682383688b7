package io.jvisor.kernel.core.proc;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.namespace.FixedNamespace;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.core.namespace.Namespaces;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.Pid;
import io.jvisor.kernel.core.task.PidNamespace;
import io.jvisor.kernel.core.task.Tracee;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.proc.AuditLogin;
import io.jvisor.vfs.proc.CurrentCall;
import io.jvisor.vfs.proc.NamespaceLink;
import io.jvisor.vfs.proc.ProcessIo;
import io.jvisor.vfs.proc.ProcessTimes;
import io.jvisor.vfs.proc.ThreadView;

/** What proc shows of a thread. */
final class ThreadSummary implements ThreadView {
  private static final int NAME_MAX = 15;

  private final PidNamespace shown;
  private final KernelTask task;

  /** A thread as it is seen from a namespace. */
  ThreadSummary(PidNamespace shown, KernelTask task) {
    this.shown = shown;
    this.task = task;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ThreadSummary summary && summary.task.equals(task);
  }

  @Override
  public int hashCode() {
    return task.hashCode();
  }

  @Override
  public int tid() {
    return task.pid().in(shown);
  }

  @Override
  public boolean isOf(Task caller) {
    return KernelTask.of(caller) == task;
  }

  @Override
  public int[] numbers(Numbered which) {
    Pid pid =
        switch (which) {
          case THREAD -> task.pid();
          case PROCESS -> task.group().pid();
          case PROCESS_GROUP -> task.group().processGroup().pid();
          case SESSION -> task.group().session().pid();
        };
    PidNamespace own = task.pidNamespace();
    int[] numbers = new int[Math.max(0, own.level() - shown.level() + 1)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = pid.in(own.at(shown.level() + i));
    }
    return numbers;
  }

  @Override
  public char state() {
    return task.state();
  }

  @Override
  public String name() {
    return task.name();
  }

  @Override
  public void setName(String name) {
    task.setName(name.substring(0, Math.min(NAME_MAX, name.length())));
  }

  @Override
  public Credentials credentials() {
    return task.credentials();
  }

  @Override
  public FdTable files() {
    return task.files();
  }

  @Override
  public FsContext fs() {
    return task.fs();
  }

  @Override
  public Namespace namespace(NamespaceLink link) {
    Namespaces namespaces = task.namespaces();
    if (link == NamespaceLink.PID) {
      return task.pidNamespace(); // which it is in as long as it has numbers
    }
    if (namespaces == null) {
      return null;
    }
    return switch (link) {
      case CGROUP -> namespaces.cgroup();
      case IPC -> namespaces.ipc();
      case NETWORK -> namespaces.network();
      case UTS -> namespaces.uts();
      case MOUNT -> {
        FsContext context = task.fs();
        yield context == null ? null : context.namespace();
      }
      case PID_FOR_CHILDREN -> {
        PidNamespace numbers = namespaces.pidForChildren();
        yield numbers.init() == null ? null : numbers; // not before it has a first process
      }
      case USER -> task.credentials().userNamespace();
      default -> FixedNamespace.of(link.kind());
    };
  }

  @Override
  public long pending() {
    return task.signals().pendingSet();
  }

  @Override
  public long blocked() {
    return task.signals().blocked();
  }

  @Override
  public ProcessTimes times() {
    return new ProcessTimes(task.times().user(), task.times().system(), 0, 0, 0, 0, 0, 0);
  }

  @Override
  public long startMonotonicNanos() {
    return task.group().startTime();
  }

  @Override
  public int nice() {
    return task.group().nice();
  }

  @Override
  public int schedulingPolicy() {
    return task.scheduling().policy().policy();
  }

  @Override
  public int realTimePriority() {
    return task.scheduling().policy().priority();
  }

  @Override
  public int processor() {
    return 0;
  }

  @Override
  public long affinity() {
    return task.scheduling().affinity();
  }

  @Override
  public int tracer() {
    Tracee tracee = task.tracee();
    return tracee == null ? 0 : tracee.tracer().pid().in(shown);
  }

  @Override
  public int seccompMode() {
    return task.seccomp().mode();
  }

  @Override
  public int seccompFilters() {
    return task.seccomp().count();
  }

  @Override
  public long timerSlack() {
    return task.threadArea().timerSlack();
  }

  @Override
  public void setTimerSlack(long nanos) {
    task.threadArea().setTimerSlack(nanos);
  }

  @Override
  public ProcessIo io() {
    return task.ioCounts().snapshot();
  }

  @Override
  public long voluntarySwitches() {
    return task.times().voluntarySwitches();
  }

  @Override
  public long involuntarySwitches() {
    return 0;
  }

  @Override
  public String waitChannel() {
    return WaitChannel.of(task.state(), task.callNumber());
  }

  @Override
  public CurrentCall currentCall(Task reader) {
    return task.currentCall(KernelTask.of(reader));
  }

  @Override
  public AuditLogin login() {
    return task.login();
  }

  @Override
  public void setLoginUser(int user) {
    int session = user == -1 ? -1 : task.kernel().taskServices().nextLogin();
    task.setLogin(new AuditLogin(user, session));
  }

  @Override
  public int[] children() {
    return task.childIds(shown);
  }
}
