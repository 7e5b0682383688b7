package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.vfs.proc.GuestMemoryView;
import io.jvisor.vfs.proc.PageBits;
import java.util.Arrays;

/**
 * What {@code pagemap}, {@code clear_refs} and {@code map_files} of {@code /proc/PID} are about.
 */
public final class PageReport {
  private final MemoryManager mm;

  /** About an address space that the caller shares. */
  public PageReport(MemoryManager mm) {
    this.mm = mm;
  }

  /** As {@link GuestMemoryView#pages}. */
  public int describe(long first, long[] entries, int count) {
    long last = AddressLayout.TASK_SIZE >>> AddressLayout.PAGE_SHIFT;
    if (first < 0 || first >= last) {
      return 0;
    }
    int described = (int) Math.min(count, last - first);
    Arrays.fill(entries, 0, described, 0);
    long end = first + described;
    long stamp = mm.lock.readLock();
    try {
      for (long page = mm.pages.nextPresent(first, end);
          page < end;
          page = mm.pages.nextPresent(page + 1, end)) {
        entries[(int) (page - first)] = bits(mm.pages.get(page));
      }
    } finally {
      mm.lock.unlockRead(stamp);
    }
    return described;
  }

  /** Who else has a page of a file is not known. */
  private long bits(long entry) {
    if ((entry & PageTable.ANONYMOUS) == 0) {
      return PageBits.PRESENT | PageBits.FILE;
    }
    boolean exclusive = mm.memory.isExclusive(PageTable.frame(entry));
    return PageBits.PRESENT | (exclusive ? PageBits.EXCLUSIVE : 0);
  }

  /** As {@link GuestMemoryView#forget}: pages count as used again when a fault maps them. */
  public void forget(GuestMemoryView.Forget what) {
    long stamp = mm.lock.writeLock();
    try {
      if (what == GuestMemoryView.Forget.PEAK) {
        mm.resetPeakResident();
        return;
      }
      for (int i = 0; i < mm.areas.size(); i++) {
        Vma area = mm.areas.get(i);
        boolean isMeant =
            switch (what) {
              case REFERENCED_ANONYMOUS -> area.file == null && area.mappable == null;
              case REFERENCED_FILES -> area.file != null || area.mappable != null;
              default -> true;
            };
        if (isMeant && !area.has(VmFlags.SPECIAL)) {
          mm.backing.hide(area.firstPage(), area.endPage());
        }
      }
    } finally {
      mm.unlock(stamp);
    }
  }

  /**
   * The file of the area with these bounds, with a reference for the caller; null where there is
   * none.
   */
  public FileDescription fileAt(long start, long end) {
    long stamp = mm.lock.readLock();
    try {
      Vma area = start < 0 ? null : mm.areas.find(start);
      if (area == null || area.start != start || area.end != end || area.file == null) {
        return null;
      }
      area.file.retain();
      return area.file;
    } finally {
      mm.lock.unlockRead(stamp);
    }
  }
}
