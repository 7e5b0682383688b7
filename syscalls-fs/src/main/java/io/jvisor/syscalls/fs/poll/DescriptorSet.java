package io.jvisor.syscalls.fs.poll;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;

/** A {@code fd_set} of {@code select(2)}: a bit a descriptor, in words of 64. */
final class DescriptorSet {
  private final long[] words;

  /** An empty set for descriptors below a number. */
  DescriptorSet(int limit) {
    words = new long[(limit + 63) >>> 6];
  }

  /** Copies a set in; an address of 0 is an empty set. */
  void read(UserMemory memory, long address) throws ErrnoException {
    for (int i = 0; address != 0 && i < words.length; i++) {
      words[i] = memory.readLong(address + 8L * i);
    }
  }

  /** Copies the set out, unless the address is 0. */
  void write(UserMemory memory, long address) throws ErrnoException {
    for (int i = 0; address != 0 && i < words.length; i++) {
      memory.writeLong(address + 8L * i, words[i]);
    }
  }

  boolean contains(int fd) {
    return (words[fd >>> 6] & (1L << fd)) != 0;
  }

  void add(int fd) {
    words[fd >>> 6] |= 1L << fd;
  }
}
