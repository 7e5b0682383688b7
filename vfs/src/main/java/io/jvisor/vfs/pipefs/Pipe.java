package io.jvisor.vfs.pipefs;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.file.SegmentIo;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.vfs.buffer.BufferBudget;
import io.jvisor.vfs.buffer.ByteRing;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A ring of bytes with readers and writers.
 *
 * <p>A write of up to {@link #ATOMIC} bytes goes in whole or not at all. The ring is writable, as
 * {@code poll(2)} has it, when that much fits.
 */
final class Pipe {
  /** {@code PIPE_BUF}, and the smallest capacity. */
  static final int ATOMIC = 4096;

  static final int DEFAULT_CAPACITY = 65_536;

  /** {@code fs.pipe-max-size}. */
  static final int MAXIMUM_CAPACITY = 1 << 20;

  private static final int READABLE = PollEvents.POLLIN | PollEvents.POLLRDNORM;
  private static final int WRITABLE = PollEvents.POLLOUT | PollEvents.POLLWRNORM;

  private final WaitQueue queue = new WaitQueue();
  private final ReentrantLock lock = new ReentrantLock();

  /** Grows up to the capacity as it fills. Guarded by lock. */
  private final ByteRing ring = new ByteRing();

  /** Guarded by lock. */
  private int capacity;

  /** Open descriptions. Guarded by lock. */
  private int readers;

  private int writers;

  /** How many there have ever been, for those that wait to be met. Guarded by lock. */
  private long readersEver;

  private long writersEver;

  Pipe() {
    this.capacity = BufferBudget.isTight() ? ATOMIC : DEFAULT_CAPACITY;
  }

  WaitQueue queue() {
    return queue;
  }

  /**
   * Counts the sides of a new description.
   *
   * @throws ErrnoException {@code ENFILE} when there is no room for another pipe: one that is open
   *     always takes a page, whatever other pipes have taken meanwhile
   */
  void open(boolean reads, boolean writes) throws ErrnoException {
    lock.lock();
    try {
      if (readers == 0 && writers == 0) {
        hold();
      }
      if (reads) {
        readers++;
        readersEver++;
      }
      if (writes) {
        writers++;
        writersEver++;
      }
    } finally {
      lock.unlock();
    }
    queue.wake(PollEvents.ALL);
  }

  private void hold() throws ErrnoException {
    try {
      ring.hold();
    } catch (ErrnoException none) {
      throw Errno.ENFILE.exception();
    }
  }

  /** Uncounts a description; with the last one the bytes go. */
  void close(boolean reads, boolean writes) {
    lock.lock();
    try {
      readers -= reads ? 1 : 0;
      writers -= writes ? 1 : 0;
      if (readers == 0 && writers == 0) {
        ring.clear();
      }
    } finally {
      lock.unlock();
    }
    queue.wake(PollEvents.ALL);
  }

  long readersEver() {
    lock.lock();
    try {
      return readersEver;
    } finally {
      lock.unlock();
    }
  }

  long writersEver() {
    lock.lock();
    try {
      return writersEver;
    } finally {
      lock.unlock();
    }
  }

  boolean hasReaders() {
    lock.lock();
    try {
      return readers > 0;
    } finally {
      lock.unlock();
    }
  }

  boolean hasWriters() {
    lock.lock();
    try {
      return writers > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Reads; 0 when there is nothing and nobody writes, {@code EAGAIN} when somebody may. */
  long read(IoSink target) throws ErrnoException {
    if (target.remaining() == 0) {
      return 0;
    }
    long done;
    boolean becameWritable;
    lock.lock();
    try {
      if (ring.length() == 0) {
        if (writers == 0) {
          return 0;
        }
        throw Errno.EAGAIN.exception();
      }
      boolean wasWritable = isWritable();
      done = ByteRing.copyOut(ring.bytes(), ring.head(), target, ring.length());
      ring.taken(done);
      if (ring.length() == 0) {
        ring.rewind();
      }
      becameWritable = !wasWritable && isWritable();
    } finally {
      lock.unlock();
    }
    if (becameWritable) {
      queue.wake(WRITABLE);
    }
    if (done == 0) {
      throw Errno.EFAULT.exception();
    }
    return done;
  }

  /** Copies bytes and leaves them in the pipe; otherwise as {@link #read}. */
  long peek(IoSink target) throws ErrnoException {
    lock.lock();
    try {
      if (ring.length() == 0) {
        if (writers == 0) {
          return 0;
        }
        throw Errno.EAGAIN.exception();
      }
      return ByteRing.copyOut(ring.bytes(), ring.head(), target, ring.length());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts bytes back that were read and could not be passed on. They may exceed the capacity, if
   * somebody wrote meanwhile.
   */
  void unread(MemorySegment bytes, long offset, long count) throws ErrnoException {
    lock.lock();
    try {
      ring.reserve(Math.toIntExact(count));
      ring.taken(-count);
      ByteRing.copyIn(
          ring.bytes(), ring.head(), SegmentIo.source(bytes.asSlice(offset, count)), count);
    } finally {
      lock.unlock();
    }
    queue.wake(READABLE);
  }

  /** How many bytes a write would take now. */
  int room() {
    lock.lock();
    try {
      return Math.max(free(), 0);
    } finally {
      lock.unlock();
    }
  }

  private boolean isWritable() {
    return free() >= ATOMIC;
  }

  /**
   * How many bytes may be written. Like Linux, which keeps whole pages, a page counts until it is
   * read to its end; that is why the ring keeps the place within the page when it moves.
   */
  private int free() {
    return capacity - unusable() - ring.length();
  }

  /** What was read of the page that is read from. */
  private int unusable() {
    return (int) ring.head() & (ATOMIC - 1);
  }

  /** Writes as much as fits; {@code EAGAIN} when nothing does, {@code EPIPE} without readers. */
  long write(Task task, IoSource source) throws ErrnoException {
    long asked = source.remaining();
    if (asked == 0) {
      return 0;
    }
    long done;
    lock.lock();
    try {
      if (readers == 0) {
        task.raise(Signals.SIGPIPE);
        throw Errno.EPIPE.exception();
      }
      int total = reserve(asked);
      done = ByteRing.copyIn(ring.bytes(), ring.tail(), source, total);
      ring.filled(done);
    } finally {
      lock.unlock();
    }
    if (done == 0) {
      throw Errno.EFAULT.exception();
    }
    queue.wake(READABLE);
    return done;
  }

  /**
   * Makes room for a write. A pipe that may not grow any more, because pipes have taken all that
   * they may, becomes as small as it is now: at least a page.
   *
   * @return how many bytes there is room for
   * @throws ErrnoException {@code EAGAIN}
   */
  private int reserve(long asked) throws ErrnoException {
    int total = writable(asked);
    try {
      ring.reserve(unusable() + total);
      return total;
    } catch (ErrnoException none) {
      capacity = Math.max(ATOMIC, ring.size());
      total = writable(asked);
      ring.reserve(unusable() + total); // held, or there already
      return total;
    }
  }

  private int writable(long asked) throws ErrnoException {
    int free = free();
    if (free <= 0 || (asked <= ATOMIC && free < asked)) {
      throw Errno.EAGAIN.exception();
    }
    return (int) Math.min(free, asked);
  }

  /** Bytes that can be read now: {@code FIONREAD}. */
  int available() {
    lock.lock();
    try {
      return ring.length();
    } finally {
      lock.unlock();
    }
  }

  int capacity() {
    lock.lock();
    try {
      return capacity;
    } finally {
      lock.unlock();
    }
  }

  /** {@code F_SETPIPE_SZ}; returns the capacity that was set. */
  int setCapacity(Task task, long wanted) throws ErrnoException {
    if (wanted < 0 || wanted > 1L << 31) {
      throw Errno.EINVAL.exception();
    }
    long least = Math.max(ATOMIC, wanted);
    long rounded = least == 1L << 31 ? least : Long.highestOneBit(least - 1) << 1;
    if (rounded > MAXIMUM_CAPACITY) {
      // More is allowed to CAP_SYS_RESOURCE on Linux; here the heap bounds it for everybody.
      throw (task.credentials().has(Capability.SYS_RESOURCE) ? Errno.ENOMEM : Errno.EPERM)
          .exception();
    }
    int size = (int) rounded;
    lock.lock();
    try {
      if (size < unusable() + ring.length()) {
        throw Errno.EBUSY.exception();
      }
      if (size > capacity && BufferBudget.isTight()) {
        throw Errno.EPERM.exception();
      }
      if (ring.size() > size) {
        ring.resize(size);
      }
      capacity = size;
    } finally {
      lock.unlock();
    }
    queue.wake(WRITABLE);
    return size;
  }

  /**
   * What is ready.
   *
   * @param writersBefore how many writers there had been when the reader came to an empty FIFO: it
   *     sees no hang-up until there was another
   */
  int poll(boolean reads, boolean writes, long writersBefore) {
    lock.lock();
    try {
      int events = 0;
      if (reads) {
        if (ring.length() > 0) {
          events |= READABLE;
        }
        if (writers == 0 && writersEver != writersBefore) {
          events |= PollEvents.POLLHUP;
        }
      }
      if (writes) {
        if (isWritable()) {
          events |= WRITABLE;
        }
        if (readers == 0) {
          events |= PollEvents.POLLERR;
        }
      }
      return events;
    } finally {
      lock.unlock();
    }
  }
}
