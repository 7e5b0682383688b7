package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.api.sync.Waiter;
import io.jvisor.vfs.proc.CurrentCall;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How a task sleeps and is woken.
 *
 * <p>A wake-up leaves a mark, which the sleeper takes before it looks at what it waits for; so a
 * wake-up that comes between the look and the sleep ends the sleep at once. Interruptions come the
 * same way: who makes work for the task sets its flag first and wakes it then.
 */
final class Sleeper {
  private final KernelTask task;

  /** The task's thread, set by itself before it sleeps first; null until then. */
  private volatile Thread thread;

  /** The mark of a wake-up. */
  private volatile boolean isWoken;

  private volatile boolean isSleeping;

  /** No signal ends the sleep, but the end of the task. */
  private volatile boolean isKillable;

  private volatile boolean isStopped;

  /** What another task wants to know; null for nothing. */
  private final AtomicReference<CallQuestion> question = new AtomicReference<>();

  /** The place on a queue that {@link #await} uses; null while it is in use. */
  private QueuePlace place = new QueuePlace(this);

  Sleeper(KernelTask task) {
    this.task = task;
  }

  /** The task begins on the calling thread. */
  void begin() {
    thread = Thread.currentThread();
  }

  void wakeUp() {
    isWoken = true;
    Thread target = thread;
    if (target != null) {
      LockSupport.unpark(target);
    }
  }

  boolean isSleeping() {
    return isSleeping;
  }

  /** Whether it sleeps for what no signal ends: state {@code D}. */
  boolean isUninterruptible() {
    return isSleeping && isKillable;
  }

  boolean isStopped() {
    return isStopped;
  }

  void setStopped(boolean stopped) {
    isStopped = stopped;
  }

  private boolean isInterrupted(boolean onlyByKill) {
    return onlyByKill ? task.isKilled() : task.isInterrupted();
  }

  WaitResult park(long deadline, boolean onlyByKill) {
    for (; ; ) {
      if (isWoken) {
        isWoken = false;
        return WaitResult.READY;
      }
      if (isInterrupted(onlyByKill)) {
        return WaitResult.INTERRUPTED;
      }
      if (!sleep(deadline, onlyByKill)) {
        return WaitResult.TIMED_OUT;
      }
    }
  }

  /** Waits for a wake-up; nothing else ends it. */
  void pause() {
    while (!isWoken) {
      sleep(Task.FOREVER, false);
    }
    isWoken = false;
  }

  WaitResult await(
      WaitQueue queue, int events, BooleanSupplier condition, long deadline, boolean onlyByKill) {
    QueuePlace mine = place;
    if (mine == null) {
      mine = new QueuePlace(this); // the condition of an outer wait waits itself
    }
    place = null;
    queue.add(mine, events);
    try {
      for (; ; ) {
        isWoken = false;
        if (condition.getAsBoolean()) {
          return WaitResult.READY;
        }
        if (isInterrupted(onlyByKill)) {
          return WaitResult.INTERRUPTED;
        }
        while (!isWoken && !isInterrupted(onlyByKill)) {
          if (!sleep(deadline, onlyByKill)) {
            return condition.getAsBoolean() ? WaitResult.READY : WaitResult.TIMED_OUT;
          }
        }
      }
    } finally {
      queue.remove(mine);
      place = mine;
    }
  }

  /** Sleeps until an unpark; returns false, without sleeping, when the deadline has passed. */
  private boolean sleep(long deadline, boolean onlyByKill) {
    long left = Long.MAX_VALUE;
    if (deadline != Task.FOREVER) {
      left = deadline - task.clock().monotonicNanos();
      if (left <= 0) {
        return false;
      }
    }
    if (onlyByKill) {
      isKillable = true;
    }
    isSleeping = true;
    task.times.beginSleep();
    try {
      task.context.park(this, left);
    } finally {
      task.times.endSleep();
      isSleeping = false;
      if (onlyByKill) {
        isKillable = false;
      }
      if (question.get() != null) {
        reply();
      }
    }
    return true;
  }

  private void reply() {
    CallQuestion asked = question.getAndSet(null);
    if (asked != null) { // who asked may have thought better of it
      asked.answer(CallQuestion.of(task));
    }
  }

  /**
   * Asks what the task waits in. A task that is seen to sleep after the question was put looks at
   * it when it wakes, which it is made to do.
   *
   * @return null when it does not sleep
   */
  CurrentCall ask(KernelTask reader) {
    CallQuestion mine = new CallQuestion();
    CallQuestion present = question.compareAndExchange(null, mine);
    if (isSleeping) {
      LockSupport.unpark(thread);
    } else if (present == null && question.compareAndSet(mine, null)) {
      mine.answer(null);
    }
    return (present == null ? mine : present).await(reader);
  }

  private static final class QueuePlace extends Waiter {
    private final Sleeper sleeper;

    QueuePlace(Sleeper sleeper) {
      this.sleeper = sleeper;
    }

    @Override
    protected void onWake(int happened) {
      sleeper.wakeUp();
    }
  }
}
