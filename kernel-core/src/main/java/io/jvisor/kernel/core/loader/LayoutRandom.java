package io.jvisor.kernel.core.loader;

import io.jvisor.platform.spi.host.HostRandom;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Random numbers for the layout of one program, of the ranges that Linux uses on x86-64. */
final class LayoutRandom {
  private static final int PAGE_SHIFT = 12;

  /** {@code mmap_rnd_bits}. */
  private static final int MMAP_BITS = 28;

  /** {@code STACK_RND_MASK}. */
  private static final int STACK_BITS = 22;

  /** Pages in the 32 MiB that the heap may begin later. */
  private static final int BRK_BITS = 13;

  private static final int SEED = 16;
  private final byte[] bytes = new byte[64];
  private final MemorySegment numbers = MemorySegment.ofArray(bytes);

  private final boolean isRandomized;

  /**
   * New numbers.
   *
   * @param isRandomized false for a layout that is always the same: {@code ADDR_NO_RANDOMIZE}
   */
  LayoutRandom(boolean isRandomized) {
    this.isRandomized = isRandomized;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment random = arena.allocate(bytes.length);
      HostRandom.fill(random);
      numbers.copyFrom(random);
    }
  }

  /** The 16 bytes of {@code AT_RANDOM}. */
  MemorySegment seed() {
    return numbers.asSlice(0, SEED);
  }

  private long pages(int slot, int bits) {
    if (!isRandomized) {
      return 0;
    }
    long value = numbers.get(ValueLayout.JAVA_LONG_UNALIGNED, SEED + 8L * slot);
    return (value & ((1L << bits) - 1)) << PAGE_SHIFT;
  }

  long programOffset() {
    return pages(0, MMAP_BITS);
  }

  long mmapOffset() {
    return pages(1, MMAP_BITS);
  }

  long stackOffset() {
    return pages(2, STACK_BITS);
  }

  /** The most that {@link #stackOffset} can be. */
  static long stackSpread() {
    return 1L << (STACK_BITS + PAGE_SHIFT);
  }

  long heapOffset() {
    return pages(3, BRK_BITS);
  }

  /** Bytes that the stack pointer lies lower: {@code arch_align_stack}. */
  int stackPadding() {
    return isRandomized ? numbers.get(ValueLayout.JAVA_INT_UNALIGNED, SEED + 32L) & 8191 : 0;
  }
}
