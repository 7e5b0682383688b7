package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.signal.SigAction;
import io.jvisor.kernel.core.signal.SignalInfo;

/**
 * Job-control stops of a process: {@code SIGSTOP} and its relatives stop all threads, {@code
 * SIGCONT} lets them go on, and the parent is told of both.
 *
 * <p>All fields are guarded by the group's signal lock.
 */
final class GroupStop {
  private final ThreadGroup group;

  /** The signal that stops the group; 0 when it runs. Written under the signal lock. */
  private volatile int signal;

  /** Threads that have stopped, tracees not included. */
  private int stopped;

  /** Tracees that have joined this stop, be it that their tracers let them go on. */
  private int joined;

  /** Tells stops apart; grows with each stopping signal. */
  private int number;

  /** Whether every thread has stopped. */
  private volatile boolean complete;

  /** A stop that {@code wait} has not told yet. */
  private boolean unreportedStop;

  /** A continuation that {@code wait} has not told yet. */
  private boolean unreportedContinue;

  /** A stopping signal was taken from the queue and nothing has cancelled it since. */
  private boolean isDequeued;

  GroupStop(ThreadGroup group) {
    this.group = group;
  }

  boolean isComplete() {
    return complete;
  }

  /** Whether threads are to stop. Caller holds the signal lock. */
  boolean isRequested() {
    return signal != 0;
  }

  /** The signal that stops the group, or 0. Caller holds the signal lock. */
  int signal() {
    return signal;
  }

  /** Whether a thread is to stop: a tracee joins each stop once. Caller holds the signal lock. */
  boolean mustJoin(KernelTask task) {
    Tracee tracee = task.tracee();
    return signal != 0 && (tracee == null || tracee.joinedStop != number);
  }

  /** Notes that a stopping signal was taken. Caller holds the signal lock. */
  void markDequeued() {
    isDequeued = true;
  }

  /** Asks all threads to stop, unless the stop was cancelled. Caller holds the signal lock. */
  void request(int stopSignal) {
    if (!isDequeued || group.isExiting || group.executing != null) {
      return;
    }
    isDequeued = false;
    boolean isNew = signal == 0;
    if (isNew) {
      signal = stopSignal;
      unreportedContinue = false;
    }
    number++;
    joined = 0;
    for (KernelTask thread : group.threads) {
      Tracee tracee = thread.tracee();
      if (isNew || tracee != null) {
        thread.notifyWork();
      }
      if (tracee != null) {
        tracee.notifyOfJobControl();
      }
    }
  }

  /**
   * Ends a stop because of {@code SIGCONT}. Caller holds the signal lock.
   *
   * @return whether there was one, so that the parent is to be told
   */
  boolean resume() {
    isDequeued = false;
    if (signal == 0) {
      return false;
    }
    release();
    unreportedContinue = true;
    return true;
  }

  /** Ends a stop because the process ends. Caller holds the signal lock. */
  void release() {
    isDequeued = false;
    if (signal != 0) {
      signal = 0;
      complete = false;
      unreportedStop = false;
      joined = 0;
      for (KernelTask thread : group.threads) {
        thread.wakeUp();
        Tracee tracee = thread.tracee();
        if (tracee != null) {
          tracee.notifyOfJobControl();
        }
      }
    }
  }

  /** Whether the group is to stand still. Any thread. */
  boolean isInForce() {
    return signal != 0;
  }

  /** Stops the calling task until the group goes on. */
  void participate(KernelTask task) {
    boolean completed;
    if (joinTraced(task)) {
      return;
    }
    group.signalLock.lock();
    try {
      if (signal == 0 || task.isKilled() || task.tracee() != null) {
        return;
      }
      stopped++;
      completed = checkComplete();
    } finally {
      group.signalLock.unlock();
    }
    if (completed) {
      tellParentOfStop();
    }
    task.sleeper.setStopped(true);
    while (mustStay(task)) {
      task.sleeper.park(KernelTask.FOREVER, true);
    }
    task.sleeper.setStopped(false);
    group.signalLock.lock();
    try {
      stopped--;
      Tracee tracee = task.tracee();
      if (tracee != null && signal != 0) {
        tracee.joinedStop = number; // it was attached to while it stood still
        joined++;
      }
    } finally {
      group.signalLock.unlock();
    }
  }

  /** Stops a tracee as its tracer sees it; false when the task is none. */
  private boolean joinTraced(KernelTask task) {
    Tracee tracee;
    boolean completed;
    int number;
    group.signalLock.lock();
    try {
      tracee = task.tracee();
      if (tracee == null) {
        return false;
      }
      if (!mustJoin(task)) {
        return true;
      }
      tracee.joinedStop = this.number;
      joined++;
      number = signal;
      completed = checkComplete();
    } finally {
      group.signalLock.unlock();
    }
    if (completed && tracee.tracer().group() != group.parent) {
      tellParentOfStop();
    }
    TraceStops.group(tracee, number);
    return true;
  }

  /** A thread is a tracee no longer. Caller holds the signal lock. */
  void untraced(Tracee tracee) {
    if (signal != 0 && tracee.joinedStop == number) {
      joined--;
    }
  }

  private boolean mustStay(KernelTask task) {
    group.signalLock.lock();
    try {
      return signal != 0 && !task.isKilled() && task.tracee() == null;
    } finally {
      group.signalLock.unlock();
    }
  }

  /** Whether the last thread that was awaited has stopped now. Caller holds the signal lock. */
  private boolean checkComplete() {
    if (signal == 0 || complete || stopped + joined < group.threads.size()) {
      return false;
    }
    complete = true;
    unreportedStop = true;
    return true;
  }

  /** A thread has left the group; perhaps the others had all stopped. */
  void threadEnded() {
    boolean completed;
    group.signalLock.lock();
    try {
      completed = !group.threads.isEmpty() && checkComplete();
    } finally {
      group.signalLock.unlock();
    }
    if (completed) {
      tellParentOfStop();
    }
  }

  private void tellParentOfStop() {
    int number;
    group.signalLock.lock();
    try {
      number = signal;
    } finally {
      group.signalLock.unlock();
    }
    if (number != 0) {
      tellParent(SignalInfo.CLD_STOPPED, number);
    }
  }

  void tellParentOfContinue() {
    tellParent(SignalInfo.CLD_CONTINUED, Signals.SIGCONT);
  }

  private void tellParent(int code, int number) {
    ThreadGroup parent = group.parent;
    if (parent == null) {
      return;
    }
    SigAction action = parent.handlers.get(Signals.SIGCHLD);
    if (action.handler() != SigAction.SIG_IGN && !action.has(SigAction.SA_NOCLDSTOP)) {
      SignalSender.toGroup(parent, ExitOperation.childInfo(group, Signals.SIGCHLD, code, number));
    }
    parent.childEvents.wake(-1);
  }

  /**
   * Reports a stop to {@code wait}.
   *
   * @param keep whether it can be reported again
   * @return the signal, or 0 when there is nothing to report
   */
  int reportStop(boolean keep) {
    group.signalLock.lock();
    try {
      if (!complete || !unreportedStop) {
        return 0;
      }
      unreportedStop = keep;
      return signal;
    } finally {
      group.signalLock.unlock();
    }
  }

  /** Reports a continuation to {@code wait}; false when there is nothing to report. */
  boolean reportContinue(boolean keep) {
    group.signalLock.lock();
    try {
      boolean reported = unreportedContinue;
      unreportedContinue = reported && keep;
      return reported;
    } finally {
      group.signalLock.unlock();
    }
  }
}
