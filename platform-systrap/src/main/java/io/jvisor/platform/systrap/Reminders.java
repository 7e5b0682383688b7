package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.host.HostMutex;

/** The tasks that a carrier wakes at some time, wherever they are then. */
final class Reminders {
  private final HostMutex lock = new HostMutex();

  /** Guarded by {@link #lock}. */
  private final Deadlines deadlines = new Deadlines();

  /** Whether there are any. Written with {@link #lock}. */
  private volatile boolean isSet;

  /** The earliest. Written with {@link #lock}. */
  private volatile long next;

  /** Whether there are any. Any thread. */
  boolean isSet() {
    return isSet;
  }

  /** How many nanoseconds are left, of so many at most. */
  long left(long most) {
    return isSet ? Math.min(most, Math.max(0, next - System.nanoTime())) : most;
  }

  /** Wakes a task when its time has come, unless it is forgotten before. Called by the task. */
  void add(TaskThread task) {
    lock.lock();
    try {
      deadlines.add(task);
      note();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes a task no more. Called by the task, which may be on another carrier by now. */
  void forget(TaskThread task) {
    lock.lock();
    try {
      if (task.place >= 0) {
        deadlines.remove(task);
        note();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Wakes tasks whose time has come. Any thread. */
  void wakeDue() {
    for (TaskThread task = takeDue(); task != null; task = takeDue()) {
      task.unpark();
    }
  }

  private TaskThread takeDue() {
    if (!isSet || next - System.nanoTime() > 0) {
      return null;
    }
    lock.lock();
    try {
      TaskThread task = null;
      if (!deadlines.isEmpty() && deadlines.first().deadline - System.nanoTime() <= 0) {
        task = deadlines.first();
        deadlines.remove(task);
      }
      note();
      return task;
    } finally {
      lock.unlock();
    }
  }

  private void note() {
    isSet = !deadlines.isEmpty();
    if (isSet) {
      next = deadlines.first().deadline;
    }
  }
}
