package io.jvisor.kernel.core.signal;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A guest's memory that is one range; everything else is not mapped. */
public final class ArrayMemory implements UserMemory {
  private final long base;
  private final MemorySegment bytes;

  /** Memory from an address on, zeroed. */
  public ArrayMemory(long base, long size) {
    this.base = base;
    this.bytes = Arena.ofAuto().allocate(size, 64);
  }

  /** Writes a string and its NUL. */
  public void put(long address, String text) {
    for (int index = 0; index < text.length(); index++) {
      bytes.set(ValueLayout.JAVA_BYTE, address - base + index, (byte) text.charAt(index));
    }
    bytes.set(ValueLayout.JAVA_BYTE, address - base + text.length(), (byte) 0);
  }

  private long room(long address, long length) {
    long offset = address - base;
    return offset < 0 || offset >= bytes.byteSize()
        ? 0
        : Math.min(length, bytes.byteSize() - offset);
  }

  @Override
  public long tryRead(long address, MemorySegment target, long offset, long length) {
    long count = room(address, length);
    if (count > 0) {
      MemorySegment.copy(bytes, address - base, target, offset, count);
    }
    return count;
  }

  @Override
  public long tryWrite(long address, MemorySegment source, long offset, long length) {
    long count = room(address, length);
    if (count > 0) {
      MemorySegment.copy(source, offset, bytes, address - base, count);
    }
    return count;
  }

  @Override
  public long tryFill(long address, long length) {
    long count = room(address, length);
    if (count > 0) {
      bytes.asSlice(address - base, count).fill((byte) 0);
    }
    return count;
  }

  private long at(long address, long length) throws ErrnoException {
    if (room(address, length) < length) {
      throw Errno.EFAULT.exception();
    }
    return address - base;
  }

  @Override
  public byte readByte(long address) throws ErrnoException {
    return bytes.get(ValueLayout.JAVA_BYTE, at(address, 1));
  }

  @Override
  public short readShort(long address) throws ErrnoException {
    return bytes.get(ValueLayout.JAVA_SHORT_UNALIGNED, at(address, 2));
  }

  @Override
  public int readInt(long address) throws ErrnoException {
    return bytes.get(ValueLayout.JAVA_INT_UNALIGNED, at(address, 4));
  }

  @Override
  public long readLong(long address) throws ErrnoException {
    return bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at(address, 8));
  }

  @Override
  public void writeByte(long address, byte value) throws ErrnoException {
    bytes.set(ValueLayout.JAVA_BYTE, at(address, 1), value);
  }

  @Override
  public void writeShort(long address, short value) throws ErrnoException {
    bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED, at(address, 2), value);
  }

  @Override
  public void writeInt(long address, int value) throws ErrnoException {
    bytes.set(ValueLayout.JAVA_INT_UNALIGNED, at(address, 4), value);
  }

  @Override
  public void writeLong(long address, long value) throws ErrnoException {
    bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, at(address, 8), value);
  }

  @Override
  public String readString(long address, int limit) throws ErrnoException {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < limit; index++) {
      byte value = readByte(address + index);
      if (value == 0) {
        return text.toString();
      }
      text.append((char) (value & 0xff));
    }
    return null;
  }
}
