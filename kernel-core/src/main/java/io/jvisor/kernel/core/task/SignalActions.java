package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.core.signal.SigAction;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.signal.SignalSets;
import java.util.List;

/** What signal calls do to the state of tasks and processes. */
public final class SignalActions {
  private SignalActions() {}

  /** Sets what is done about a signal and returns the former action: {@code sigaction(2)}. */
  public static SigAction set(KernelTask task, int signal, SigAction action) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      SigAction old = group.handlers.set(signal, action);
      if (action.isIgnored(signal)) {
        SignalSender.discard(group, SignalSets.bit(signal));
      }
      return old;
    } finally {
      group.signalLock.unlock();
    }
  }

  /** The signals that wait for a task, its process's included. */
  public static long pending(KernelTask task) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      return task.signals.pending.set() | group.pending.set();
    } finally {
      group.signalLock.unlock();
    }
  }

  /** The signals that wait for a process: for all of it, or for one of its threads. */
  public static long pending(ThreadGroup group) {
    group.signalLock.lock();
    try {
      long set = group.pending.set();
      for (KernelTask thread : group.threads) {
        set |= thread.signals.pending.set();
      }
      return set;
    } finally {
      group.signalLock.unlock();
    }
  }

  /** Takes a signal of a set that waits for the calling task, or returns null. */
  public static SignalInfo take(KernelTask task, long wanted) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      return SignalDelivery.take(task, wanted & ~SignalSets.UNBLOCKABLE);
    } finally {
      group.signalLock.unlock();
    }
  }

  /** Sets the mask of a task that stands still for its tracer. */
  public static void setMaskOf(KernelTask task, long mask) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      task.signals.dropSavedMask();
      task.signals.setBlocked(mask & ~SignalSets.UNBLOCKABLE);
      task.notifyWork();
    } finally {
      group.signalLock.unlock();
    }
  }

  /** What waits for a task alone, or for its process. */
  public static List<SignalInfo> waiting(KernelTask task, boolean forProcess) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      return (forProcess ? group.pending : task.signals.pending).list();
    } finally {
      group.signalLock.unlock();
    }
  }

  /** The signals that wait for a task alone. */
  public static long privatePending(KernelTask task) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      return task.signals.pending.set();
    } finally {
      group.signalLock.unlock();
    }
  }

  /**
   * Waits for one of a set of signals, which the caller has blocked by custom, and takes it.
   *
   * @param deadline nanoseconds on the monotonic clock
   * @return null when another signal interrupts the wait, or the deadline passes
   */
  public static SignalInfo await(KernelTask task, long wanted, long deadline) {
    ThreadGroup group = task.group();
    long set = wanted & ~SignalSets.UNBLOCKABLE;
    long oldMask = task.signals.blocked();
    group.signalLock.lock();
    try {
      SignalInfo waiting = SignalDelivery.take(task, set);
      if (waiting != null) {
        return waiting;
      }
      // Unblocked for the time of the wait, so that a sender interrupts the sleep.
      task.signals.setWaitedFor(oldMask & set);
      task.signals.setBlocked(oldMask & ~set);
    } finally {
      group.signalLock.unlock();
    }
    WaitResult result = WaitResult.READY;
    while (result == WaitResult.READY) {
      result = task.park(deadline);
    }
    group.signalLock.lock();
    try {
      SignalInfo info = SignalDelivery.take(task, set);
      task.signals.setWaitedFor(0);
      return info;
    } finally {
      group.signalLock.unlock();
      SignalDelivery.setMask(task, oldMask);
      SignalDelivery.recheck(task);
    }
  }
}
