package io.jvisor.kernel.core.time;

import io.jvisor.kernel.api.Clock;
import io.jvisor.platform.spi.host.HostCpus;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread and a heap of deadlines: runs what is due. The service's lock is a leaf; timers run
 * without it.
 */
public final class TimerService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TimerService.class);

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** A binary heap by deadline. Guarded by {@link #lock}. */
  private Timer[] heap = new Timer[16];

  /** Guarded by {@link #lock}. */
  private int size;

  /** Guarded by {@link #lock}. */
  private Thread thread;

  /** Guarded by {@link #lock}. */
  private boolean closed;

  /** A service without timers; its thread starts with the first one. */
  public TimerService(Clock clock) {
    this.clock = clock;
  }

  /** Something that happens at a time. Belongs to one service. */
  public abstract static class Timer {
    /** Guarded by the service's lock. */
    private long deadline;

    /** The place in the heap, or -1. Guarded by the service's lock. */
    private int index = -1;

    /** Runs on the service's thread; must not block. May schedule the timer again. */
    protected abstract void expire();
  }

  /**
   * Sets a timer, whether or not it is set already.
   *
   * @param deadline nanoseconds on the monotonic clock
   */
  public void schedule(Timer timer, long deadline) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (timer.index >= 0) {
        removeAt(timer.index);
      }
      timer.deadline = deadline;
      insert(timer);
      if (thread == null) {
        thread = Thread.ofPlatform().name("timers").daemon().unstarted(this::run);
        thread.start();
      } else if (timer.index == 0) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a timer back; it may be running just now. */
  public void cancel(Timer timer) {
    lock.lock();
    try {
      if (timer.index >= 0) {
        removeAt(timer.index);
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    HostCpus.useAll();
    for (; ; ) {
      Timer due = awaitDue();
      if (due == null) {
        return;
      }
      try {
        due.expire();
      } catch (RuntimeException | Error failure) { // the other timers go on
        LOG.error("A timer failed", failure);
      }
    }
  }

  private Timer awaitDue() {
    lock.lock();
    try {
      while (!closed) {
        if (size == 0) {
          changed.awaitUninterruptibly();
          continue;
        }
        long left = heap[0].deadline - clock.monotonicNanos();
        if (left <= 0) {
          Timer due = heap[0];
          removeAt(0);
          return due;
        }
        try {
          changed.await(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
          // Nobody interrupts this thread; look again.
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void insert(Timer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    siftUp(size++, timer);
  }

  private void removeAt(int index) {
    heap[index].index = -1;
    Timer last = heap[--size];
    heap[size] = null;
    if (index < size) {
      siftUp(index, last);
      if (last.index == index) {
        siftDown(index, last);
      }
    }
  }

  private void siftUp(int start, Timer timer) {
    int index = start;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (heap[parent].deadline <= timer.deadline) {
        break;
      }
      place(index, heap[parent]);
      index = parent;
    }
    place(index, timer);
  }

  private void siftDown(int start, Timer timer) {
    int index = start;
    for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
      if (child + 1 < size && heap[child + 1].deadline < heap[child].deadline) {
        child++;
      }
      if (timer.deadline <= heap[child].deadline) {
        break;
      }
      place(index, heap[child]);
      index = child;
    }
    place(index, timer);
  }

  private void place(int index, Timer timer) {
    heap[index] = timer;
    timer.index = index;
  }

  /** Ends the thread; timers that are set never expire. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
