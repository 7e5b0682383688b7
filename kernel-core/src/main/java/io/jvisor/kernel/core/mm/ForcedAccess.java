package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;
import java.lang.foreign.MemorySegment;

/**
 * Access to an address space on behalf of a tracer, whatever its areas allow the guest: {@code
 * FOLL_FORCE} of Linux. What it cannot do is write into a shared mapping that cannot be written, or
 * into the kernel's own areas.
 */
final class ForcedAccess {
  private final MemoryManager mm;
  private final FaultHandler faults;

  ForcedAccess(MemoryManager mm, FaultHandler faults) {
    this.mm = mm;
    this.faults = faults;
  }

  /** Returns how many bytes were read. No lock is held. */
  long read(long address, MemorySegment target, long offset, long length) {
    long done = 0;
    while (done < length) {
      done += mm.userMemory().tryRead(address + done, target, offset + done, length - done);
      if (done == length) {
        break;
      }
      long count = inPage(address + done, length - done);
      if (!readPage(address + done, target, offset + done, count)) {
        break;
      }
      done += count;
    }
    return done;
  }

  private boolean readPage(long address, MemorySegment target, long offset, long count) {
    if (!faults.force(address)) {
      return false;
    }
    long stamp = mm.lock.readLock();
    try {
      Vma area = mm.areas.find(address);
      long entry = mm.pages.get(address >>> AddressLayout.PAGE_SHIFT);
      if (area == null || (entry & PageTable.PRESENT) == 0) {
        return false;
      }
      MemorySegment.copy(mm.memory.segment(), position(entry, address), target, offset, count);
      return true;
    } finally {
      mm.lock.unlockRead(stamp);
    }
  }

  /** Returns how many bytes were written. No lock is held. */
  long write(long address, MemorySegment source, long offset, long length) {
    long done = 0;
    while (done < length) {
      done += mm.userMemory().tryWrite(address + done, source, offset + done, length - done);
      if (done == length) {
        break;
      }
      long count = inPage(address + done, length - done);
      if (!writePage(address + done, source, offset + done, count)) {
        break;
      }
      done += count;
    }
    return done;
  }

  private boolean writePage(long address, MemorySegment source, long offset, long count) {
    if (!faults.force(address)) {
      return false;
    }
    long page = address >>> AddressLayout.PAGE_SHIFT;
    long stamp = mm.lock.writeLock();
    try {
      Vma area = mm.areas.find(address);
      long entry = mm.pages.get(page);
      if (area == null
          || area.isShared()
          || area.has(VmFlags.SPECIAL)
          || (entry & PageTable.PRESENT) == 0) {
        return false;
      }
      boolean isOwn =
          (entry & PageTable.ANONYMOUS) != 0 && mm.memory.isExclusive(PageTable.frame(entry));
      if (!isOwn) {
        mm.backing.replace(area, page, 1, mm.memory.allocateForOverwrite(1), area.protection != 0);
        mm.backing.limit(area, page, page + 1);
      }
      MemorySegment.copy(
          source, offset, mm.memory.segment(), position(mm.pages.get(page), address), count);
      mm.backing.flush();
      return true;
    } catch (ErrnoException full) {
      return false;
    } finally {
      mm.unlock(stamp);
    }
  }

  private static long inPage(long address, long length) {
    return Math.min(length, AddressLayout.PAGE_SIZE - (address & (AddressLayout.PAGE_SIZE - 1)));
  }

  private static long position(long entry, long address) {
    return (PageTable.frame(entry) << AddressLayout.PAGE_SHIFT)
        | (address & (AddressLayout.PAGE_SIZE - 1));
  }
}
