package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;

/**
 * One guest buffer or an array of them, with a cursor: what {@link UserSink} and {@link UserSource}
 * share. Reusable; grows to the longest vector it has seen.
 */
final class IoVector {
  /** {@code IOV_MAX} of {@code readv(2)}. */
  static final int IOV_MAX = 1024;

  /** The most bytes that one call transfers: {@code MAX_RW_COUNT}. */
  static final long MAX_BYTES = 0x7fff_f000L;

  private static final int IOVEC_SIZE = 16;

  private UserMemory memory;
  private long[] addresses = new long[8];
  private long[] lengths = new long[8];

  /** The buffer that the cursor is in, and the offset within. */
  private int index;

  private long offset;
  private long remaining;

  UserMemory memory() {
    return memory;
  }

  /** Takes one buffer. */
  void set(UserMemory memory, long address, long length) throws ErrnoException {
    checkRange(address, length);
    this.memory = memory;
    addresses[0] = address;
    lengths[0] = Math.min(length, MAX_BYTES);
    rewind(lengths[0]);
  }

  /**
   * Takes an array of {@code struct iovec}.
   *
   * @param array where the array is
   * @param buffers where the buffers are
   */
  void setVector(UserMemory array, UserMemory buffers, long vector, long vectorCount)
      throws ErrnoException {
    if (vectorCount < 0 || vectorCount > IOV_MAX) {
      throw Errno.EINVAL.exception();
    }
    int wanted = (int) vectorCount;
    if (wanted > addresses.length) {
      addresses = new long[Math.max(wanted, Math.min(IOV_MAX, addresses.length * 4))];
      lengths = new long[addresses.length];
    }
    long total = 0;
    for (int i = 0; i < wanted; i++) {
      long address = array.readLong(vector + (long) i * IOVEC_SIZE);
      long length = array.readLong(vector + (long) i * IOVEC_SIZE + 8);
      if (length < 0) {
        throw Errno.EINVAL.exception();
      }
      checkRange(address, length);
      length = Math.min(length, MAX_BYTES - total);
      addresses[i] = address;
      lengths[i] = length;
      total += length;
    }
    this.memory = buffers;
    rewind(total);
  }

  private void rewind(long total) {
    index = 0;
    offset = 0;
    remaining = total;
    skipEmpty();
  }

  long remaining() {
    return remaining;
  }

  /** Where the cursor is. */
  long address() {
    return addresses[index] + offset;
  }

  /** How many bytes follow at {@link #address}; 0 at the end. */
  long contiguous() {
    return remaining == 0 ? 0 : lengths[index] - offset;
  }

  /** Moves the cursor forward, by at most {@link #contiguous}. */
  void advance(long length) {
    offset += length;
    remaining -= length;
    skipEmpty();
  }

  /** Moves the cursor back over bytes that it has passed. */
  void retreat(long length) {
    remaining += length;
    long left = length;
    while (left > offset) {
      left -= offset;
      index--;
      offset = lengths[index];
    }
    offset -= left;
  }

  private void skipEmpty() {
    while (remaining > 0 && offset == lengths[index]) {
      index++;
      offset = 0;
    }
  }

  /** {@code access_ok}: whether a range lies in the part of the address space that guests have. */
  private static void checkRange(long address, long length) throws ErrnoException {
    if (length < 0 || address < 0 || address > AddressLayout.TASK_SIZE - length) {
      throw Errno.EFAULT.exception();
    }
  }
}
