package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.platform.spi.memory.MemoryFile;

/**
 * Where pages come from that were not there, or not there to be written: zeroed memory, objects,
 * copies. How many neighbours come along is decided here.
 *
 * <p>All of it with the write lock of the address space held.
 */
final class PageSupply {
  /** How many pages of data are copied where a program will write to them: 64 KiB. */
  private static final int DATA_WINDOW = 16;

  /** Pages that are copied along with one that is written. */
  private static final int COPY_WINDOW = 8;

  /** First and largest chunk of anonymous memory; faults that follow on each other double it. */
  private static final int FIRST_CHUNK = 16;

  private static final int LARGEST_CHUNK = MemoryFile.MAXIMUM_RUN;

  private final MemoryManager mm;
  private final Backing backing;
  private final PageTable pages;

  PageSupply(MemoryManager mm, Backing backing) {
    this.mm = mm;
    this.backing = backing;
    this.pages = backing.pages;
  }

  /**
   * Brings a small anonymous mapping in at once: it is touched next almost always, and then costs a
   * trip instead of a fault and a trip.
   */
  void allocateSmall(Vma area, long page, long bytes) throws ErrnoException {
    if (area.isWritable()
        && bytes <= FIRST_CHUNK << AddressLayout.PAGE_SHIFT
        && !area.has(VmFlags.GROWS_DOWN | VmFlags.RANDOM | VmFlags.LOCKED_ON_FAULT)
        && pages.get(page) == 0) {
      allocate(area, page, page + (bytes >>> AddressLayout.PAGE_SHIFT), page, true);
      backing.flush();
    }
  }

  /** Copies the first pages of a range that a program is about to write to, where it is small. */
  void copyData(Vma area, long first, long end) throws ErrnoException {
    if (end - first > DATA_WINDOW) {
      return;
    }
    for (long page = pages.nextPresent(first, end); page < end; ) {
      long stop = page;
      while (stop < end && mustCopy(pages.get(stop))) {
        stop++;
      }
      if (stop > page) {
        int count = (int) (stop - page);
        backing.replace(area, page, count, mm.memory.allocateForOverwrite(count), false);
      }
      page = pages.nextPresent(Math.max(stop, page + 1), end);
    }
  }

  /** Brings in a chunk of zeroed memory around a page. */
  void allocate(Vma area, long page, boolean map) throws ErrnoException {
    int size = chunkSize(area, page);
    if (size >= area.pages()) {
      area.faultPages = size;
      allocate(area, area.firstPage(), area.endPage(), page, map);
      return;
    }
    long aligned = page & -(long) size;
    area.faultPages = size;
    allocate(
        area,
        Math.max(area.firstPage(), aligned),
        Math.min(area.endPage(), aligned + size),
        page,
        map);
  }

  /** Brings in zeroed memory around a page, as far as nothing is there and within bounds. */
  void allocate(Vma area, long lowest, long highest, long page, boolean map) throws ErrnoException {
    long first = page;
    while (first > lowest && pages.get(first - 1) == 0) {
      first--;
    }
    long end = page + 1;
    while (end < highest && pages.get(end) == 0) {
      end++;
    }
    long frame;
    try {
      frame = mm.memory.allocate((int) (end - first));
    } catch (ErrnoException none) {
      first = page;
      end = page + 1;
      frame = mm.memory.allocate(1);
    }
    int count = (int) (end - first);
    try {
      pages.prepare(first, end);
    } catch (ErrnoException none) {
      for (int i = 0; i < count; i++) {
        mm.memory.release(frame + i);
      }
      throw none;
    }
    backing.enterAnonymous(area, first, count, frame, map);
    area.faultEnd = end;
    area.faultFirst = first;
    mm.notePeak();
  }

  private int chunkSize(Vma area, long page) {
    if (area.has(VmFlags.RANDOM | VmFlags.LOCKED_ON_FAULT) || !area.isWritable()) {
      return 1;
    }
    boolean follows = page == area.faultEnd || page == area.faultFirst - 1;
    return follows ? Math.clamp(area.faultPages * 2L, FIRST_CHUNK, LARGEST_CHUNK) : FIRST_CHUNK;
  }

  /** Enters the pages of an object that were loaded, where nothing is yet. */
  void enter(Vma area, PageRequest request) throws ErrnoException {
    long first = Math.max(request.firstPage(), area.firstPage());
    long end = Math.min(request.endPage(), area.endPage());
    pages.prepare(first, end);
    long flags = PageTable.PRESENT | PageTable.READ;
    if (area.isShared()
        && area.isWritable()
        && (request.isForWrite() || !area.mappable.tracksWrites())) {
      flags |= PageTable.WRITE;
    }
    for (long page = first; page < end; page++) {
      if (pages.get(page) == 0) {
        long frame = request.take(page);
        if (frame >= 0) {
          pages.set(page, PageTable.entry(frame, flags));
        }
      }
    }
    mm.notePeak();
  }

  /** Makes a private page the area's own. */
  void makeExclusive(Vma area, long page, boolean map) throws ErrnoException {
    if (isExclusive(pages.get(page))) {
      long mapped = pages.get(page) & PageTable.MAPPED;
      long lowest = Math.max(area.firstPage(), page & -(long) FIRST_CHUNK);
      long highest = Math.min(area.endPage(), (page | (FIRST_CHUNK - 1)) + 1);
      long first = page;
      while (first > lowest && canAllow(pages.get(first - 1), mapped)) {
        first--;
      }
      long end = page + 1;
      while (end < highest && canAllow(pages.get(end), mapped)) {
        end++;
      }
      backing.allowWrites(area, first, end);
    } else {
      copy(area, page, map);
    }
  }

  private boolean canAllow(long entry, long mapped) {
    return (entry & (PageTable.WRITE | PageTable.MAPPED)) == mapped && isExclusive(entry);
  }

  private boolean isExclusive(long entry) {
    return (entry & PageTable.ANONYMOUS) != 0 && mm.memory.isExclusive(PageTable.frame(entry));
  }

  /** Copies a page that others see too, and neighbours of which that is true as well. */
  void copy(Vma area, long page, boolean map) throws ErrnoException {
    long lowest = Math.max(area.firstPage(), page & -(long) COPY_WINDOW);
    long highest = Math.min(area.endPage(), (page | (COPY_WINDOW - 1)) + 1);
    long first = page;
    while (first > lowest && mustCopy(pages.get(first - 1))) {
      first--;
    }
    long end = page + 1;
    while (end < highest && mustCopy(pages.get(end))) {
      end++;
    }
    long frame;
    try {
      frame = mm.memory.allocateForOverwrite((int) (end - first));
    } catch (ErrnoException none) {
      first = page;
      end = page + 1;
      frame = mm.memory.allocateForOverwrite(1);
    }
    backing.replace(area, first, (int) (end - first), frame, map);
  }

  private boolean mustCopy(long entry) {
    return (entry & (PageTable.PRESENT | PageTable.WRITE)) == PageTable.PRESENT
        && !isExclusive(entry);
  }
}
