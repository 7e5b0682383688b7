package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.platform.spi.FaultAccess;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.StampedLock;

/**
 * Copies between the kernel and a guest's memory, through the page table and the kernel's own
 * mapping of the memory file.
 *
 * <p>Small reads are optimistic: what they saw counts if nobody changed the page table meanwhile. A
 * stale frame number is harmless to read. Everything else holds the read lock while it copies, so
 * that frames cannot be freed under it; a missing page is brought in without the lock.
 */
public final class GuestMemory implements UserMemory {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
  private static final long OFFSET_MASK = AddressLayout.PAGE_SIZE - 1;

  private final MemoryManager mm;
  private final StampedLock lock;
  private final PageTable pages;
  private final MemorySegment frames;

  GuestMemory(MemoryManager mm) {
    this.mm = mm;
    this.lock = mm.lock;
    this.pages = mm.pages;
    this.frames = mm.memory.segment();
  }

  /** The entry of an address; 0 outside of the guest's half. */
  private long entry(long address) {
    return address < 0 || address >= AddressLayout.TASK_SIZE
        ? 0
        : pages.get(address >>> AddressLayout.PAGE_SHIFT);
  }

  /** Where an address lies in the memory file. */
  private static long position(long entry, long address) {
    return (PageTable.frame(entry) << AddressLayout.PAGE_SHIFT) | (address & OFFSET_MASK);
  }

  private static boolean isInPage(long address, int size) {
    return (address & OFFSET_MASK) <= AddressLayout.PAGE_SIZE - size;
  }

  @Override
  public long tryRead(long address, MemorySegment target, long offset, long length) {
    long done = 0;
    while (done < length) {
      long stamp = lock.readLock();
      try {
        while (done < length) {
          long entry = entry(address + done);
          if ((entry & PageTable.READ) == 0) {
            break;
          }
          long count = inPage(address + done, length - done);
          MemorySegment.copy(frames, position(entry, address + done), target, offset + done, count);
          done += count;
        }
      } finally {
        lock.unlockRead(stamp);
      }
      if (done < length && !mm.faultIn(address + done, FaultAccess.READ)) {
        break;
      }
    }
    return done;
  }

  @Override
  public long tryWrite(long address, MemorySegment source, long offset, long length) {
    long done = 0;
    while (done < length) {
      long stamp = lock.readLock();
      try {
        while (done < length) {
          long entry = entry(address + done);
          if ((entry & PageTable.WRITE) == 0) {
            break;
          }
          long count = inPage(address + done, length - done);
          MemorySegment.copy(source, offset + done, frames, position(entry, address + done), count);
          done += count;
        }
      } finally {
        lock.unlockRead(stamp);
      }
      if (done < length && !mm.faultIn(address + done, FaultAccess.WRITE)) {
        break;
      }
    }
    return done;
  }

  @Override
  public long tryFill(long address, long length) {
    long done = 0;
    while (done < length) {
      long stamp = lock.readLock();
      try {
        while (done < length) {
          long entry = entry(address + done);
          if ((entry & PageTable.WRITE) == 0) {
            break;
          }
          long count = inPage(address + done, length - done);
          frames.asSlice(position(entry, address + done), count).fill((byte) 0);
          done += count;
        }
      } finally {
        lock.unlockRead(stamp);
      }
      if (done < length && !mm.faultIn(address + done, FaultAccess.WRITE)) {
        break;
      }
    }
    return done;
  }

  /** How many of {@code length} bytes are in the page of an address. */
  private static long inPage(long address, long length) {
    return Math.min(length, AddressLayout.PAGE_SIZE - (address & OFFSET_MASK));
  }

  @Override
  public byte readByte(long address) throws ErrnoException {
    for (; ; ) {
      long stamp = lock.tryOptimisticRead();
      if (stamp == 0) {
        stamp = lock.readLock();
        lock.unlockRead(stamp);
        continue;
      }
      long entry = entry(address);
      if ((entry & PageTable.READ) != 0) {
        byte value = frames.get(ValueLayout.JAVA_BYTE, position(entry, address));
        if (lock.validate(stamp)) {
          return value;
        }
      } else if (lock.validate(stamp)) {
        need(address, FaultAccess.READ);
      }
    }
  }

  @Override
  public short readShort(long address) throws ErrnoException {
    if (isInPage(address, Short.BYTES)) {
      long stamp = lock.tryOptimisticRead();
      long entry = entry(address);
      if (stamp != 0 && (entry & PageTable.READ) != 0) {
        short value = frames.get(SHORT, position(entry, address));
        if (lock.validate(stamp)) {
          return value;
        }
      }
    }
    return (short) readBytes(address, Short.BYTES);
  }

  @Override
  public int readInt(long address) throws ErrnoException {
    if (isInPage(address, Integer.BYTES)) {
      long stamp = lock.tryOptimisticRead();
      long entry = entry(address);
      if (stamp != 0 && (entry & PageTable.READ) != 0) {
        int value = frames.get(INT, position(entry, address));
        if (lock.validate(stamp)) {
          return value;
        }
      }
    }
    return (int) readBytes(address, Integer.BYTES);
  }

  @Override
  public long readLong(long address) throws ErrnoException {
    if (isInPage(address, Long.BYTES)) {
      long stamp = lock.tryOptimisticRead();
      long entry = entry(address);
      if (stamp != 0 && (entry & PageTable.READ) != 0) {
        long value = frames.get(LONG, position(entry, address));
        if (lock.validate(stamp)) {
          return value;
        }
      }
    }
    return readBytes(address, Long.BYTES);
  }

