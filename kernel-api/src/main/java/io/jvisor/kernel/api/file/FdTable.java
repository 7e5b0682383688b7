package io.jvisor.kernel.api.file;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A table of file descriptors, shared by the tasks that {@code CLONE_FILES} made share it.
 *
 * <p>Looking a descriptor up takes no lock. Closing never runs a description's own code with the
 * table's lock held.
 */
public final class FdTable {
  /** The most descriptors that a table can hold, whatever the limit says: {@code fs.nr_open}. */
  public static final int MAXIMUM = 1 << 20;

  private static final int FIRST_SIZE = 64;

  private final ReentrantLock lock = new ReentrantLock();

  /** How many tasks use the table. */
  private final AtomicInteger users = new AtomicInteger(1);

  /** Replaced when it grows. Elements are written under {@link #lock}. */
  private volatile FileDescription[] descriptions;

  /** Guarded by {@link #lock}. */
  private final BitSet open;

  /** Guarded by {@link #lock}. */
  private final BitSet closeOnExec;

  /** An empty table with one user. */
  public FdTable() {
    this(new FileDescription[FIRST_SIZE], new BitSet(), new BitSet());
  }

  private FdTable(FileDescription[] descriptions, BitSet open, BitSet closeOnExec) {
    this.descriptions = descriptions;
    this.open = open;
    this.closeOnExec = closeOnExec;
  }

  /** Counts one more task that uses this table. */
  public FdTable share() {
    users.incrementAndGet();
    return this;
  }

  /** Whether more than one task uses this table. */
  public boolean isShared() {
    return users.get() > 1;
  }

  /** Counts one task less; the last one closes everything. */
  public void leave(Task task) {
    if (users.decrementAndGet() == 0) {
      closeRange(task, 0, Integer.MAX_VALUE);
      OpenFiles.removeSlots(descriptions.length - FIRST_SIZE);
    }
  }

  /**
   * A copy with one user, as {@code fork(2)} makes.
   *
   * @throws ErrnoException {@code ENOMEM}
   */
  public FdTable copy() throws ErrnoException {
    lock.lock();
    try {
      int size = sizeFor(open.length());
      if (!OpenFiles.addSlots(size - FIRST_SIZE)) {
        throw Errno.ENOMEM.exception();
      }
      FileDescription[] copied = Arrays.copyOf(descriptions, size);
      for (FileDescription description : copied) {
        if (description != null) {
          description.retain();
        }
      }
      return new FdTable(copied, (BitSet) open.clone(), (BitSet) closeOnExec.clone());
    } finally {
      lock.unlock();
    }
  }

  /**
   * The description of a descriptor, with a reference that the caller releases.
   *
   * @throws ErrnoException {@code EBADF}
   */
  public FileDescription get(int fd) throws ErrnoException {
    FileDescription description = peek(fd);
    if (description == null || !description.tryRetain()) {
      throw Errno.EBADF.exception();
    }
    return description;
  }

  /** Whether a descriptor refers to a description just now. */
  public boolean refersTo(int fd, FileDescription description) {
    return peek(fd) == description;
  }

  private FileDescription peek(int fd) {
    FileDescription[] table = descriptions;
    return fd >= 0 && fd < table.length ? table[fd] : null;
  }

