package io.jvisor.syscalls.fs.event;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.AnonymousFile;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.syscalls.fs.io.ShortWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** A counter of {@code eventfd(2)}. */
final class EventFile extends AnonymousFile implements ShortWriter {
  private static final int BYTES = 8;

  /** The largest value of the counter, as an unsigned number: 0xfffffffffffffffe. */
  private static final long MOST = -2;

  private static final int READS = PollEvents.POLLIN | PollEvents.POLLRDNORM;
  private static final int WRITES = PollEvents.POLLOUT | PollEvents.POLLWRNORM;

  private static final AtomicInteger LAST_ID = new AtomicInteger();

  /** What {@code /proc/PID/fdinfo} tells counters apart by. */
  private final int id = LAST_ID.incrementAndGet();

  private final boolean semaphore;
  private final WaitQueue queue = new WaitQueue();
  private final ReentrantLock lock = new ReentrantLock();

  /** Unsigned. Guarded by {@link #lock}. */
  private long counter;

  /**
   * A counter.
   *
   * @param semaphore whether a read takes one only
   */
  EventFile(long initial, boolean semaphore, int flags) {
    super("[eventfd]", OpenFlags.O_RDWR | flags);
    this.counter = initial;
    this.semaphore = semaphore;
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    if (target.remaining() < BYTES) {
      throw Errno.EINVAL.exception();
    }
    long value;
    lock.lock();
    try {
      if (counter == 0) {
        throw Errno.EAGAIN.exception();
      }
      value = semaphore ? 1 : counter;
      counter -= value;
    } finally {
      lock.unlock();
    }
    queue.wake(WRITES);
    MemorySegment scratch = task.scratch();
    scratch.set(ValueLayout.JAVA_LONG, 0, value);
    if (target.put(scratch, 0, BYTES) != BYTES) {
      throw Errno.EFAULT.exception();
    }
    return BYTES;
  }

  @Override
  public long write(Task task, IoSource source) throws ErrnoException {
    if (source.remaining() < BYTES) {
      throw Errno.EINVAL.exception();
    }
    MemorySegment scratch = task.scratch();
    long got = source.get(scratch, 0, BYTES);
    if (got != BYTES) {
      throw Errno.EFAULT.exception();
    }
    long value = scratch.get(ValueLayout.JAVA_LONG, 0);
    if (value == -1) {
      throw Errno.EINVAL.exception();
    }
    lock.lock();
    try {
      if (Long.compareUnsigned(value, MOST - counter) > 0) {
        source.unget(BYTES);
        throw Errno.EAGAIN.exception();
      }
      counter += value;
    } finally {
      lock.unlock();
    }
    queue.wake(READS);
    return BYTES;
  }

  @Override
  public int poll() {
    lock.lock();
    try {
      int ready = counter != 0 ? READS : 0;
      return counter != MOST ? ready | WRITES : ready;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WaitQueue waitQueue() {
    return queue;
  }

  @Override
  public void describe(Task task, StringBuilder text) {
    lock.lock();
    try {
      String count = Long.toHexString(counter);
      text.append("eventfd-count: ").repeat(' ', 16 - count.length()).append(count);
    } finally {
      lock.unlock();
    }
    text.append("\neventfd-id: ").append(id);
    text.append("\neventfd-semaphore: ").append(semaphore ? 1 : 0).append('\n');
  }
}
