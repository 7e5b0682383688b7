package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.MemorySegment;

/**
 * {@code fork(2)}: copies areas and page-table entries. Pages are shared until one side writes,
 * which costs a call to the platform for each run of writable pages and then a fault on each side.
 * So where an area has few such pages they are copied at once, and the parent runs on as before.
 */
final class AddressSpaceCopy {
  /** The most pages of one area, and of all, that are copied at once: 512 KiB and 2 MiB. */
  private static final int AREA_LIMIT = 128;

  private static final int TOTAL_LIMIT = 512;

  private final MemoryManager parent;
  private final MemoryManager child;
  private final MemoryFile memory;
  private int budget;

  private AddressSpaceCopy(MemoryManager parent, MemoryManager child) {
    this.parent = parent;
    this.child = child;
    this.memory = parent.memory;
    // Other threads could see their stores to one page copied and earlier ones to another not.
    this.budget = parent.users() == 1 ? TOTAL_LIMIT : 0;
  }

  /** Fills a new address space that nobody else sees. */
  static void copy(MemoryManager parent, MemoryManager child) throws ErrnoException {
    AddressSpaceCopy copy = new AddressSpaceCopy(parent, child);
    long stamp = parent.lock.writeLock();
    try {
      long childStamp = child.lock.writeLock();
      try {
        for (int i = 0; i < parent.areas.size(); i++) {
          Vma area = parent.areas.get(i);
          if (!area.has(VmFlags.DONT_FORK)) {
            copy.copyArea(area);
          }
        }
        child.inherit(parent);
        forgetCalls(parent, child);
        child.backing.flush();
      } finally {
        child.unlock(childStamp);
      }
    } finally {
      parent.unlock(stamp);
    }
  }

  /** Calls that were replaced in memory that the child does not get, or gets empty. */
  private static void forgetCalls(MemoryManager parent, MemoryManager child) {
    for (int i = 0; i < parent.areas.size(); i++) {
      Vma area = parent.areas.get(i);
      if (area.has(VmFlags.DONT_FORK | VmFlags.WIPE_ON_FORK)) {
        child.backing.zap(area.firstPage(), area.endPage());
      }
    }
  }

  private void copyArea(Vma area) throws ErrnoException {
    if (!child.areas.hasRoom(0)) {
      throw Errno.ENOMEM.exception();
    }
    Vma copy = area.copy(child, area.start, area.end, area.pageOffset);
    // Locks on memory are not inherited: mlock(2).
    copy.flags &= ~(VmFlags.LOCKED | VmFlags.LOCKED_ON_FAULT);
    child.areas.add(copy);
    // What the object can give again is brought in on demand, as Linux does.
    if (area.has(VmFlags.WIPE_ON_FORK) || (area.isShared() && area.mappable.tracksWrites())) {
      return;
    }
    if (!area.isShared() && !copyWritable(area)) {
      parent.backing.shareForCopy(area);
    }
    long end = area.endPage();
    for (long page = parent.pages.nextPresent(area.firstPage(), end);
        page < end;
        page = parent.pages.nextPresent(page + 1, end)) {
      child.pages.prepare(page);
      if (child.pages.get(page) == 0) {
        long entry = parent.pages.get(page);
        memory.retain(PageTable.frame(entry));
        child.pages.set(page, entry & ~PageTable.MAPPED);
      }
    }
    child.backing.mapPresent(copy, area.firstPage(), end);
  }

  /** Gives the child its own copies of the pages that the parent may write, if they are few. */
  private boolean copyWritable(Vma area) throws ErrnoException {
    int count = countWritable(area);
    if (count > Math.min(AREA_LIMIT, budget)) {
      return false;
    }
    budget -= count;
    long end = area.endPage();
    long page = nextWritable(area.firstPage(), end);
    while (page < end) {
      long stop = page + 1;
      while (stop < end && isWritable(stop)) {
        stop++;
      }
      if (!copyRun(page, (int) (stop - page))) {
        return false;
      }
      page = nextWritable(stop, end);
    }
    return true;
  }

  private int countWritable(Vma area) {
    int count = 0;
    long end = area.endPage();
    for (long page = nextWritable(area.firstPage(), end);
        page < end && count <= AREA_LIMIT;
        page = nextWritable(page + 1, end)) {
      count++;
    }
    return count;
  }

  private long nextWritable(long from, long end) {
    long page = parent.pages.nextPresent(from, end);
    while (page < end && !isWritable(page)) {
      page = parent.pages.nextPresent(page + 1, end);
    }
    return page;
  }

  private boolean isWritable(long page) {
    return (parent.pages.get(page) & PageTable.WRITE) != 0;
  }

  private boolean copyRun(long first, int count) throws ErrnoException {
    child.pages.prepare(first, first + count);
    long frame;
    try {
      frame = memory.allocateForOverwrite(count);
    } catch (ErrnoException none) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      long entry = parent.pages.get(first + i);
      MemorySegment.copy(
          memory.segment(),
          PageTable.frame(entry) << AddressLayout.PAGE_SHIFT,
          memory.segment(),
          (frame + i) << AddressLayout.PAGE_SHIFT,
          AddressLayout.PAGE_SIZE);
      long flags = entry & (AddressLayout.PAGE_SIZE - 1) & ~PageTable.MAPPED;
      child.pages.set(first + i, PageTable.entry(frame + i, flags));
    }
    return true;
  }
}
