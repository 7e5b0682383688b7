package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.MemorySegment;

/**
 * Keeps page table, platform and frame references in step, with as few calls to the platform as
 * possible. All methods are called with the write lock of the address space held.
 */
final class Backing {
  /** How far around a fault pages that are there already are mapped along. */
  private static final int AROUND = 256;

  final PageTable pages;
  final MemoryFile memory;
  final IdleFaults idle = new IdleFaults();
  private final MappingQueue queue;
  private final CallSites callSites;

  Backing(PageTable pages, MemoryFile memory, MappingQueue queue, CallSites callSites) {
    this.pages = pages;
    this.memory = memory;
    this.queue = queue;
    this.callSites = callSites;
  }

  /** Carries out what takes anything away from the guest. Before the lock is released. */
  void settle() {
    queue.settle();
    forgetMappings();
  }

  /**
   * Shows the guest all that its page table promises, or at least one page.
   *
   * @return false when the host has no room even for that
   */
  boolean show(Vma area, long page) {
    queue.flush();
    if (!forgetMappings()) {
      return true;
    }
    mapRun(area, page, page + 1);
    queue.flush();
    return !forgetMappings();
  }

  /** Whether the platform has been told all that the page table says. */
  boolean isShown() {
    return queue.isEmpty();
  }

  /** Whether pages can be mapped without a trip. */
  boolean hasRoom() {
    return !queue.isFull();
  }

  /** Follows the platform when it has forgotten everything. */
  private boolean forgetMappings() {
    if (!queue.takeForgotten()) {
      return false;
    }
    idle.forget(0, Long.MAX_VALUE);
    for (long page = pages.nextPresent(0, PageTable.END);
        page < PageTable.END;
        page = pages.nextPresent(page + 1, PageTable.END)) {
      pages.set(page, pages.get(page) & ~PageTable.MAPPED);
    }
    return true;
  }

  /** Tells the platform of what was queued so far; what it has no room for comes by faults. */
  void flush() {
    queue.flush();
    forgetMappings();
  }

  /** Gives everything back; the platform's address space is gone. */
  void releaseAll() {
    queue.abandon();
    release(0, PageTable.END);
    queue.abandon();
  }

  /** What the platform may allow for a page of an area; what can be written can be read. */
  private static int protection(Vma area, boolean writable) {
    if (writable || !area.isWritable()) {
      return area.protection;
    }
    return (area.protection & ~Prot.PROT_WRITE) | Prot.PROT_READ;
  }

  /** Shows a run of pages, whose frames follow each other, to the guest. */
  private void map(Vma area, long page, long count, long frame, boolean writable) {
    queue.map(page, count, frame, protection(area, writable));
  }

