package io.jvisor.syscalls.fs.struct;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;

/** {@code struct flock} of {@code fcntl(2)} on x86-64: 32 bytes. */
public final class FlockStruct {
  private static final int WHENCE = 2;
  private static final int START = 8;
  private static final int LENGTH = 16;
  private static final int PID = 24;

  /** {@code F_RDLCK}, {@code F_WRLCK} or {@code F_UNLCK}; what the guest wrote. */
  public int type;

  /** What {@link #start} counts from. */
  public int whence;

  /** As the guest wrote it, or the first byte once it is absolute. */
  public long start;

  /** Bytes; 0 for all that follow, negative for those before {@link #start}. */
  public long length;

  /** Who holds the lock. */
  public int pid;

  private long last;

  /** A lock of no bytes. */
  public FlockStruct() {}

  /** Copies one in. */
  public static FlockStruct read(Task task, long address) throws ErrnoException {
    UserMemory memory = task.memory();
    FlockStruct lock = new FlockStruct();
    lock.type = memory.readShort(address);
    lock.whence = memory.readShort(address + WHENCE);
    lock.start = memory.readLong(address + START);
    lock.length = memory.readLong(address + LENGTH);
    lock.pid = memory.readInt(address + PID);
    return lock;
  }

  /** Copies it out. */
  public void write(Task task, long address) throws ErrnoException {
    UserMemory memory = task.memory();
    writeType(task, address, type);
    memory.writeShort(address + WHENCE, (short) whence);
    memory.writeLong(address + START, start);
    memory.writeLong(address + LENGTH, length);
    memory.writeInt(address + PID, pid);
  }

  /** Copies the type out, leaving the rest alone. */
  public static void writeType(Task task, long address, int type) throws ErrnoException {
    task.memory().writeShort(address, (short) type);
  }

  /**
   * Works the range out.
   *
   * @param base the position that {@link #whence} stands for
   * @throws ErrnoException {@code EINVAL} when it begins before the file, {@code EOVERFLOW}
   */
  public void toAbsolute(long base) throws ErrnoException {
    if (start > 0 && base > Long.MAX_VALUE - start) {
      throw Errno.EOVERFLOW.exception();
    }
    long first = base + start;
    if (first < 0) {
      throw Errno.EINVAL.exception();
    }
    if (length > 0) {
      if (length - 1 > Long.MAX_VALUE - first) {
        throw Errno.EOVERFLOW.exception();
      }
      last = first + length - 1;
    } else if (length < 0) {
      if (first + length < 0) {
        throw Errno.EINVAL.exception();
      }
      last = first - 1;
      first += length;
    } else {
      last = Long.MAX_VALUE;
    }
    start = first;
  }

  /** The first byte, after {@link #toAbsolute}. */
  public long first() {
    return start;
  }

  /** The last byte, {@link Long#MAX_VALUE} for all that follow. */
  public long last() {
    return last;
  }
}
