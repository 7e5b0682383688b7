package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;

/** {@code fork(2)}: copies areas and page-table entries, and no page. */
final class AddressSpaceCopy {
  private AddressSpaceCopy() {}

  /** Fills a new address space that nobody else sees. */
  static void copy(MemoryManager parent, MemoryManager child) throws ErrnoException {
    long stamp = parent.lock.writeLock();
    try {
      long childStamp = child.lock.writeLock();
      try {
        for (int i = 0; i < parent.areas.size(); i++) {
          Vma area = parent.areas.get(i);
          if (!area.has(VmFlags.DONT_FORK)) {
            copyArea(parent, child, area);
          }
        }
        child.inherit(parent);
      } finally {
        child.unlock(childStamp);
      }
    } finally {
      parent.unlock(stamp);
    }
  }

  private static void copyArea(MemoryManager parent, MemoryManager child, Vma area)
      throws ErrnoException {
    Vma copy = area.copy(child, area.start, area.end, area.pageOffset);
    // Locks on memory are not inherited: mlock(2).
    copy.flags &= ~(VmFlags.LOCKED | VmFlags.LOCKED_ON_FAULT);
    child.areas.add(copy);
    // What the object can give again is brought in on demand, as Linux does.
    if (area.has(VmFlags.WIPE_ON_FORK) || (area.isShared() && area.mappable.tracksWrites())) {
      return;
    }
    if (!area.isShared()) {
      parent.backing.shareForCopy(area);
    }
    long end = area.endPage();
    for (long page = parent.pages.nextPresent(area.firstPage(), end);
        page < end;
        page = parent.pages.nextPresent(page + 1, end)) {
      child.pages.prepare(page);
      long entry = parent.pages.get(page);
      parent.memory.retain(PageTable.frame(entry));
      child.pages.set(page, entry & ~PageTable.MAPPED);
    }
  }
}
