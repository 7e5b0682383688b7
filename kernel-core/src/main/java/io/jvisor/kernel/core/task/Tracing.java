package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.signal.SignalInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who traces whom: {@code PTRACE_TRACEME}, {@code PTRACE_ATTACH} and how that ends. */
public final class Tracing {
  private Tracing() {}

  /**
   * {@code PTRACE_TRACEME}: the parent traces the caller.
   *
   * @throws ErrnoException {@code EPERM} when it is traced already
   */
  public static void traceMe(KernelTask task) throws ErrnoException {
    keepCode(task);
    PidTable table = task.kernel().tasks();
    table.lock.lock();
    try {
      ThreadGroup parent = task.group().parent;
      if (task.tracee() != null || parent == null) {
        throw Errno.EPERM.exception();
      }
      KernelTask creator = task.group().creator;
      if (creator != null && !creator.isGone) {
        link(task, creator, false, 0);
      }
    } finally {
      table.lock.unlock();
    }
  }

  /**
   * {@code PTRACE_ATTACH} and {@code PTRACE_SEIZE}. Whether the caller may is checked already.
   *
   * @throws ErrnoException {@code EPERM} when the task is traced already, or has ended
   */
  public static void attach(KernelTask caller, KernelTask task, boolean seize, int options)
      throws ErrnoException {
    keepCode(task);
    PidTable table = task.kernel().tasks();
    table.lock.lock();
    try {
      if (task.tracee() != null || task.isGone) {
        throw Errno.EPERM.exception();
      }
      Tracee tracee = link(task, caller, seize, options);
      if (!seize) {
        SignalSender.plant(task, SignalInfo.kernel(Signals.SIGSTOP));
      }
      ThreadGroup group = task.group();
      group.signalLock.lock();
      try {
        if (task.sleeper.isStopped() && group.stop.isRequested()) {
          tracee.wantTrap(); // from one kind of stop to the other
        }
      } finally {
        group.signalLock.unlock();
      }
    } finally {
      table.lock.unlock();
    }
  }

  /** A tracer sees the code as it was written, from its first stop on. */
  private static void keepCode(KernelTask task) {
    MemoryManager mm = task.mm();
    if (mm != null && mm.tryShare()) {
      try {
        mm.keepCode();
      } finally {
        mm.leave();
      }
    }
  }

  /** Lets a new task be traced by who traces its parent. Caller holds the tree lock. */
  static void inherit(KernelTask child, Tracee parent) {
    Tracee tracee = link(child, parent.tracer(), parent.isSeized(), parent.options());
    if (parent.isSeized()) {
      child.group().signalLock.lock();
      try {
        tracee.wantTrap();
      } finally {
        child.group().signalLock.unlock();
      }
    } else {
      SignalSender.plant(child, SignalInfo.user(Signals.SIGSTOP, SignalInfo.SI_USER, 0, 0));
    }
  }

  /** Caller holds the tree lock. */
  private static Tracee link(KernelTask task, KernelTask tracer, boolean seize, int options) {
    Tracee tracee = new Tracee(task, tracer, seize, options);
    tracer.group().hasTraced = true;
    Set<KernelTask> tracees = tracer.tracees;
    if (tracees == null) {
      tracees = new LinkedHashSet<>();
      tracer.tracees = tracees;
    }
    tracees.add(task);
    task.group().signalLock.lock();
    try {
      task.setTracee(tracee);
    } finally {
      task.group().signalLock.unlock();
    }
    return tracee;
  }

  /** {@code PTRACE_DETACH}, within a request. */
  public static void detach(Tracee tracee, int signal) {
    PidTable table = tracee.task().kernel().tasks();
    table.lock.lock();
    try {
      tracee.resume(TraceMode.CONTINUE, signal);
      unlink(tracee);
    } finally {
      table.lock.unlock();
    }
  }

  /** Ends the relation and lets the task go on. Caller holds the tree lock. */
  static void unlink(Tracee tracee) {
    KernelTask task = tracee.task();
    tracee.tracer().tracees.remove(task);
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      group.stop.untraced(tracee);
      task.setTracee(null);
      tracee.letGo();
    } finally {
      group.signalLock.unlock();
    }
  }

  /**
   * Lets all go that an ending task traces. Caller holds the tree lock.
   *
   * @return what is to be done when the lock is released
   */
  static List<Runnable> releaseAll(KernelTask tracer) {
    Set<KernelTask> tracees = tracer.tracees;
    if (tracees == null) {
      return List.of();
    }
    List<Runnable> actions = new ArrayList<>();
    for (KernelTask task : List.copyOf(tracees)) {
      Tracee tracee = task.tracee();
      if (tracee.has(TraceOptions.EXITKILL) && !task.isGone) {
        actions.add(() -> SignalSender.toTask(task, SignalInfo.kernel(Signals.SIGKILL)));
      }
      actions.addAll(release(tracee));
    }
    return actions;
  }

  /**
   * Ends the relation to a task that may have ended. Caller holds the tree lock.
   *
   * @return what is to be done when the lock is released
   */
  static List<Runnable> release(Tracee tracee) {
    KernelTask task = tracee.task();
    boolean wasHeld = isHeld(task.group());
    unlink(tracee);
    if (!task.isGone) {
      return List.of();
    }
    ThreadGroup group = task.group();
    if (task != group.leader) {
      return ExitOperation.releaseThread(task);
    }
    if (group.isWaitable && !group.isReaped && wasHeld) {
      return ExitOperation.tellParent(group);
    }
    return List.of();
  }

  /** Whether another process than the parent traces the leader. Caller holds the tree lock. */
  static boolean isHeld(ThreadGroup group) {
    Tracee tracee = group.leader.tracee();
    return tracee != null && tracee.tracer().group() != group.parent;
  }
}
