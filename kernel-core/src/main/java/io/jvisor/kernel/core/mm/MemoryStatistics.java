package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.abi.Prot;

/**
 * What {@code /proc/PID/status} and {@code statm} tell about an address space, in pages.
 *
 * @param size all areas
 * @param peakSize the most they have been
 * @param resident pages that are present
 * @param peakResident the most they have been
 * @param anonymous present pages that belong to mappings alone
 * @param object present pages of files and shared memory
 * @param data private writable areas
 * @param stack stacks
 * @param executable the program's own code
 * @param library other executable mappings
 * @param locked areas under {@code mlock(2)}
 */
public record MemoryStatistics(
    long size,
    long peakSize,
    long resident,
    long peakResident,
    long anonymous,
    long object,
    long data,
    long stack,
    long executable,
    long library,
    long locked) {

  /** A snapshot; the lock is held. */
  static MemoryStatistics of(MemoryManager mm, long peakSize, long peakResident) {
    long stack = 0;
    long code = 0;
    long locked = 0;
    for (int i = 0; i < mm.areas.size(); i++) {
      Vma area = mm.areas.get(i);
      if (area.has(VmFlags.GROWS_DOWN)) {
        stack += area.pages();
      } else if ((area.protection & Prot.PROT_EXEC) != 0 && !area.isWritable()) {
        code += area.pages();
      }
      if (area.has(VmFlags.LOCKED)) {
        locked += area.pages();
      }
    }
    ProgramLayout program = mm.program();
    long own =
        (AddressLayout.pageUp(program.endCode()) - AddressLayout.pageDown(program.startCode()))
            >>> AddressLayout.PAGE_SHIFT;
    return new MemoryStatistics(
        mm.areas.totalPages(),
        Math.max(peakSize, mm.areas.totalPages()),
        mm.pages.anonymousPages() + mm.pages.objectPages(),
        peakResident,
        mm.pages.anonymousPages(),
        mm.pages.objectPages(),
        mm.areas.dataPages(),
        stack,
        Math.min(own, code),
        Math.max(0, code - own),
        locked);
  }
}
