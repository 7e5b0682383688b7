package io.jvisor.kernel.api;

import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.socket.SocketMessage;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/**
 * A guest thread, as subsystems see it. The kernel's own class adds what process management needs.
 *
 * <p>Unless a method says otherwise it is called on the task's own thread only, from within a
 * system call.
 */
public interface Task {
  /** No deadline, for {@link #await}. */
  long FOREVER = Long.MAX_VALUE;

  /** The thread's id in the first PID namespace: it tells threads apart. Any thread. */
  int tid();

  /** The process's id in the first PID namespace: it tells processes apart. Any thread. */
  int tgid();

  /** The process, for others to be told of it. Any thread. */
  ProcessId processId();

  /** The task's address space, for copying arguments and results. */
  UserMemory memory();

  /** The task's descriptor table. */
  FdTable files();

  /** The task's credentials; an immutable snapshot. Any thread. */
  Credentials credentials();

  /**
   * The soft limit of a resource.
   *
   * @param resource an {@code RLIMIT_*} number of {@link io.jvisor.kernel.api.abi.Resource}
   * @return the limit, or -1 for no limit ({@code RLIM_INFINITY})
   */
  long softLimit(int resource);

  /** The kernel's clock. Any thread. */
  Clock clock();

  /**
   * Scratch memory of this task, 64 KiB, for bounce copies and for building structures. What is in
   * it lasts until the next call that uses it.
   */
  MemorySegment scratch();

  /**
   * What goes with a message that the task sends or receives; a task's socket calls use one object
   * again and again.
   */
  default SocketMessage socketMessage() {
    return new SocketMessage();
  }

  /** Whether a signal waits to be delivered, so that a blocking call must return. Any thread. */
  boolean isInterrupted();

  /**
   * Sends the calling task a signal as the kernel does for a fault of its own making, such as
   * {@code SIGPIPE} or {@code SIGXFSZ}.
   */
  void raise(int signal);

  /**
   * Waits until a condition holds. The task is on the queue before the condition is tried first, so
   * a wake-up between the two is not lost.
   *
   * @param queue who wakes
   * @param events the events to be woken for, a mask as in {@link WaitQueue#wake}
   * @param condition tried after each wake-up, without locks held by this method
   * @param deadline nanoseconds on {@link Clock#monotonicNanos}, or {@link #FOREVER}
   */
  WaitResult await(WaitQueue queue, int events, BooleanSupplier condition, long deadline);

  /**
   * Parks until {@link #wakeUp}, an interruption or the deadline; may also return without reason.
   * For code that is on several queues at a time; the rest uses {@link #await}.
   *
   * @param deadline nanoseconds on {@link Clock#monotonicNanos}, or {@link #FOREVER}
   */
  WaitResult park(long deadline);

  /** Ends a {@link #park}, now or the next one. Any thread, with any lock held. */
  void wakeUp();
}
