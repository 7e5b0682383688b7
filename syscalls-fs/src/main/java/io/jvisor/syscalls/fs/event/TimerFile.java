package io.jvisor.syscalls.fs.event;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.AnonymousFile;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.core.time.TimerService;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A timer of {@code timerfd_create(2)}.
 *
 * <p>A periodic timer that expired is not set again until it is read, as in Linux: the periods that
 * passed are counted then. So a short period costs nothing while nobody reads.
 */
final class TimerFile extends AnonymousFile {
  private static final int BYTES = 8;
  private static final long SECOND = 1_000_000_000L;
  private static final int READS = PollEvents.POLLIN | PollEvents.POLLRDNORM;

  /** {@code value} is a time of the clock. */
  static final int TFD_TIMER_ABSTIME = 1;

  private final TimerService service;
  private final Clock clock;
  private final int clockId;
  private final boolean realtime;
  private final WaitQueue queue = new WaitQueue();
  private final ReentrantLock lock = new ReentrantLock();
  private final Alarm alarm = new Alarm();

  /** When it expires next, on the monotonic clock; 0 when it is not set. Guarded by the lock. */
  private long deadline;

  /** Nanoseconds between expirations; 0 for a single one. Guarded by the lock. */
  private long interval;

  /** Expirations that were not read. Guarded by the lock. */
  private long ticks;

  /** {@code TFD_TIMER_*} flags that it was set with. Guarded by the lock. */
  private int flags;

  /** Whether {@link #deadline} has passed and was counted. Guarded by the lock. */
  private boolean expired;

  /**
   * A timer that is not set.
   *
   * @param clockId the clock as {@code timerfd_create} was given it
   * @param realtime whether absolute times are those of {@code CLOCK_REALTIME}
   */
  TimerFile(TimerService service, Clock clock, int clockId, boolean realtime, int flags) {
    super("[timerfd]", OpenFlags.O_RDWR | flags);
    this.service = service;
    this.clock = clock;
    this.clockId = clockId;
    this.realtime = realtime;
  }

  /** What {@code timerfd_gettime} tells, in nanoseconds. */
  record Setting(long interval, long value) {}

  private final class Alarm extends TimerService.Timer {
    @Override
    protected void expire() {
      lock.lock();
      try {
        if (deadline == 0 || expired || clock.monotonicNanos() < deadline) {
          return; // set anew meanwhile
        }
        expired = true;
        ticks++;
      } finally {
        lock.unlock();
      }
      queue.wake(READS);
    }
  }

  /**
   * Sets the timer.
   *
   * @param value nanoseconds; 0 takes it back
   * @param newFlags {@code TFD_TIMER_*}
   * @return what was set before
   */
  Setting set(long newInterval, long value, int newFlags) {
    lock.lock();
    try {
      Setting former = setting();
      flags = newFlags;
      ticks = 0;
      expired = false;
      interval = newInterval;
      deadline = 0;
      service.cancel(alarm);
      if (value != 0) {
        long now = clock.monotonicNanos();
        long wait = value;
        if ((newFlags & TFD_TIMER_ABSTIME) != 0) {
          wait = value - (realtime ? clock.realtimeNanos() : now);
        }
        long end = now + Math.max(wait, 0);
        start(end < 0 ? Long.MAX_VALUE : end);
      }
      return former;
    } finally {
      lock.unlock();
    }
  }

  /** The lock is held. */
  private void start(long newDeadline) {
    deadline = newDeadline;
    expired = false;
    service.schedule(alarm, newDeadline);
  }

  /** What is set now. */
  Setting get() {
    lock.lock();
    try {
      return setting();
    } finally {
      lock.unlock();
    }
  }

  /** The lock is held. */
  private Setting setting() {
    if (expired && interval != 0) {
      advance();
    }
    if (deadline == 0 || expired) {
      return new Setting(interval, 0);
    }
    return new Setting(interval, Math.max(deadline - clock.monotonicNanos(), 1));
  }

  /** Counts the periods that passed since the last expiration and sets the next one. */
  private void advance() {
    long late = clock.monotonicNanos() - deadline;
    long periods = late / interval + 1;
    ticks += periods - 1;
    long next = deadline + periods * interval;
    start(next < 0 ? Long.MAX_VALUE : next);
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    if (target.remaining() < BYTES) {
      throw Errno.EINVAL.exception();
    }
    long count;
    lock.lock();
    try {
      if (ticks == 0) {
        throw Errno.EAGAIN.exception();
      }
      if (expired && interval != 0) {
        advance();
      }
      count = ticks;
      ticks = 0;
    } finally {
      lock.unlock();
    }
    MemorySegment scratch = task.scratch();
    scratch.set(ValueLayout.JAVA_LONG, 0, count);
    if (target.put(scratch, 0, BYTES) != BYTES) {
      throw Errno.EFAULT.exception();
    }
    return BYTES;
  }

  @Override
  public int poll() {
    lock.lock();
    try {
      return ticks != 0 ? READS : 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WaitQueue waitQueue() {
    return queue;
  }

  @Override
  protected void onRelease() {
    service.cancel(alarm);
  }

  @Override
  public void describe(Task task, StringBuilder text) {
    long shownTicks;
    long left;
    long shownInterval;
    int shownFlags;
    lock.lock();
    try {
      shownTicks = ticks;
      left = deadline == 0 || expired ? 0 : Math.max(deadline - clock.monotonicNanos(), 0);
      shownInterval = interval;
      shownFlags = flags;
    } finally {
      lock.unlock();
    }
    text.append("clockid: ").append(clockId);
    text.append("\nticks: ").append(shownTicks);
    text.append("\nsettime flags: 0").append(shownFlags);
    appendTime(text.append("\nit_value: "), left);
    appendTime(text.append("\nit_interval: "), shownInterval);
    text.append('\n');
  }

  private static void appendTime(StringBuilder text, long nanos) {
    text.append('(').append(nanos / SECOND).append(", ").append(nanos % SECOND).append(')');
  }
}
