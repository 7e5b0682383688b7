package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.MemorySegment;

/**
 * Keeps page table, platform and frame references in step, with as few calls to the platform as
 * possible. All methods are called with the write lock of the address space held.
 */
final class Backing {
  /** How far around a fault pages that are there already are mapped along. */
  private static final int AROUND = 256;

  private static final int BATCH = 512;

  final PageTable pages;
  final MemoryFile memory;
  private final AddressSpace space;
  private final long[] batch = new long[BATCH];

  /** How many calls were made to the platform. */
  private long changes;

  Backing(PageTable pages, MemoryFile memory, AddressSpace space) {
    this.pages = pages;
    this.memory = memory;
    this.space = space;
  }

  long changes() {
    return changes;
  }

  /** What the platform may allow for a page of an area. */
  private static int protection(Vma area, boolean writable) {
    return writable ? area.protection : area.protection & ~Prot.PROT_WRITE;
  }

  /** Shows a run of pages, whose frames follow each other, to the guest. */
  private void map(Vma area, long page, long count, long frame, boolean writable)
      throws ErrnoException {
    changes++;
    space.map(
        page << AddressLayout.PAGE_SHIFT,
        frame << AddressLayout.PAGE_SHIFT,
        count << AddressLayout.PAGE_SHIFT,
        protection(area, writable));
  }

  /**
   * Enters new frames that follow each other and belong to the area alone, mapping them if asked.
   */
  void enterAnonymous(Vma area, long page, int count, long frame, boolean map)
      throws ErrnoException {
    long flags = PageTable.PRESENT | PageTable.READ | PageTable.ANONYMOUS;
    if (area.isWritable()) {
      flags |= PageTable.WRITE;
    }
    for (int i = 0; i < count; i++) {
      pages.set(page + i, PageTable.entry(frame + i, flags));
    }
    if (map) {
      mapRun(area, page, page + count);
    }
  }

  /**
   * Maps the run of pages around one that the platform does not have yet: pages whose frames follow
   * each other.
   */
  void mapAround(Vma area, long page) throws ErrnoException {
    long entry = pages.get(page);
    long lowest = Math.max(area.firstPage(), page - AROUND);
    long highest = Math.min(area.endPage(), page + AROUND);
    long first = page;
    while (first > lowest && isSameRun(entry, page, first - 1)) {
      first--;
    }
    long end = page + 1;
    while (end < highest && isSameRun(entry, page, end)) {
      end++;
    }
    mapRun(area, first, end);
  }

  private boolean isSameRun(long entry, long page, long other) {
    return pages.get(other) == entry + ((other - page) << AddressLayout.PAGE_SHIFT);
  }

  /**
   * Maps what is present in a range and not mapped yet, but short runs only if they contain the
   * wanted page: each run costs a call.
   */
  void mapWindow(Vma area, long first, long end, long wanted) throws ErrnoException {
    long page = first;
    while (page < end) {
      long entry = pages.get(page);
      if ((entry & (PageTable.PRESENT | PageTable.MAPPED)) != PageTable.PRESENT) {
        page++;
        continue;
      }
      long stop = page + 1;
      while (stop < end && isSameRun(entry, page, stop)) {
        stop++;
      }
      if (stop - page >= 4 || (wanted >= page && wanted < stop)) {
        mapRun(area, page, stop);
      }
      page = stop;
    }
  }

  /** Maps a page that is marked as mapped. */
  void mapAgain(Vma area, long page) throws ErrnoException {
    mapRun(area, page, page + 1);
  }

  /** Maps pages of one run. */
  private void mapRun(Vma area, long first, long end) throws ErrnoException {
    long entry = pages.get(first);
    map(area, first, end - first, PageTable.frame(entry), (entry & PageTable.WRITE) != 0);
    for (long page = first; page < end; page++) {
      pages.set(page, pages.get(page) | PageTable.MAPPED);
    }
  }

  /**
   * Replaces pages by copies that belong to the area alone and may be written.
   *
   * @param frame the first of as many new frames, of any contents
   * @param map whether to map them even where the old ones were not
   */
  void replace(Vma area, long first, int count, long frame, boolean map) throws ErrnoException {
    boolean mapped = map;
    for (int i = 0; i < count; i++) {
      long old = pages.get(first + i);
      mapped |= (old & PageTable.MAPPED) != 0;
      copyFrame(PageTable.frame(old), frame + i);
    }
    long flags = PageTable.PRESENT | PageTable.READ | PageTable.WRITE | PageTable.ANONYMOUS;
    int released = 0;
    try {
      if (mapped) {
        map(area, first, count, frame, true);
        flags |= PageTable.MAPPED;
      }
    } catch (ErrnoException error) {
      changes++;
      space.unmap(first << AddressLayout.PAGE_SHIFT, (long) count << AddressLayout.PAGE_SHIFT);
      throw error;
    } finally {
      for (int i = 0; i < count; i++) {
        batch[released++] = PageTable.frame(pages.get(first + i));
        pages.set(first + i, PageTable.entry(frame + i, flags));
      }
      memory.release(batch, released);
    }
  }

  private void copyFrame(long from, long to) {
    MemorySegment.copy(
        memory.segment(),
        from << AddressLayout.PAGE_SHIFT,
        memory.segment(),
        to << AddressLayout.PAGE_SHIFT,
        AddressLayout.PAGE_SIZE);
  }

  /** Allows stores to pages that belong to the area alone; all are mapped, or none is. */
  void allowWrites(Vma area, long first, long end) {
    boolean mapped = (pages.get(first) & PageTable.MAPPED) != 0;
    for (long page = first; page < end; page++) {
      pages.set(page, pages.get(page) | PageTable.WRITE);
    }
    if (mapped) {
      protect(first, end, area.protection);
    }
  }