  /**
   * Installs a description under the lowest free number and takes over the caller's reference. The
   * reference stays the caller's when this throws.
   *
   * @param least the lowest number allowed
   * @param limit {@code RLIMIT_NOFILE}, or -1 for none
   * @return the number
   * @throws ErrnoException {@code EMFILE}, or {@code ENFILE} when the sandbox has too many
   */
  public int install(FileDescription description, int least, long limit, boolean cloexec)
      throws ErrnoException {
    lock.lock();
    try {
      int fd = open.nextClearBit(least);
      if (fd >= bound(limit)) {
        throw Errno.EMFILE.exception();
      }
      place(fd, description, cloexec);
      return fd;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Checks that there is a free number, for calls that change something before they install it.
   * Another thread may take the last one meanwhile.
   *
   * @throws ErrnoException {@code EMFILE}
   */
  public void checkRoom(long limit) throws ErrnoException {
    lock.lock();
    try {
      if (open.nextClearBit(0) >= bound(limit)) {
        throw Errno.EMFILE.exception();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Installs a description under a given number, closing what was there: {@code dup2(2)}. Takes
   * over the caller's reference, which stays the caller's when this throws.
   *
   * @throws ErrnoException {@code EBADF} when the number is not below the limit, or {@code ENFILE}
   */
  public void installAt(Task task, int fd, FileDescription description, long limit, boolean cloexec)
      throws ErrnoException {
    FileDescription former;
    lock.lock();
    try {
      if (fd < 0 || fd >= bound(limit)) {
        throw Errno.EBADF.exception();
      }
      former = peek(fd);
      place(fd, description, cloexec);
    } finally {
      lock.unlock();
    }
    if (former != null) {
      former.onClose(task);
      former.release();
    }
  }

  private static int bound(long limit) {
    return limit < 0 || limit > MAXIMUM ? MAXIMUM : (int) limit;
  }

  private void place(int fd, FileDescription description, boolean cloexec) throws ErrnoException {
    description.count();
    FileDescription[] table = descriptions;
    if (fd >= table.length) {
      int size = sizeFor(fd + 1);
      if (!OpenFiles.addSlots(size - table.length)) {
        throw Errno.ENFILE.exception();
      }
      table = Arrays.copyOf(table, size);
    }
    table[fd] = description;
    open.set(fd);
    closeOnExec.set(fd, cloexec);
    descriptions = table; // publishes the element
  }

  /** How large a table for so many descriptors is: a power of two. */
  private static int sizeFor(int descriptors) {
    return Math.max(FIRST_SIZE, Integer.highestOneBit(descriptors - 1) << 1);
  }

  private FileDescription takeOut(int fd) {
    FileDescription[] table = descriptions;
    FileDescription description = table[fd];
    table[fd] = null;
    open.clear(fd);
    closeOnExec.clear(fd);
    descriptions = table;
    return description;
  }

  /**
   * Closes a descriptor.
   *
   * @return 0, or a negative errno from the file system; the descriptor is closed either way
   * @throws ErrnoException {@code EBADF}
   */
  public long close(Task task, int fd) throws ErrnoException {
    FileDescription description;
    lock.lock();
    try {
      if (fd < 0 || !open.get(fd)) {
        throw Errno.EBADF.exception();
      }
      description = takeOut(fd);
    } finally {
      lock.unlock();
    }
    long result = description.onClose(task);
    description.release();
    return result;
  }

  /** Closes all descriptors between two numbers, both included: {@code close_range(2)}. */
  public void closeRange(Task task, int first, int last) {
    int fd = first;
    for (; ; ) {
      FileDescription description;
      lock.lock();
      try {
        fd = open.nextSetBit(fd);
        if (fd < 0 || fd > last) {
          return;
        }
        description = takeOut(fd);
      } finally {
        lock.unlock();
      }
      description.onClose(task);
      description.release();
    }
  }

  /** Closes the descriptors that are marked close-on-exec. */
  public void closeOnExec(Task task) {
    int fd = 0;
    for (; ; ) {
      FileDescription description;
      lock.lock();
      try {
        fd = closeOnExec.nextSetBit(fd);
        if (fd < 0) {
          return;
        }
        description = takeOut(fd);
      } finally {
        lock.unlock();
      }
      description.onClose(task);
      description.release();
    }
  }

  /**
   * Whether a descriptor is marked close-on-exec.
   *
   * @throws ErrnoException {@code EBADF}
   */
  public boolean isCloseOnExec(int fd) throws ErrnoException {
    lock.lock();
    try {
      if (fd < 0 || !open.get(fd)) {
        throw Errno.EBADF.exception();
      }
      return closeOnExec.get(fd);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets or clears the close-on-exec mark.
   *
   * @throws ErrnoException {@code EBADF}
   */
  public void setCloseOnExec(int fd, boolean on) throws ErrnoException {
    lock.lock();
    try {
      if (fd < 0 || !open.get(fd)) {
        throw Errno.EBADF.exception();
      }
      closeOnExec.set(fd, on);
    } finally {
      lock.unlock();
    }
  }

  /** Marks all open descriptors between two numbers, both included. */
  public void setCloseOnExecRange(int first, int last) {
    lock.lock();
    try {
      for (int fd = open.nextSetBit(first); fd >= 0 && fd <= last; fd = open.nextSetBit(fd + 1)) {
        closeOnExec.set(fd);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The numbers that are open, ascending. */
  public int[] openDescriptors() {
    lock.lock();
    try {
      return open.stream().toArray();
    } finally {
      lock.unlock();
    }
  }

  /** How many slots the table has: {@code FDSize} in {@code /proc/self/status}. */
  public int size() {
    return descriptions.length;
  }
}
