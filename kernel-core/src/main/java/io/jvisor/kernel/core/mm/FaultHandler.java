package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.platform.spi.FaultAccess;

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

  private final MemoryManager mm;
  private final Backing backing;
  private final PageTable pages;
  private final PageSupply supply;

  FaultHandler(MemoryManager mm, Backing backing) {
    this.mm = mm;
    this.backing = backing;
    this.pages = backing.pages;
    this.supply = new PageSupply(mm, backing);
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
            supply.allocate(area, page, page + 1, page, false);
            backing.limit(area, page, page + 1);
            return true;
          }
          if (request.matches(area, page)) {
            supply.enter(area, request);
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
        supply.allocateSmall(area, page, bytes);
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
        supply.enter(area, request);
        long end = Math.min(request.endPage(), area.endPage());
        if (area.has(VmFlags.PROGRAM_DATA) && area.isWritable() && !area.isShared()) {
          supply.copyData(area, page, end);
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
        supply.allocate(area, page, map);
        return FaultResult.HANDLED;
      }
      boolean tellWrite =
          area.isShared() && access == FaultAccess.WRITE && area.mappable.tracksWrites();
      if (!request.matches(area, page) || (tellWrite && !request.isForWrite())) {
        ask(area, page, tellWrite, request);
        return null;
      }
      supply.enter(area, request);
      entry = pages.get(page);
      if (mayStore && !area.isShared()) {
        supply.copy(area, page, map);
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
        supply.makeExclusive(area, page, map);
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
}
