package io.jvisor.kernel.api;

import java.lang.foreign.MemorySegment;

/**
 * A guest's address space as a system call sees it: copies in and out, never a view that could
 * change under the reader.
 *
 * <p>Any address may be passed. Where the guest has nothing mapped, or not with the access that is
 * needed, the methods throw {@code EFAULT}. They may wait for a page to be read from a file; no
 * lock that such a read needs may be held.
 */
public interface UserMemory {
  /** The longest string that {@link #readPath} reads, its NUL included: {@code PATH_MAX}. */
  int PATH_MAX = 4096;

  /** The first address past the guest's half: {@code TASK_SIZE_MAX} of x86-64. */
  long END = 0x7fff_ffff_f000L;

  /**
   * Checks, as {@code access_ok} of Linux does, that a range lies in the guest's half, whatever is
   * mapped there.
   *
   * @throws ErrnoException {@code EFAULT}
   */
  static void checkRange(long address, long length) throws ErrnoException {
    if (address < 0 || length < 0 || address > END - length) {
      throw Errno.EFAULT.exception();
    }
  }

  /** Copies {@code length} bytes in, or throws {@code EFAULT} having copied any part of them. */
  default void read(long address, MemorySegment target, long offset, long length)
      throws ErrnoException {
    if (tryRead(address, target, offset, length) != length) {
      throw Errno.EFAULT.exception();
    }
  }

  /** Copies {@code length} bytes out, or throws {@code EFAULT} having copied any part of them. */
  default void write(long address, MemorySegment source, long offset, long length)
      throws ErrnoException {
    if (tryWrite(address, source, offset, length) != length) {
      throw Errno.EFAULT.exception();
    }
  }

  /** Copies in up to the first byte that cannot be read; returns how many bytes that is. */
  long tryRead(long address, MemorySegment target, long offset, long length);

  /** Copies out up to the first byte that cannot be written; returns how many bytes that is. */
  long tryWrite(long address, MemorySegment source, long offset, long length);

  /** Writes zeros; returns how many bytes could be written. */
  long tryFill(long address, long length);

  /** Reads one byte. */
  byte readByte(long address) throws ErrnoException;

  /** Reads a 16-bit number; the address need not be aligned. */
  short readShort(long address) throws ErrnoException;

  /** Reads a 32-bit number; the address need not be aligned. */
  int readInt(long address) throws ErrnoException;

  /** Reads a 64-bit number; the address need not be aligned. */
  long readLong(long address) throws ErrnoException;

  /** Writes one byte. */
  void writeByte(long address, byte value) throws ErrnoException;

  /** Writes a 16-bit number; the address need not be aligned. */
  void writeShort(long address, short value) throws ErrnoException;

  /** Writes a 32-bit number; the address need not be aligned. */
  void writeInt(long address, int value) throws ErrnoException;

  /** Writes a 64-bit number; the address need not be aligned. */
  void writeLong(long address, long value) throws ErrnoException;

  /**
   * Whether the rest of a structure is all zero: a newer program has a longer one, which asks for
   * nothing then that is not known here.
   *
   * @param known how many bytes of it are known
   * @param size how many there are, bounded by the caller
   * @throws ErrnoException {@code EFAULT}
   */
  default boolean isZero(long address, long known, long size) throws ErrnoException {
    for (long offset = known; offset < size; offset++) {
      if (readByte(address + offset) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a path, one char a byte (ISO 8859-1), without its NUL.
   *
   * @throws ErrnoException {@code ENAMETOOLONG} when no NUL is among the first {@link #PATH_MAX}
   *     bytes, {@code EFAULT}
   */
  default String readPath(long address) throws ErrnoException {
    String path = readString(address, PATH_MAX);
    if (path == null) {
      throw Errno.ENAMETOOLONG.exception();
    }
    return path;
  }

  /**
   * Reads a NUL-terminated string, one char a byte (ISO 8859-1), without its NUL.
   *
   * @param limit the most bytes to look at, the NUL included
   * @return the string, or null when no NUL is among the first {@code limit} bytes
   */
  String readString(long address, int limit) throws ErrnoException;
}
