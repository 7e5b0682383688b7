package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.UserMemory;
import io.jvisor.platform.spi.memory.MemoryFile;

/** The fixed points of a guest's address space, and arithmetic on pages. */
final class AddressLayout {
  /** The first address past the guest's half: {@code TASK_SIZE_MAX} of x86-64. */
  static final long TASK_SIZE = UserMemory.END;

  /** The end of what a page table covers. */
  static final long TABLE_END = 1L << 47;

  /** {@code vm.mmap_min_addr}. */
  static final long MMAP_MIN = 0x1_0000L;

  /** What is left for the stack above {@code mmap_base} at least: {@code MIN_GAP}, 128 MiB. */
  static final long LEAST_STACK_GAP = 128L << 20;

  /** {@code RLIMIT_STACK} where nobody said otherwise: 8 MiB. */
  static final long DEFAULT_STACK_LIMIT = 8L << 20;

  static final int PAGE_SHIFT = MemoryFile.PAGE_SHIFT;
  static final long PAGE_SIZE = MemoryFile.PAGE_SIZE;
  static final long PAGE_MASK = -PAGE_SIZE;

  private AddressLayout() {}

  static long pageDown(long value) {
    return value & PAGE_MASK;
  }

  /** Rounds up; wraps to 0 near the top of 64 bits. */
  static long pageUp(long value) {
    return (value + PAGE_SIZE - 1) & PAGE_MASK;
  }

  static boolean isAligned(long value) {
    return (value & (PAGE_SIZE - 1)) == 0;
  }
}
