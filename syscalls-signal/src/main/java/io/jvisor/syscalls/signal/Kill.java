package io.jvisor.syscalls.signal;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.signal.SignalSets;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.PidFile;
import io.jvisor.kernel.core.task.PidTable;
import io.jvisor.kernel.core.task.ProcessGroup;
import io.jvisor.kernel.core.task.SignalSender;
import io.jvisor.kernel.core.task.ThreadGroup;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** {@code kill(2)}, {@code tkill(2)}, {@code tgkill(2)}, {@code rt_sigqueueinfo(2)}. */
final class Kill {
  // Flags of pidfd_send_signal: to whom, of which one at most

  private static final int PIDFD_SIGNAL_THREAD = 1;
  private static final int PIDFD_SIGNAL_THREAD_GROUP = 2;
  private static final int PIDFD_SIGNAL_PROCESS_GROUP = 4;
  private static final int PIDFD_SIGNAL_FLAGS =
      PIDFD_SIGNAL_THREAD | PIDFD_SIGNAL_THREAD_GROUP | PIDFD_SIGNAL_PROCESS_GROUP;

  // Instead of a descriptor: the caller itself

  private static final int PIDFD_SELF_THREAD = -10000;
  private static final int PIDFD_SELF_THREAD_GROUP = -10001;

  private Kill() {}

