package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.WaitStatus;
import io.jvisor.kernel.core.futex.RobustList;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.signal.SigAction;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.signal.SignalSets;
import io.jvisor.vfs.FsContext;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of tasks and processes: {@code exit(2)}, {@code exit_group(2)}, and being killed. */
public final class ExitOperation {
  private static final Logger LOG = LoggerFactory.getLogger(ExitOperation.class);

  private ExitOperation() {}

  /** {@code exit(2)}: ends the calling thread. */
  public static void exitThread(KernelTask task, int status) {
    endThread(task, WaitStatus.exited(status));
  }

  /** Ends the calling thread, and no other, as if a signal did. */
  static void killThread(KernelTask task, int signal) {
    endThread(task, WaitStatus.signaled(signal, false));
  }

  private static void endThread(KernelTask task, int waitStatus) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      task.exitStatus = waitStatus;
      task.isDying = true;
    } finally {
      group.signalLock.unlock();
    }
  }

  /** {@code exit_group(2)}: ends all threads. */
  public static void exitGroup(KernelTask task, int status) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      group.beginExit(WaitStatus.exited(status));
    } finally {
      group.signalLock.unlock();
    }
  }

  /**
   * Takes a task apart, on its own thread, after its last instruction. Each step runs though one
   * before it failed.
   */
  static void finish(KernelTask task) {
    step(task, () -> leaveUserState(task));
    step(task, () -> leaveMemory(task));
    step(task, task::leaveUndos);
    step(task, () -> closeFiles(task));
    step(task, task::leaveNamespaces);
    step(task, () -> endNamespace(task));
    step(task, () -> leaveGroup(task));
    PidTable table = task.kernel().tasks();
    table.lock.lock();
    try {
      table.ended();
    } finally {
      table.lock.unlock();
    }
  }

  private static void step(KernelTask task, Runnable body) {
    try {
      body.run();
    } catch (RuntimeException | Error failure) {
      LOG.error("The kernel failed while {} ended", task, failure);
    }
  }

  /** Tells other threads of the address space what they wait for. */
  private static void leaveUserState(KernelTask task) {
    task.isLeavingUser = true;
    MemoryManager mm = task.mm;
    if (mm != null) {
      RobustList.exit(task);
      clearChildTid(task, mm);
    }
  }

  private static void leaveMemory(KernelTask task) {
    MemoryManager mm = task.mm;
    VforkCompletion vfork = task.vfork;
    try {
      task.context.release();
    } finally {
      task.times.enter(null);
      if (mm != null) {
        task.group().times.leaveMemory(mm);
        task.mm = null;
        mm.leave();
      }
      if (vfork != null) {
        task.vfork = null;
        vfork.complete();
      }
    }
  }

  /** Tells {@code pthread_join}: writes a zero and wakes the futex. */
  static void clearChildTid(KernelTask task, MemoryManager mm) {
    long address = task.threadArea().clearChildTid();
    task.threadArea().setClearChildTid(0);
    if (address != 0 && mm.users() > 1) {
      try {
        mm.userMemory().writeInt(address, 0);
        task.kernel().futexes().wake(mm, address, 1);
      } catch (ErrnoException _) {
        // The guest gave an address that is not its own; Linux says nothing either.
      }
    }
  }

  private static void closeFiles(KernelTask task) {
    FdTable files = task.files;
    if (files != null) {
      files.leave(task);
      task.files = null;
    }
    FsContext fs = task.fs;
    if (fs != null) {
      task.fs = null;
      fs.leave();
    }
  }

  /** With the last thread of its first process a namespace ends. */
  private static void endNamespace(KernelTask task) {
    ThreadGroup group = task.group();
    if (group.beginLeaving() && group.ownNamespace != null) {
      new NamespaceEnd(task).run();
    }
  }

  private static void leaveGroup(KernelTask task) {
    Kernel kernel = task.kernel();
    PidTable table = kernel.tasks();
    ThreadGroup group = task.group();
    if (kernel.tracer() != null) {
      kernel.tracer().exited(task, group.isExiting ? group.exitStatus : task.exitStatus);
    }
    Departure departure = new Departure();
    table.lock.lock();
    try {
      departure.addAll(Tracing.releaseAll(task));
      boolean last = removeThread(task, group);
      kernel.taskServices().accounts().removeTask(task.accountedUser);
      orphanChildren(task, group, last, departure);
      if (task != group.leader) { // a leader stays until it is reaped
        if (task.tracee() != null) {
          group.heldThreads++;
          tellTracer(task, departure); // which reaps it
        } else {
          table.remove(task);
        }
      }
      if (last) {
        endGroup(kernel, group, departure);
      }
    } finally {
      table.lock.unlock();
    }
    departure.send();
    group.stop.threadEnded();
    group.threadEnds.wake(-1);
    if (group.isDead) {
      group.endEvents.wake(-1);
    }
    if (group.isDead && group == kernel.initGroup()) {
      kernel.initEnded(group.exitStatus);
    }
    task.releaseMemory();
  }

  /** Signals and wake-ups that an end causes, collected under the tree lock and sent after it. */
  private static final class Departure {
    private final List<Runnable> actions = new ArrayList<>();

    void add(Runnable action) {
      actions.add(action);
    }

    void addAll(List<Runnable> more) {
      actions.addAll(more);
    }

    void send() {
      for (Runnable action : actions) {
        action.run();
      }
    }
  }

  private static boolean removeThread(KernelTask task, ThreadGroup group) {
    group.signalLock.lock();
    try {
      task.isGone = true;
      SeccompOperation.release(task);
      group.leave(task);
      task.times.end();
      group.times.addThread(task);
      SignalSender.uncount(group, task.signals.pending.discard(-1L));
      boolean last = group.threads.isEmpty();
      if (last) {
        if (!group.isExiting) {
          group.exitStatus = task.exitStatus;
        }
        SignalSender.uncount(group, group.pending.discard(-1L));
      } else {
        SignalDelivery.retarget(task, group.pending.set() & ~task.signals.blocked());
      }
      return last;
    } finally {
      group.signalLock.unlock();
    }
  }

  /** Sends {@code PR_SET_PDEATHSIG} signals, and gives children a new parent. */
  private static void orphanChildren(
      KernelTask task, ThreadGroup group, boolean last, Departure departure) {
    for (ThreadGroup child : group.children) {
      if (child.creator == task) {
        child.creator = group.leader;
        int signal = child.leader.parentDeathSignal();
        if (signal != 0 && !child.isDead) {
          PidNamespace reader = child.pid().namespace();
          SignalInfo info =
              SignalInfo.user(
                  signal, SignalInfo.SI_USER, group.pid().in(reader), task.credentials().uid());
          departure.add(() -> SignalSender.toGroup(child, info, task));
        }
      }
    }
    if (!last) {
      return;
    }
    ThreadGroup heir = findReaper(group);
    for (ThreadGroup child : List.copyOf(group.children)) {
      group.children.remove(child);
      child.parent = heir;
      if (heir == null) {
        if (child.isDead) {
          reap(child);
        }
        continue;
      }
      heir.children.add(child);
      child.creator = heir.leader;
      child.exitSignal = Signals.SIGCHLD;
      if (child.isWaitable && !Tracing.isHeld(child)) {
        tellParent(child, departure);
      }
    }
  }

  /** Who gets the children of a process: not past the first process of its namespace. */
  private static ThreadGroup findReaper(ThreadGroup group) {
    PidNamespace namespace = group.pid().namespace();
    for (ThreadGroup above = group.parent;
        above != null && above.pid().namespace().level() == namespace.level();
        above = above.parent) {
      if (above.isSubreaper && !above.isDead) {
        return above;
      }
    }
    ThreadGroup init = namespace.init();
    return init == group || init == null || init.isDead ? null : init;
  }

  private static void endGroup(Kernel kernel, ThreadGroup group, Departure departure) {
    group.isDead = true;
    group.isWaitable = group.heldThreads == 0;
    group.timers.close();
    group.leaveProgram();
    if (group == kernel.initGroup()) {
      departure.add(kernel::killAll);
    }
    hangUpOrphans(group, departure);
    if (Tracing.isHeld(group)) {
      tellTracer(group.leader, departure); // the parent is told when that has seen it
    } else if (group.isWaitable) {
      tellParent(group, departure);
    }
    Runnable notice = TerminalJobs.leave(group);
    if (notice != null) {
      departure.add(notice);
    }
  }

  /** A group that nobody can continue any more, with stopped members, gets SIGHUP and SIGCONT. */
  private static void hangUpOrphans(ThreadGroup group, Departure departure) {
    ProcessGroup own = group.processGroup;
    ThreadGroup parent = group.parent;
    if (parent != null
        && parent.processGroup != own
        && parent.processGroup.session() == own.session()
        && own.isOrphaned(group)
        && own.hasStopped()) {
      departure.add(() -> hangUp(own));
    }
    // Children were moved already; those groups whose only tie was this process are checked.
    for (ProcessGroup other : groupsOfOrphans(group)) {
      if (other.isOrphaned(null) && other.hasStopped()) {
        departure.add(() -> hangUp(other));
      }
    }
  }

  private static List<ProcessGroup> groupsOfOrphans(ThreadGroup group) {
    List<ProcessGroup> groups = new ArrayList<>();
    ThreadGroup heir = findReaper(group);
    if (heir != null) {
      for (ThreadGroup child : heir.children) {
        ProcessGroup other = child.processGroup;
        if (child.isStopped()
            && other != group.processGroup
            && other.session() == group.session()
            && !groups.contains(other)) {
          groups.add(other);
        }
      }
    }
    return groups;
  }

  /**
   * Takes out a thread that ended and that its tracer lets go, or has waited for. With the last one
   * the process can be waited for, if it ended. Caller holds the tree lock.
   *
   * @return what is to be done when the lock is released
   */
  static List<Runnable> releaseThread(KernelTask thread) {
    ThreadGroup group = thread.group();
    thread.kernel().tasks().remove(thread);
    group.heldThreads--;
    Departure departure = new Departure();
    if (group.isDead && group.heldThreads == 0 && !group.isReaped) {
      group.isWaitable = true;
      if (Tracing.isHeld(group)) {
        tellTracer(group.leader, departure);
      } else {
        tellParent(group, departure);
      }
      departure.add(() -> group.endEvents.wake(-1));
    }
    return departure.actions;
  }

  private static void hangUp(ProcessGroup group) {
    SignalSender.toProcessGroup(group, SignalInfo.kernel(Signals.SIGHUP));
    SignalSender.toProcessGroup(group, SignalInfo.kernel(Signals.SIGCONT));
  }

  /** Tells the tracer of a task that has ended. Caller holds the tree lock. */
  private static void tellTracer(KernelTask task, Departure departure) {
    Tracee tracee = task.tracee();
    ThreadGroup group = tracee.tracer().group();
    int status = tracee.exitStatus();
    int code = WaitStatus.isExited(status) ? SignalInfo.CLD_EXITED : SignalInfo.CLD_KILLED;
    int shown =
        WaitStatus.isExited(status) ? WaitStatus.exitStatus(status) : WaitStatus.signal(status);
    SignalInfo info = threadInfo(task, tracee.tracer(), Signals.SIGCHLD, code, shown);
    departure.add(() -> SignalSender.toGroup(group, info));
    departure.add(() -> group.childEvents.wake(-1));
  }

  /**
   * Tells the parent of a dead child that a tracer has let go of. Caller holds the tree lock.
   *
   * @return what is to be done when the lock is released
   */
  static List<Runnable> tellParent(ThreadGroup child) {
    Departure departure = new Departure();
    tellParent(child, departure);
    return departure.actions;
  }

  /** Tells the parent of a dead child, or reaps the child when the parent does not care. */
  private static void tellParent(ThreadGroup child, Departure departure) {
    ThreadGroup parent = child.parent;
    if (parent == null || parent.isDead) {
      reap(child);
      return;
    }
    int signal = child.exitSignal;
    if (parent.isReapingAll) {
      reap(child);
    } else if (signal == Signals.SIGCHLD) {
      SigAction action = parent.handlers.get(Signals.SIGCHLD);
      boolean ignores = action.handler() == SigAction.SIG_IGN;
      if (child.leader.tracee() != null) {
        ignores = false; // a tracer is told whatever it does about the signal
      } else if (ignores || action.has(SigAction.SA_NOCLDWAIT)) {
        reap(child);
      }
      if (ignores) {
        signal = 0;
      }
    }
    if (SignalSets.isValid(signal)) { // clone(2) takes any number
      SignalInfo info = exitInfo(child, signal);
      departure.add(() -> SignalSender.toGroup(parent, info));
    }
    departure.add(() -> parent.childEvents.wake(-1));
  }

  private static SignalInfo exitInfo(ThreadGroup child, int signal) {
    int status = child.exitStatus;
    if (WaitStatus.isExited(status)) {
      return childInfo(child, signal, SignalInfo.CLD_EXITED, WaitStatus.exitStatus(status));
    }
    boolean core = (status & WaitStatus.CORE) != 0;
    return childInfo(
        child,
        signal,
        core ? SignalInfo.CLD_DUMPED : SignalInfo.CLD_KILLED,
        WaitStatus.signal(status));
  }

  /** What a parent is told about a child. */
  static SignalInfo childInfo(ThreadGroup child, int signal, int code, int status) {
    return SignalInfo.child(
        signal,
        code,
        parentNumber(child),
        child.leader.credentials().uid(),
        status,
        ticks(child.times.user(child)),
        ticks(child.times.system(child)));
  }

  private static int parentNumber(ThreadGroup child) {
    ThreadGroup parent = child.parent;
    return parent == null ? 0 : child.pid().in(parent.pid().namespace());
  }

  /** What a tracer is told about a thread. */
  static SignalInfo threadInfo(
      KernelTask task, KernelTask tracer, int signal, int code, int status) {
    ThreadGroup group = task.group();
    return SignalInfo.child(
        signal,
        code,
        task.pid().in(tracer.pidNamespace()),
        task.credentials().uid(),
        status,
        ticks(group.times.user(group)),
        ticks(group.times.system(group)));
  }

  /** Clock ticks of {@code times(2)}: 100 a second. */
  static long ticks(long nanos) {
    return nanos / 10_000_000;
  }

  /** Removes a dead process for good. Caller holds the tree lock. */
  static void reap(ThreadGroup child) {
    if (child.isReaped) {
      return;
    }
    child.pid().setExitStatus(child.exitStatus);
    child.isReaped = true;
    Tracee tracee = child.leader.tracee();
    if (tracee != null) {
      Tracing.unlink(tracee);
    }
    PidTable table = child.leader.kernel().tasks();
    if (child.parent != null) {
      child.parent.children.remove(child);
    }
    table.move(child, null);
    table.remove(child.leader);
  }
}
