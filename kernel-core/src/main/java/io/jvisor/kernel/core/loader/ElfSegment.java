package io.jvisor.kernel.core.loader;

import io.jvisor.kernel.api.abi.Elf;
import io.jvisor.kernel.api.abi.Prot;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A program header.
 *
 * @param type {@code PT_*}
 * @param flags {@code PF_*}
 * @param offset in the file
 * @param address where it wants to be, before any bias
 * @param fileSize bytes that the file gives
 * @param memorySize bytes in memory
 * @param alignment a power of two, or 0
 */
record ElfSegment(
    int type,
    int flags,
    long offset,
    long address,
    long fileSize,
    long memorySize,
    long alignment) {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  static ElfSegment read(MemorySegment headers, int index) {
    long at = (long) index * Elf.PROGRAM_HEADER_SIZE;
    return new ElfSegment(
        headers.get(INT, at),
        headers.get(INT, at + 4),
        headers.get(LONG, at + 8),
        headers.get(LONG, at + 16),
        headers.get(LONG, at + 32),
        headers.get(LONG, at + 40),
        headers.get(LONG, at + 48));
  }

  int protection() {
    return ((flags & Elf.PF_R) != 0 ? Prot.PROT_READ : 0)
        | ((flags & Elf.PF_W) != 0 ? Prot.PROT_WRITE : 0)
        | ((flags & Elf.PF_X) != 0 ? Prot.PROT_EXEC : 0);
  }
}