  static long kill(Task caller, long pid, long signal) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    int id = (int) pid;
    SignalInfo info = own(task, (int) signal, SignalInfo.SI_USER);
    if (id > 0) {
      KernelTask target = task.pidNamespace().task(id);
      if (target == null) {
        throw Errno.ESRCH.exception();
      }
      return toProcess(task, target.group(), info);
    }
    PidTable table = task.kernel().tasks();
    if (id == -1) {
      return table.atRest(() -> toAll(task, info));
    }
    if (id == Integer.MIN_VALUE) {
      throw Errno.ESRCH.exception();
    }
    ProcessGroup group =
        id == 0 ? task.group().processGroup() : task.pidNamespace().processGroup(-id);
    if (group == null) {
      throw Errno.ESRCH.exception();
    }
    return table.atRest(() -> toEach(task, group.members(), info));
  }

  private static long toAll(KernelTask task, SignalInfo info) throws ErrnoException {
    List<ThreadGroup> processes = task.pidNamespace().processes();
    processes.removeIf(
        process -> process == task.group() || process.pid().in(task.pidNamespace()) == 1);
    return toEach(task, processes, info);
  }

  /** Succeeds when one of them could be sent the signal. With the process tree at rest. */
  private static long toEach(KernelTask task, List<ThreadGroup> processes, SignalInfo info)
      throws ErrnoException {
    boolean sent = false;
    Errno refusal = Errno.ESRCH;
    for (ThreadGroup process : processes) {
      try {
        check(task, process.leader(), info.signal());
        if (info.signal() != 0) {
          var _ = SignalSender.toOneOfMany(process, info, task);
        }
        sent = true;
      } catch (ErrnoException failure) {
        refusal = failure.errno();
      }
    }
    if (!sent) {
      throw refusal.exception();
    }
    return 0;
  }

  private static long toProcess(KernelTask task, ThreadGroup target, SignalInfo info)
      throws ErrnoException {
    check(task, target.leader(), info.signal());
    return info.signal() == 0 ? 0 : SignalSender.toGroup(target, info, task);
  }

  /** Checks the number and the permission: {@code EINVAL}, {@code EPERM}. */
  private static void check(KernelTask task, KernelTask target, int signal) throws ErrnoException {
    if (signal != 0 && !SignalSets.isValid(signal)) {
      throw Errno.EINVAL.exception();
    }
    if (task.group() == target.group()) {
      return;
    }
    Credentials own = task.credentials();
    Credentials other = target.credentials();
    boolean allowed =
        own.euid() == other.suid()
            || own.euid() == other.uid()
            || own.uid() == other.suid()
            || own.uid() == other.uid()
            || own.has(Capability.KILL, other.userNamespace())
            || (signal == Signals.SIGCONT && task.group().session() == target.group().session());
    if (!allowed) {
      throw Errno.EPERM.exception();
    }
  }

  static long tkill(Task caller, long tid, long signal) throws ErrnoException {
    if ((int) tid <= 0) {
      throw Errno.EINVAL.exception();
    }
    return toThread(KernelTask.of(caller), 0, (int) tid, (int) signal, null);
  }

  static long tgkill(Task caller, long tgid, long tid, long signal) throws ErrnoException {
    if ((int) tid <= 0 || (int) tgid <= 0) {
      throw Errno.EINVAL.exception();
    }
    return toThread(KernelTask.of(caller), (int) tgid, (int) tid, (int) signal, null);
  }

  private static long toThread(KernelTask task, int tgid, int tid, int signal, SignalInfo given)
      throws ErrnoException {
    KernelTask target = task.pidNamespace().task(tid);
    if (target == null || (tgid != 0 && target.group().pid().seenBy(task) != tgid)) {
      throw Errno.ESRCH.exception();
    }
    check(task, target, signal);
    if (signal == 0) {
      return 0;
    }
    SignalInfo info = given != null ? given : own(task, signal, SignalInfo.SI_TKILL);
    return SignalSender.toTask(target, info, task);
  }

  static long sigqueueinfo(Task caller, long pid, long signal, long address) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    SignalInfo info = readInfo(task, (int) signal, address);
    checkForged(info, isOwn(task, (int) pid));
    KernelTask target = task.pidNamespace().task((int) pid);
    if (target == null) {
      throw Errno.ESRCH.exception();
    }
    return toProcess(task, target.group(), info);
  }

  static long tgsigqueueinfo(Task caller, long tgid, long tid, long signal, long address)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    SignalInfo info = readInfo(task, (int) signal, address);
    if ((int) tid <= 0 || (int) tgid <= 0) {
      throw Errno.EINVAL.exception();
    }
    checkForged(info, isOwn(task, (int) tid));
    return toThread(task, (int) tgid, (int) tid, (int) signal, info);
  }

  /** {@code pidfd_send_signal(2)}. */
  static long pidfdSendSignal(Task caller, long fd, long signal, long address, long flags)
      throws ErrnoException {
    if ((flags & 0xffffffffL & ~PIDFD_SIGNAL_FLAGS) != 0 || Integer.bitCount((int) flags) > 1) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    boolean isSelf = (int) fd == PIDFD_SELF_THREAD || (int) fd == PIDFD_SELF_THREAD_GROUP;
    ThreadGroup target = isSelf ? task.group() : PidFile.signalTarget(task, (int) fd);
    int scope = (int) flags;
    if (scope == 0 && (int) fd == PIDFD_SELF_THREAD) {
      scope = PIDFD_SIGNAL_THREAD;
    }
    if (!target.pid().namespace().isIn(task.pidNamespace())) {
      throw Errno.EINVAL.exception();
    }
    SignalInfo info;
    if (address == 0) {
      int code = scope == PIDFD_SIGNAL_THREAD ? SignalInfo.SI_TKILL : SignalInfo.SI_USER;
      info = own(task, (int) signal, code);
    } else {
      if (task.memory().readInt(address) != (int) signal) {
        throw Errno.EINVAL.exception();
      }
      info = readInfo(task, (int) signal, address);
      checkForged(info, target == task.group() && scope != PIDFD_SIGNAL_PROCESS_GROUP);
    }
    if (target.isReaped()) {
      throw Errno.ESRCH.exception();
    }
    return switch (scope) {
      case PIDFD_SIGNAL_THREAD -> {
        KernelTask thread = (int) fd == PIDFD_SELF_THREAD ? task : target.leader();
        check(task, thread, info.signal());
        yield info.signal() == 0 ? 0 : SignalSender.toTask(thread, info, task);
      }
      case PIDFD_SIGNAL_PROCESS_GROUP -> {
        ProcessGroup group = target.pid().processGroup();
        if (group == null) {
          throw Errno.ESRCH.exception(); // it is the first of none
        }
        yield toEach(task, group.members(), info);
      }
      default -> toProcess(task, target, info);
    };
  }

  private static boolean isOwn(KernelTask task, int id) {
    return id == task.group().localTgid() || id == task.localTid();
  }

  /** What a task says that sends a signal. */
  private static SignalInfo own(KernelTask task, int signal, int code) {
    return SignalInfo.user(signal, code, task.group().localTgid(), task.credentials().uid());
  }

  private static SignalInfo readInfo(KernelTask task, int signal, long address)
      throws ErrnoException {
    MemorySegment bytes = task.scratch().asSlice(0, SignalInfo.BYTES);
    task.memory().read(address, bytes, 0, SignalInfo.KEPT_BYTES);
    SignalInfo info = SignalInfo.parse(bytes, 0).withSignal(signal);
    UserNamespace namespace = task.credentials().userNamespace();
    return namespace.level() > 0 && info.hasSender()
        ? info.withUid(namespace.kernelUser(info.uid()))
        : info;
  }

  /** A process may not claim to be the kernel, or {@code kill}, unless it writes to itself. */
  private static void checkForged(SignalInfo info, boolean isOwn) throws ErrnoException {
    boolean forged = info.code() >= 0 || info.code() == SignalInfo.SI_TKILL;
    if (forged && !isOwn) {
      throw Errno.EPERM.exception();
    }
  }
}
