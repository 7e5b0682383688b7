package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.platform.spi.FaultAccess;
import io.jvisor.platform.spi.memory.MemoryFile;

/**
 * Page faults: of guest code, which needs the page on the platform, and of the kernel's own copies,
 * which need the page-table entry only.
 *
 * <p>A round trip to guest code costs tens of microseconds, a copy of a page less than one. So
 * where the platform cannot tell a load from a store, a fault in anonymous memory that may be
 * written counts as a store, and neighbours are brought in along with the page that faulted.
 */
final class FaultHandler {
  /** Pages that come with a page of a file: 128 KiB, aligned. */
  private static final int FILE_WINDOW = 32;

  /** Pages of a file that are shown when it is mapped, if they are in memory: 2 MiB. */
  private static final int NEW_WINDOW = 512;

  /** How many of them are copied where a program will write to them: 64 KiB. */
  private static final int DATA_WINDOW = 16;

  /** Pages that are copied along with one that is written. */
  private static final int COPY_WINDOW = 8;

  /** First and largest chunk of anonymous memory; faults that follow on each other double it. */
  private static final int FIRST_CHUNK = 16;

  private static final int LARGEST_CHUNK = MemoryFile.MAXIMUM_RUN;
  private final MemoryManager mm;
  private final Backing backing;
  private final PageTable pages;

  FaultHandler(MemoryManager mm, Backing backing) {
    this.mm = mm;
    this.backing = backing;
    this.pages = backing.pages;
  }

  /**
   * Brings a page in.
   *
   * @param thread the guest thread that faulted, or 0 for an access of the kernel
   */
  FaultResult handle(int thread, long address, FaultAccess access) {
    if (address < 0 || address >= mm.limit()) {
      return FaultResult.NOT_MAPPED;
    }
    PageRequest request = new PageRequest();
    try {
      for (; ; ) {
        long stamp = mm.lock.writeLock();
        try {
          // For the kernel alone no trip is made.
          boolean show = thread != 0 || backing.hasRoom();
          FaultResult result = attempt(thread, address, access, show, request);
          if (result == FaultResult.HANDLED && thread != 0 && !show(address)) {
            return FaultResult.OUT_OF_MEMORY;
          }
          if (result != null) {
            return result;
          }
        } finally {
          request.release(mm.memory);
          mm.unlock(stamp);
        }
        try {
          request.load();
        } catch (ErrnoException error) {
          return error.errno() == Errno.ENOMEM ? FaultResult.OUT_OF_MEMORY : FaultResult.NO_PAGE;
        }
      }
    } catch (ErrnoException error) {
      return FaultResult.OUT_OF_MEMORY;
    }
  }

  /**
   * Brings a page in for a tracer, whatever its area allows.
   *
   * @return false where there is none
   */
  boolean force(long address) {
    if (address < 0 || address >= mm.limit()) {
      return false;
    }
    PageRequest request = new PageRequest();
    long page = address >>> AddressLayout.PAGE_SHIFT;
    try {
      for (; ; ) {
        long stamp = mm.lock.writeLock();
        try {
          Vma area = mm.areaAt(address);
          if (area == null) {
            return false;
          }
          if (pages.get(page) != 0) {
            return true;
          }
          if (area.mappable == null) {
            allocate(area, page, page + 1, page, false);
            backing.limit(area, page, page + 1);
            return true;
          }
          if (request.matches(area, page)) {
            enter(area, request);
            backing.limit(area, request.firstPage(), request.endPage());
            return pages.get(page) != 0;
          }
          request.release(mm.memory);
          request.ask(area, page, page + 1, page, false);
        } finally {
          request.release(mm.memory);
          mm.unlock(stamp);
        }
        request.load();
      }
    } catch (ErrnoException error) {
      return false;
    }
  }

