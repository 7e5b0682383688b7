package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.KernelClock;
import io.jvisor.platform.spi.placement.Move;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread of one task: a virtual one, and its scheduler, which decides what carrier goes on with
 * it. A task goes on where the one that woke it runs, since the two hand over to each other; the
 * balancer takes them apart if that was wrong.
 *
 * <p>Where virtual threads cannot have a scheduler, it is the carrier's thread itself.
 */
final class TaskThread implements Executor, KernelClock {
  private static final ThreadLocal<TaskThread> CURRENT = new ThreadLocal<>();
  private static final VarHandle MOUNTED;
  private static final VarHandle USED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MOUNTED = lookup.findVarHandle(TaskThread.class, "mounted", Carrier.class);
      USED = lookup.findVarHandle(TaskThread.class, "used", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Carriers carriers;
  private final Runnable body;

  /** Null where the carrier's thread is used. */
  private final Thread thread;

  /** Goes on with the thread. Written before the task is on a carrier's list. */
  private Runnable continuation;

  /** Who runs it, or did last. Written by the carrier. */
  private volatile Carrier carrier;

  /** Where it is to go on next; null for where it is. Owned by the task. */
  private Carrier next;

  /** Who runs it; null for nobody. Set by the carrier, and cleared by it if still its own. */
  @SuppressWarnings("unused") // through MOUNTED
  private volatile Carrier mounted;

  /** When the task is to be woken, as {@link System#nanoTime} has it. Set by the task. */
  long deadline;

  /**
   * Its place among its carrier's deadlines; negative for none. Guarded by the lock of {@link
   * Reminders}.
   */
  int place = -1;

  /** CPU time of all former times on a carrier, in nanoseconds. Added to by carriers. */
  @SuppressWarnings("unused") // through USED
  private volatile long used;

  /** The most that {@link #nanos} has told: a clock does not run backwards. */
  private volatile long told;

  TaskThread(Carriers carriers, String name, Runnable body) {
    this.carriers = carriers;
    this.body = body;
    this.thread = carriers.areShared() ? VirtualThreads.make(this, name, this::begin) : null;
  }

  /** That of the calling thread; null when it has none. */
  static TaskThread current() {
    return CURRENT.get();
  }

  /** Starts the thread, on the caller's carrier at first if the caller is a task. */
  void start() {
    if (thread != null) {
      thread.start();
    } else {
      continuation = this::begin;
      carriers.dispatch(this);
    }
  }

  private void begin() {
    CURRENT.set(this);
    try {
      body.run();
    } finally {
      CURRENT.remove();
    }
  }

  /** The carrier that the calling task runs on. */
  Carrier carrier() {
    return carrier;
  }

  @Override
  public void execute(Runnable task) {
    continuation = task;
    Carrier target = next;
    next = null;
    Thread caller = Thread.currentThread();
    if (target == null && caller instanceof Carrier.Worker worker) {
      target = worker.carrier();
    } else if (target == null && caller.isVirtual() && !waitsForLock()) {
      TaskThread waker = CURRENT.get();
      target = waker != null ? waker.carrier : null;
    }
    if (target == null || !target.add(this)) {
      carriers.dispatch(this);
    }
  }

  /** Who holds a lock for a moment is no reason to go on where that one runs. */
  private boolean waitsForLock() {
    return LockSupport.getBlocker(thread) instanceof AbstractQueuedSynchronizer;
  }

  /** Parks the calling task, which has a virtual thread, for a time or until it is woken. */
  void park(Object blocker, long nanos) {
    deadline = System.nanoTime() + Math.min(nanos, Long.MAX_VALUE / 2);
    Reminders reminders = carrier.reminders();
    reminders.add(this);
    LockSupport.park(blocker);
    reminders.forget(this);
  }

  /** Ends the wait that {@link Carrier#park} began, or {@link #park}. */
  void unpark() {
    LockSupport.unpark(thread);
  }

  /** Goes on elsewhere. Called by the task. */
  void follow(Move move) {
    if (thread == null) {
      return;
    }
    Carrier target = move.to() instanceof Carrier there ? there : carriers.spare(move.cpu());
    if (target != null && target != carrier) {
      next = target;
      Thread.yield();
    }
  }

  /** Runs the task until it parks. Called by a carrier. */
  void run(Carrier by) {
    carrier = by;
    MOUNTED.setVolatile(this, by);
    Runnable step = continuation;
    step.run();
    // From here on another carrier may run it.
  }

  /** Takes notice that a carrier does not run it any more. */
  void left(Carrier by, long nanos) {
    USED.getAndAdd(this, nanos);
    MOUNTED.compareAndSet(this, by, (Carrier) null);
  }

  @Override
  public long nanos() {
    Carrier on = (Carrier) MOUNTED.getVolatile(this);
    long now = (long) USED.getVolatile(this) + (on != null ? on.clock().sinceMount() : 0);
    long most = told;
    if (now > most) {
      told = now;
      return now;
    }
    return most;
  }
}