  /**
   * Enters new frames that follow each other and belong to the area alone, mapping them if asked.
   */
  void enterAnonymous(Vma area, long page, int count, long frame, boolean map) {
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
  void mapAround(Vma area, long page) {
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

  /** Maps what is present in a range and not mapped yet, as far as it takes no trip of its own. */
  void mapPresent(Vma area, long first, long end) {
    if (area.protection == 0) {
      return;
    }
    long page = pages.nextPresent(first, end);
    while (page < end && !queue.isFull()) {
      long entry = pages.get(page);
      long stop = page + 1;
      if ((entry & PageTable.MAPPED) == 0) {
        while (stop < end && isSameRun(entry, page, stop)) {
          stop++;
        }
        mapRun(area, page, stop);
      }
      page = pages.nextPresent(stop, end);
    }
  }

  /** Maps pages of one run. */
  private void mapRun(Vma area, long first, long end) {
    long entry = pages.get(first);
    map(area, first, end - first, PageTable.frame(entry), (entry & PageTable.WRITE) != 0);
    for (long page = first; page < end; page++) {
      pages.set(page, pages.get(page) | PageTable.MAPPED);
    }
  }

  /**
   * Replaces pages by copies that belong to the area alone and may be written if the area allows.
   *
   * @param frame the first of as many new frames, of any contents
   * @param map whether to map them even where the old ones were not
   */
  void replace(Vma area, long first, int count, long frame, boolean map) {
    boolean mapped = map;
    for (int i = 0; i < count; i++) {
      long old = pages.get(first + i);
      mapped |= (old & PageTable.MAPPED) != 0;
      copyFrame(PageTable.frame(old), frame + i);
    }
    long flags = PageTable.PRESENT | PageTable.READ | PageTable.ANONYMOUS;
    if (area.isWritable()) {
      flags |= PageTable.WRITE;
    }
    if (mapped) {
      map(area, first, count, frame, true);
      flags |= PageTable.MAPPED;
    }
    for (int i = 0; i < count; i++) {
      queue.release(PageTable.frame(pages.get(first + i)));
      pages.set(first + i, PageTable.entry(frame + i, flags));
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
      queue.allow(first, end, area.protection);
    }
  }

  /**
   * Makes what is mapped of an area's range follow the area's new protection.
   *
   * @param old the protection that it had
   */
  void reprotect(Vma area, long first, long end, int old) {
    if (area.isWritable()) {
      callSites.putBack(first, end);
    }
    boolean gives = (old & ~area.protection) == 0;
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
        change(runFirst, runEnd, runProtection, gives);
        runFirst = page;
        runProtection = protection;
      }
      runEnd = page + 1;
    }
    change(runFirst, runEnd, runProtection, gives);
  }

  private void change(long first, long end, int protection, boolean gives) {
    if (first < 0) {
      return;
    }
    idle.forget(first, end);
    if (protection == 0) {
      queue.unmap(first, end);
    } else if (gives) {
      queue.allow(first, end, protection);
    } else {
      queue.restrict(first, end, protection);
    }
  }

  /** Takes from pages that were brought in for a tracer what their area does not give. */
  void limit(Vma area, long first, long end) {
    for (long page = pages.nextPresent(first, end);
        page < end;
        page = pages.nextPresent(page + 1, end)) {
      pages.set(page, withRights(area, pages.get(page)));
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
        change(runFirst, runEnd, protection(area, false), false);
        runFirst = page;
      }
      runEnd = page + 1;
    }
    change(runFirst, runEnd, protection(area, false), false);
  }

  /** Forgets the pages of a range, unmaps them with one call, and releases their frames. */
  void zap(long first, long end) {
    callSites.dropped(first, end);
    idle.forget(first, end);
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
      queue.unmap(firstMapped, lastMapped + 1);
    }
    release(first, end);
  }

  /** Releases the frames of a range that the platform does not have, or will not have, any more. */
  private void release(long first, long end) {
    for (long page = pages.nextPresent(first, end);
        page < end;
        page = pages.nextPresent(page + 1, end)) {
      queue.release(PageTable.frame(pages.get(page)));
      pages.set(page, 0);
    }
  }

  /** Unmaps the pages of a range and keeps them: the next access to each is a fault. */
  void hide(long first, long end) {
    long runFirst = -1;
    long runEnd = -1;
    for (long page = pages.nextPresent(first, end);
        page < end;
        page = pages.nextPresent(page + 1, end)) {
      long entry = pages.get(page);
      if ((entry & PageTable.MAPPED) == 0) {
        continue;
      }
      pages.set(page, entry & ~PageTable.MAPPED);
      if (page != runEnd) {
        change(runFirst, runEnd, 0, false);
        runFirst = page;
      }
      runEnd = page + 1;
    }
    change(runFirst, runEnd, 0, false);
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
    callSites.putBack(first, end);
    callSites.dropped(first, end);
    idle.forget(first, end);
    queue.unmap(first, end);
    for (long page = pages.nextPresent(first, end);
        page < end;
        page = pages.nextPresent(page + 1, end)) {
      pages.set(target + page - first, pages.get(page) & ~PageTable.MAPPED);
      pages.set(page, 0);
    }
  }
}