  /** A little-endian number byte by byte: across pages, or where a page is missing. */
  private long readBytes(long address, int size) throws ErrnoException {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (readByte(address + i) & 0xffL) << (8 * i);
    }
    return value;
  }

  @Override
  public void writeByte(long address, byte value) throws ErrnoException {
    writeNumber(address, value, Byte.BYTES);
  }

  @Override
  public void writeShort(long address, short value) throws ErrnoException {
    writeNumber(address, value, Short.BYTES);
  }

  @Override
  public void writeInt(long address, int value) throws ErrnoException {
    writeNumber(address, value, Integer.BYTES);
  }

  @Override
  public void writeLong(long address, long value) throws ErrnoException {
    writeNumber(address, value, Long.BYTES);
  }

  private void writeNumber(long address, long value, int size) throws ErrnoException {
    if (!isInPage(address, size)) {
      for (int i = 0; i < size; i++) {
        writeNumber(address + i, value >> (8 * i), 1);
      }
      return;
    }
    for (; ; ) {
      long stamp = lock.readLock();
      try {
        long entry = entry(address);
        if ((entry & PageTable.WRITE) != 0) {
          store(position(entry, address), value, size);
          return;
        }
      } finally {
        lock.unlockRead(stamp);
      }
      need(address, FaultAccess.WRITE);
    }
  }

  private void store(long position, long value, int size) {
    switch (size) {
      case Byte.BYTES -> frames.set(ValueLayout.JAVA_BYTE, position, (byte) value);
      case Short.BYTES -> frames.set(SHORT, position, (short) value);
      case Integer.BYTES -> frames.set(INT, position, (int) value);
      default -> frames.set(LONG, position, value);
    }
  }

  private void need(long address, FaultAccess access) throws ErrnoException {
    if (!mm.faultIn(address, access)) {
      throw Errno.EFAULT.exception();
    }
  }

  @Override
  public String readString(long address, int limit) throws ErrnoException {
    byte[] text = null;
    int length = 0;
    while (length < limit) {
      long at = address + length;
      need(at);
      long stamp = lock.readLock();
      try {
        long entry = entry(at);
        if ((entry & PageTable.READ) == 0) {
          continue;
        }
        int count = (int) inPage(at, limit - length);
        long position = position(entry, at);
        int found = indexOfNul(position, count);
        int taken = found < 0 ? count : found;
        text = append(text, length, position, taken);
        length += taken;
        if (found >= 0) {
          return new String(text, 0, length, StandardCharsets.ISO_8859_1);
        }
      } finally {
        lock.unlockRead(stamp);
      }
    }
    return null;
  }

  /** Makes a page readable if it is not. */
  private void need(long address) throws ErrnoException {
    long stamp = lock.readLock();
    boolean there;
    try {
      there = (entry(address) & PageTable.READ) != 0;
    } finally {
      lock.unlockRead(stamp);
    }
    if (!there) {
      need(address, FaultAccess.READ);
    }
  }

  private byte[] append(byte[] text, int length, long position, int count) {
    byte[] result = text == null ? new byte[count] : java.util.Arrays.copyOf(text, length + count);
    MemorySegment.copy(frames, ValueLayout.JAVA_BYTE, position, result, length, count);
    return result;
  }

  private int indexOfNul(long position, int count) {
    for (int i = 0; i < count; i++) {
      if (frames.get(ValueLayout.JAVA_BYTE, position + i) == 0) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Reads a word that guest threads change, with the memory order of a volatile.
   *
   * @throws ErrnoException {@code EINVAL} when it is not aligned, {@code EFAULT}
   */
  public int getIntVolatile(long address) throws ErrnoException {
    checkAligned(address);
    for (; ; ) {
      long value = peekInt(address);
      if (value >= 0) {
        return (int) value;
      }
      need(address, FaultAccess.READ);
    }
  }

  /**
   * Reads an aligned word as {@link #getIntVolatile}, but never waits and takes no page in, so that
   * it may be called with locks held.
   *
   * @return the word as an unsigned number, or -1 where the page is not there
   */
  public long peekInt(long address) {
    long stamp = lock.readLock();
    try {
      long entry = entry(address);
      return (entry & PageTable.READ) == 0
          ? -1
          : Integer.toUnsignedLong((int) WORD.getVolatile(frames, position(entry, address)));
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /**
   * Changes a word that guest threads change too, if it has a value.
   *
   * @return the value it had
   * @throws ErrnoException {@code EINVAL} when it is not aligned, {@code EFAULT}
   */
  public int compareAndExchangeInt(long address, int expected, int value) throws ErrnoException {
    checkAligned(address);
    for (; ; ) {
      long stamp = lock.readLock();
      try {
        long entry = entry(address);
        if ((entry & PageTable.WRITE) != 0) {
          return (int) WORD.compareAndExchange(frames, position(entry, address), expected, value);
        }
      } finally {
        lock.unlockRead(stamp);
      }
      need(address, FaultAccess.WRITE);
    }
  }

  private static void checkAligned(long address) throws ErrnoException {
    if ((address & (Integer.BYTES - 1)) != 0) {
      throw Errno.EINVAL.exception();
    }
  }
}
