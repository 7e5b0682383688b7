package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.vfs.proc.MappingFlag;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

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
 * @param referencedPages those that have been used, as far as can be told
 * @param flags its other properties
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
    long referencedPages,
    Set<MappingFlag> flags) {

  /** Properties that go over as they are. */
  private static final Map<Integer, MappingFlag> SAME =
      Map.ofEntries(
          Map.entry(VmFlags.GROWS_DOWN, MappingFlag.GROWS_DOWN),
          Map.entry(VmFlags.LOCKED, MappingFlag.LOCKED),
          Map.entry(VmFlags.LOCKED_ON_FAULT, MappingFlag.LOCKED_ON_FAULT),
          Map.entry(VmFlags.NO_RESERVE, MappingFlag.NO_RESERVE),
          Map.entry(VmFlags.DONT_FORK, MappingFlag.DONT_FORK),
          Map.entry(VmFlags.WIPE_ON_FORK, MappingFlag.WIPE_ON_FORK),
          Map.entry(VmFlags.DONT_DUMP, MappingFlag.DONT_DUMP),
          Map.entry(VmFlags.RANDOM, MappingFlag.RANDOM),
          Map.entry(VmFlags.SEQUENTIAL, MappingFlag.SEQUENTIAL),
          Map.entry(VmFlags.SPECIAL, MappingFlag.DONT_EXPAND),
          Map.entry(VmFlags.HUGE_PAGE, MappingFlag.HUGE_PAGE),
          Map.entry(VmFlags.NO_HUGE_PAGE, MappingFlag.NO_HUGE_PAGE));

  /** A snapshot; the lock is held. */
  static MappedArea of(MemoryManager mm, Vma area) {
    long resident = 0;
    long anonymous = 0;
    long writable = 0;
    long referenced = 0;
    long end = area.endPage();
    for (long page = mm.pages.nextPresent(area.firstPage(), end);
        page < end;
        page = mm.pages.nextPresent(page + 1, end)) {
      long entry = mm.pages.get(page);
      resident++;
      anonymous += (entry & PageTable.ANONYMOUS) != 0 ? 1 : 0;
      writable += (entry & PageTable.WRITE) != 0 ? 1 : 0;
      referenced += (entry & PageTable.MAPPED) != 0 ? 1 : 0;
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
        referenced,
        flags(area, anonymous));
  }

  private static Set<MappingFlag> flags(Vma area, long anonymous) {
    Set<MappingFlag> flags = EnumSet.noneOf(MappingFlag.class);
    addIf(flags, MappingFlag.READ, area.protection & Prot.PROT_READ);
    addIf(flags, MappingFlag.WRITE, area.protection & Prot.PROT_WRITE);
    addIf(flags, MappingFlag.EXECUTE, area.protection & Prot.PROT_EXEC);
    addIf(flags, MappingFlag.MAY_READ, area.mayProtection & Prot.PROT_READ);
    addIf(flags, MappingFlag.MAY_WRITE, area.mayProtection & Prot.PROT_WRITE);
    addIf(flags, MappingFlag.MAY_EXECUTE, area.mayProtection & Prot.PROT_EXEC);
    SAME.forEach((from, to) -> addIf(flags, to, area.flags & from));
    if (area.isShared()) {
      flags.add(MappingFlag.MAY_SHARE);
      addIf(flags, MappingFlag.SHARED, area.mayProtection & Prot.PROT_WRITE);
    } else if (!area.has(VmFlags.NO_RESERVE) && (area.isWritable() || anonymous > 0)) {
      flags.add(MappingFlag.ACCOUNTED); // as long as it could be written and was
    }
    return flags;
  }

  private static void addIf(Set<MappingFlag> flags, MappingFlag flag, int bits) {
    if (bits != 0) {
      flags.add(flag);
    }
  }
}
