package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.file.FileDescription;

/**
 * An area as {@code /proc/PID/maps} and {@code smaps} show it; a snapshot.
 *
 * @param start first address
 * @param end address after the last
 * @param protection {@code PROT_*} bits
 * @param shared {@code s} instead of {@code p}
 * @param offset in the file, in bytes
 * @param device of the file, as {@code makedev(3)} encodes it; 0 for anonymous memory
 * @param inode of the file
 * @param file what is mapped, or null; without a reference, good for its name only
 * @param name a name such as {@code [heap]} where there is no file, or null
 * @param residentPages pages that are present
 * @param anonymousPages those of them that belong to the mapping alone
 * @param writablePages those that may be written without another fault
 * @param locked {@code mlock(2)}
 * @param growsDown a stack
 * @param noReserve {@code MAP_NORESERVE}
 */
public record MappedArea(
    long start,
    long end,
    int protection,
    boolean shared,
    long offset,
    long device,
    long inode,
    FileDescription file,
    String name,
    long residentPages,
    long anonymousPages,
    long writablePages,
    boolean locked,
    boolean growsDown,
    boolean noReserve) {

  /** A snapshot; the lock is held. */
  static MappedArea of(MemoryManager mm, Vma area) {
    long resident = 0;
    long anonymous = 0;
    long writable = 0;
    long end = area.endPage();
    for (long page = mm.pages.nextPresent(area.firstPage(), end);
        page < end;
        page = mm.pages.nextPresent(page + 1, end)) {
      long entry = mm.pages.get(page);
      resident++;
      anonymous += (entry & PageTable.ANONYMOUS) != 0 ? 1 : 0;
      writable += (entry & PageTable.WRITE) != 0 ? 1 : 0;
    }
    return new MappedArea(
        area.start,
        area.end,
        area.protection,
        area.isShared(),
        area.mappable == null ? 0 : area.pageOffset << AddressLayout.PAGE_SHIFT,
        area.device,
        area.inode,
        area.file,
        area.name == null && mm.isHeap(area) ? "[heap]" : area.name,
        resident,
        anonymous,
        writable,
        area.has(VmFlags.LOCKED),
        area.has(VmFlags.GROWS_DOWN),
        area.has(VmFlags.NO_RESERVE));
  }
}
