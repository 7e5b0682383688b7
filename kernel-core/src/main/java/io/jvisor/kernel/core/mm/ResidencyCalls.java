package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.Mappable;
import java.lang.foreign.ValueLayout;

/** {@code mincore(2)}: which pages are there. */
public final class ResidencyCalls {
  private final MemoryManager mm;

  ResidencyCalls(MemoryManager mm) {
    this.mm = mm;
  }

  /** {@code mincore(2)}: one byte a page, 1 for those that are there. */
  public void mincore(long address, long length, long vector) throws ErrnoException {
    if (!AddressLayout.isAligned(address)) {
      throw Errno.EINVAL.exception();
    }
    if (address < 0 || length < 0 || address > AddressLayout.TASK_SIZE - length) {
      throw Errno.ENOMEM.exception();
    }
    long pages = AddressLayout.pageUp(length) >>> AddressLayout.PAGE_SHIFT;
    long first = address >>> AddressLayout.PAGE_SHIFT;
    for (long i = 0; i < pages; i++) {
      byte resident;
      long stamp = mm.lock.readLock();
      try {
        Vma area = mm.areas.find((first + i) << AddressLayout.PAGE_SHIFT);
        if (area == null) {
          throw Errno.ENOMEM.exception();
        }
        resident = (byte) (isResident(area, first + i) ? 1 : 0);
      } finally {
        mm.lock.unlockRead(stamp);
      }
      mm.userMemory().writeByte(vector + i, resident);
    }
  }

  /**
   * Anonymous pages that came along with a neighbour and were never touched are all zero; they are
   * told apart by that. A page of zeros may have been swapped out, for all that a program knows,
   * unless it is locked.
   */
  private boolean isResident(Vma area, long page) {
    long entry = mm.pages.get(page);
    if ((entry & PageTable.PRESENT) == 0) {
      return area.mappable != null && isPresent(area.mappable, area.objectPage(page));
    }
    if ((entry & PageTable.ANONYMOUS) == 0
        || (area.flags & (VmFlags.LOCKED | VmFlags.LOCKED_ON_FAULT)) == VmFlags.LOCKED) {
      return true;
    }
    return !isZero(entry);
  }

  /** Whether a page is all zero. The lock is held. */
  boolean isZero(long entry) {
    long position = PageTable.frame(entry) << AddressLayout.PAGE_SHIFT;
    for (long at = 0; at < AddressLayout.PAGE_SIZE; at += Long.BYTES) {
      if (mm.memory.segment().get(ValueLayout.JAVA_LONG, position + at) != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isPresent(Mappable object, long page) {
    long[] frame = new long[1];
    object.presentFrames(page, 1, frame);
    if (frame[0] < 0) {
      return false;
    }
    mm.memory.release(frame[0]);
    return true;
  }
}