  /**
   * Shows what a new mapping will need first: of a file as far as its pages are in memory, of
   * anonymous memory if it is small. What is writable data of a program is copied where it is
   * small: the dynamic linker writes to most of it.
   */
  void anticipate(long address, long bytes) {
    PageRequest request = new PageRequest();
    long page = address >>> AddressLayout.PAGE_SHIFT;
    int count = (int) Math.min(bytes >>> AddressLayout.PAGE_SHIFT, NEW_WINDOW);
    long stamp = mm.lock.writeLock();
    try {
      Vma area = mm.areas.find(address);
      if (area == null) {
        return;
      }
      if (area.mappable == null) {
        allocateSmall(area, page, bytes);
        return;
      }
      request.ask(area, page, Math.min(page + count, area.endPage()), page, false);
    } catch (ErrnoException full) {
      return; // then it comes by faults, or does not
    } finally {
      mm.unlock(stamp);
    }
    request.loadPresent();
    stamp = mm.lock.writeLock();
    try {
      Vma area = mm.areas.find(address);
      if (area != null && request.matches(area, page)) {
        enter(area, request);
        long end = Math.min(request.endPage(), area.endPage());
        if (area.has(VmFlags.PROGRAM_DATA) && area.isWritable() && !area.isShared()) {
          copyData(area, page, end);
        }
        backing.mapPresent(area, page, end);
      }
    } catch (ErrnoException full) {
      return; // then it comes by faults, or does not
    } finally {
      request.release(mm.memory);
      mm.unlock(stamp);
    }
  }

  /**
   * Brings a small anonymous mapping in at once: it is touched next almost always, and then costs a
   * trip instead of a fault and a trip.
   */
  private void allocateSmall(Vma area, long page, long bytes) throws ErrnoException {
    if (area.isWritable()
        && bytes <= FIRST_CHUNK << AddressLayout.PAGE_SHIFT
        && !area.has(VmFlags.GROWS_DOWN | VmFlags.RANDOM | VmFlags.LOCKED_ON_FAULT)
        && pages.get(page) == 0) {
      allocate(area, page, page + (bytes >>> AddressLayout.PAGE_SHIFT), page, true);
      backing.flush();
    }
  }

