package io.jvisor.vfs.pipefs;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.sync.WaitQueue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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

  /** Grows up to the capacity as it fills; null while nothing was written. Guarded by lock. */
  private MemorySegment ring;

  /** Where reading goes on. Guarded by lock. */
  private int head;

  /** Bytes in the ring. Guarded by lock. */
  private int length;

  /** Guarded by lock. */
  private int capacity;

  /** Open descriptions. Guarded by lock. */
  private int readers;

  private int writers;

  /** How many there have ever been, for those that wait to be met. Guarded by lock. */
  private long readersEver;

  private long writersEver;

  Pipe() {
    this.capacity = PipeBudget.isTight() ? ATOMIC : DEFAULT_CAPACITY;
  }

  WaitQueue queue() {
    return queue;
  }

  /** Counts the sides of a new description. */
  void open(boolean reads, boolean writes) {
    lock.lock();
    try {
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

  /** Uncounts a description; with the last one the bytes go. */
  void close(boolean reads, boolean writes) {
    lock.lock();
    try {
      readers -= reads ? 1 : 0;
      writers -= writes ? 1 : 0;
      if (readers == 0 && writers == 0) {
        PipeBudget.give(ring == null ? 0 : ring.byteSize());
        ring = null;
        head = 0;
        length = 0;
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
    long done = 0;
    boolean becameWritable;
    lock.lock();
    try {
      if (length == 0) {
        if (writers == 0) {
          return 0;
        }
        throw Errno.EAGAIN.exception();
      }
      boolean wasWritable = isWritable();
      while (length > 0 && target.remaining() > 0) {
        int size = (int) ring.byteSize();
        long wanted = Math.min(Math.min(length, size - head), target.remaining());
        long count = target.put(ring, head, wanted);
        head = (int) ((head + count) & (size - 1));
        length -= (int) count;
        done += count;
        if (count < wanted) {
          break;
        }
      }
      if (length == 0) {
        head = 0;
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
      if (length == 0) {
        if (writers == 0) {
          return 0;
        }
        throw Errno.EAGAIN.exception();
      }
      long done = 0;
      while (done < length && target.remaining() > 0) {
        int size = (int) ring.byteSize();
        int at = (int) ((head + done) & (size - 1));
        long wanted = Math.min(Math.min(length - done, size - at), target.remaining());
        long count = target.put(ring, at, wanted);
        done += count;
        if (count < wanted) {
          break;
        }
      }
      return done;
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
      makeRoom(Math.toIntExact(length + count));
      int size = (int) ring.byteSize();
      for (long i = count - 1; i >= 0; i--) {
        head = (head - 1) & (size - 1);
        ring.set(ValueLayout.JAVA_BYTE, head, bytes.get(ValueLayout.JAVA_BYTE, offset + i));
      }
      length += (int) count;
    } finally {
      lock.unlock();
    }
    queue.wake(READABLE);
  }

  /** How many bytes a write would take now. */
  int room() {
    lock.lock();
    try {
      return Math.max(capacity - length, 0);
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
    return capacity - (head & (ATOMIC - 1)) - length;
  }

  /** Writes as much as fits; {@code EAGAIN} when nothing does, {@code EPIPE} without readers. */
  long write(Task task, IoSource source) throws ErrnoException {
    long asked = source.remaining();
    if (asked == 0) {
      return 0;
    }
    long done = 0;
    lock.lock();
    try {
      if (readers == 0) {
        task.raise(Signals.SIGPIPE);
        throw Errno.EPIPE.exception();
      }
      int free = free();
      if (free <= 0 || (asked <= ATOMIC && free < asked)) {
        throw Errno.EAGAIN.exception();
      }
      int total = (int) Math.min(free, asked);
      makeRoom((head & (ATOMIC - 1)) + length + total);
      while (done < total) {
        int size = (int) ring.byteSize();
        int tail = (head + length) & (size - 1);
        long wanted = Math.min(total - done, size - tail);
        long count = source.get(ring, tail, wanted);
        length += (int) count;
        done += count;
        if (count < wanted) {
          break;
        }
      }
    } finally {
      lock.unlock();
    }
    if (done == 0) {
      throw Errno.EFAULT.exception();
    }
    queue.wake(READABLE);
    return done;
  }

  /** Makes the ring hold so many bytes; its size is a power of two. The lock is held. */
  private void makeRoom(int needed) throws ErrnoException {
    int present = ring == null ? 0 : (int) ring.byteSize();
    if (needed <= present) {
      return;
    }
    resize(Math.max(ATOMIC, Integer.highestOneBit(needed - 1) << 1));
  }

  /** The lock is held. */
  private void resize(int size) throws ErrnoException {
    int present = ring == null ? 0 : (int) ring.byteSize();
    PipeBudget.take(size - present);
    MemorySegment fresh = MemorySegment.ofArray(new byte[size]);
    int start = head & (ATOMIC - 1);
    if (length > 0) {
      int first = Math.min(length, present - head);
      MemorySegment.copy(ring, head, fresh, start, first);
      MemorySegment.copy(ring, 0, fresh, start + first, length - first);
    }
    ring = fresh;
    head = start;
  }

  /** Bytes that can be read now: {@code FIONREAD}. */
  int available() {
    lock.lock();
    try {
      return length;
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
      if (size < (head & (ATOMIC - 1)) + length) {
        throw Errno.EBUSY.exception();
      }
      if (size > capacity && PipeBudget.isTight()) {
        throw Errno.EPERM.exception();
      }
      if (ring != null && ring.byteSize() > size) {
        resize(size);
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
        if (length > 0) {
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