  private void protect(long first, long end, int protection) {
    changes++;
    space.protect(
        first << AddressLayout.PAGE_SHIFT, (end - first) << AddressLayout.PAGE_SHIFT, protection);
  }

  /** Makes what is mapped of an area's range follow the area's new protection. */
  void reprotect(Vma area, long first, long end) {
    long runFirst = -1;
    long runEnd = -1;
    int runProtection = 0;
    for (long page = pages.nextPresent(first, end);
        page < end;
        page = pages.nextPresent(page + 1, end)) {
      long entry = withRights(area, pages.get(page));
      int protection = protection(area, (entry & PageTable.WRITE) != 0);
      boolean mapped = (entry & PageTable.MAPPED) != 0;
      if (protection == 0) {
        entry &= ~PageTable.MAPPED;
      }
      pages.set(page, entry);
      if (!mapped) {
        continue;
      }
      if (page != runEnd || protection != runProtection) {
        flushProtect(runFirst, runEnd, runProtection);
        runFirst = page;
        runProtection = protection;
      }
      runEnd = page + 1;
    }
    flushProtect(runFirst, runEnd, runProtection);
  }

  private void flushProtect(long first, long end, int protection) {
    if (first < 0) {
      return;
    }
    if (protection == 0) {
      changes++;
      space.unmap(first << AddressLayout.PAGE_SHIFT, (end - first) << AddressLayout.PAGE_SHIFT);
    } else {
      protect(first, end, protection);
    }
  }

  /** The entry with the rights that its area gives now. */
  private long withRights(Vma area, long old) {
    long entry = old & ~(PageTable.READ | PageTable.WRITE);
    if (area.protection == 0) {
      return entry;
    }
    entry |= PageTable.READ;
    if (area.isWritable()) {
      boolean exclusive =
          area.isShared()
              ? (old & PageTable.WRITE) != 0 || !area.mappable.tracksWrites()
              : (old & PageTable.ANONYMOUS) != 0 && memory.isExclusive(PageTable.frame(old));
      if (exclusive) {
        entry |= PageTable.WRITE;
      }
    }
    return entry;
  }

  /**
   * Takes the right to store from the private pages of an area, which a copy shares from now on.
   */
  void shareForCopy(Vma area) {
    long end = area.endPage();
    long runFirst = -1;
    long runEnd = -1;
    for (long page = pages.nextPresent(area.firstPage(), end);
        page < end;
        page = pages.nextPresent(page + 1, end)) {
      long entry = pages.get(page);
      if ((entry & PageTable.WRITE) == 0) {
        // Read-only already: protecting it again does no harm and keeps the run in one piece.
        if (runEnd == page && (entry & PageTable.MAPPED) != 0) {
          runEnd = page + 1;
        }
        continue;
      }
      pages.set(page, entry & ~PageTable.WRITE);
      if ((entry & PageTable.MAPPED) == 0) {
        continue;
      }
      if (runEnd != page) {
        flushProtect(runFirst, runEnd, protection(area, false));
        runFirst = page;
      }
      runEnd = page + 1;
    }
    flushProtect(runFirst, runEnd, protection(area, false));
  }

  /** Forgets the pages of a range, unmaps them with one call, and releases their frames. */
  void zap(long first, long end) {
    long firstMapped = -1;
    long lastMapped = -1;
    for (long page = pages.nextPresent(first, end);
        page < end;
        page = pages.nextPresent(page + 1, end)) {
      if ((pages.get(page) & PageTable.MAPPED) != 0) {
        firstMapped = firstMapped < 0 ? page : firstMapped;
        lastMapped = page;
      }
    }
    if (firstMapped >= 0) {
      changes++;
      space.unmap(
          firstMapped << AddressLayout.PAGE_SHIFT,
          (lastMapped - firstMapped + 1) << AddressLayout.PAGE_SHIFT);
    }
    release(first, end);
  }

  /** Releases the frames of a range that the platform does not have any more. */
  void release(long first, long end) {
    int count = 0;
    for (long page = pages.nextPresent(first, end);
        page < end;
        page = pages.nextPresent(page + 1, end)) {
      batch[count++] = PageTable.frame(pages.get(page));
      pages.set(page, 0);
      if (count == BATCH) {
        memory.release(batch, count);
        count = 0;
      }
    }
    memory.release(batch, count);
  }

  /** Forgets the pages of a range that are the object's own, but leaves private copies. */
  void zapObject(long first, long end) {
    long runFirst = -1;
    long runEnd = -1;
    for (long page = pages.nextPresent(first, end);
        page < end;
        page = pages.nextPresent(page + 1, end)) {
      if ((pages.get(page) & PageTable.ANONYMOUS) != 0) {
        continue;
      }
      if (page != runEnd) {
        if (runFirst >= 0) {
          zap(runFirst, runEnd);
        }
        runFirst = page;
      }
      runEnd = page + 1;
    }
    if (runFirst >= 0) {
      zap(runFirst, runEnd);
    }
  }

  /** Moves the pages of a range elsewhere, for {@code mremap(2)}; the target is empty. */
  void move(long first, long end, long target) throws ErrnoException {
    if (first == end) {
      return;
    }
    for (long page = pages.nextPresent(first, end);
        page < end;
        page = pages.nextPresent(page + 1, end)) {
      pages.prepare(target + page - first);
    }
    changes++;
    space.unmap(first << AddressLayout.PAGE_SHIFT, (end - first) << AddressLayout.PAGE_SHIFT);
    for (long page = pages.nextPresent(first, end);
        page < end;
        page = pages.nextPresent(page + 1, end)) {
      pages.set(target + page - first, pages.get(page) & ~PageTable.MAPPED);
      pages.set(page, 0);
    }
  }
}