  private void copyData(Vma area, long first, long end) throws ErrnoException {
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

  private boolean show(long address) {
    return backing.show(mm.areas.find(address), address >>> AddressLayout.PAGE_SHIFT);
  }

  /** One try with the lock held; null when the request must be loaded first. */
  private FaultResult attempt(
      int thread, long address, FaultAccess access, boolean map, PageRequest request)
      throws ErrnoException {
    Vma area = mm.areaAt(address);
    if (area == null) {
      return FaultResult.NOT_MAPPED;
    }
    if (!allows(area, access)) {
      return FaultResult.NOT_ALLOWED;
    }
    long page = address >>> AddressLayout.PAGE_SHIFT;
    long entry = pages.get(page);
    boolean mayStore =
        access == FaultAccess.WRITE
            || (access == FaultAccess.UNKNOWN && area.isWritable() && countsAsStore(area, entry));
    if (entry == 0) {
      if (area.mappable == null) {
        allocate(area, page, map);
        return FaultResult.HANDLED;
      }
      boolean tellWrite =
          area.isShared() && access == FaultAccess.WRITE && area.mappable.tracksWrites();
      if (!request.matches(area, page) || (tellWrite && !request.isForWrite())) {
        ask(area, page, tellWrite, request);
        return null;
      }
      enter(area, request);
      entry = pages.get(page);
      if (mayStore && !area.isShared()) {
        copy(area, page, map);
        entry = pages.get(page);
      }
      if (map) {
        backing.mapAround(area, page);
        backing.mapPresent(area, request.firstPage(), request.endPage());
      }
      return FaultResult.HANDLED;
    }
    return present(thread, area, page, entry, mayStore, map, request);
  }

  private FaultResult present(
      int thread,
      Vma area,
      long page,
      long entry,
      boolean mayStore,
      boolean map,
      PageRequest request)
      throws ErrnoException {
    boolean mapped = (entry & PageTable.MAPPED) != 0;
    if ((entry & PageTable.WRITE) == 0) {
      if (!area.isShared() && mayStore) {
        makeExclusive(area, page, map);
        if (map && (pages.get(page) & PageTable.MAPPED) == 0) {
          backing.mapAround(area, page);
        }
        return FaultResult.HANDLED;
      }
      if (area.isShared() && mayStore) {
        boolean told =
            request.matches(area, page)
                && request.isForWrite()
                && tellsSameFrame(request, page, entry);
        if (!told) {
          request.release(mm.memory);
          request.ask(area, page, page + 1, page, true);
          return null;
        }
        backing.allowWrites(area, page, page + 1);
        if (map && !mapped) {
          backing.mapAround(area, page);
        }
        return FaultResult.HANDLED;
      }
    }
    if (!map) {
      return FaultResult.HANDLED;
    }
    if (!mapped) {
      backing.mapAround(area, page);
      return FaultResult.HANDLED;
    }
    return repeated(thread, page);
  }

  /** Whether the object still has the frame that is mapped; takes it out of the request. */
  private boolean tellsSameFrame(PageRequest request, long page, long entry) {
    long frame = request.take(page);
    if (frame >= 0) {
      mm.memory.release(frame);
    }
    if (frame != PageTable.frame(entry)) {
      backing.zap(page, page + 1);
      return false;
    }
    return true;
  }

  /**
   * A fault on a page that the guest should have with all the rights of its area. Either the
   * platform was not told yet; or another thread brought the page in after this one had faulted; or
   * the area does not allow the access, and the platform could not tell which kind it was. In the
   * last case the fault comes again though the page was there all the time.
   */
  private FaultResult repeated(int thread, long page) {
    if (!backing.isShown()) {
      return FaultResult.HANDLED;
    }
    return backing.idle.isKnown(thread, page) ? FaultResult.NOT_ALLOWED : FaultResult.HANDLED;
  }

  /**
   * Whether an access of unknown kind is taken for a store. Pages of a file are shown first and
   * copied, or told to the file as dirty, when they fault again: a load must see later changes of
   * the file.
   */
  private static boolean countsAsStore(Vma area, long entry) {
    return area.mappable == null
        || (entry & (PageTable.ANONYMOUS | PageTable.MAPPED)) != 0
        || area.has(VmFlags.PROGRAM_DATA);
  }

  private static boolean allows(Vma area, FaultAccess access) {
    return switch (access) {
      case READ, UNKNOWN -> area.protection != 0;
      case WRITE -> area.isWritable();
      case EXECUTE -> (area.protection & Prot.PROT_EXEC) != 0;
    };
  }

  /** Brings in a chunk of zeroed memory around a page. */
  private void allocate(Vma area, long page, boolean map) throws ErrnoException {
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
  private void allocate(Vma area, long lowest, long highest, long page, boolean map)
      throws ErrnoException {
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

  private void ask(Vma area, long page, boolean write, PageRequest request) {
    long first = page;
    long end = page + 1;
    if (!area.has(VmFlags.RANDOM)) {
      long aligned = page & -(long) FILE_WINDOW;
      first = Math.max(area.firstPage(), aligned);
      end = Math.min(area.endPage(), aligned + FILE_WINDOW);
    }
    request.release(mm.memory);
    // Writing is told for one page only: its neighbours would be written back for nothing.
    if (write) {
      request.ask(area, page, page + 1, page, true);
    } else {
      request.ask(area, first, end, page, false);
    }
  }

  /** Enters the pages of an object that were loaded, where nothing is yet. */
  private void enter(Vma area, PageRequest request) throws ErrnoException {
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
  private void makeExclusive(Vma area, long page, boolean map) throws ErrnoException {
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
  private void copy(Vma area, long page, boolean map) throws ErrnoException {
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
