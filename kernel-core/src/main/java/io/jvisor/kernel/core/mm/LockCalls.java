package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MapFlags;
import io.jvisor.kernel.api.abi.Resource;

/** {@code mlock(2)} and its kin: what is locked, and how much may be. */
public final class LockCalls {
  private final MemoryManager mm;

  LockCalls(MemoryManager mm) {
    this.mm = mm;
  }

  /** {@code EPERM} for a task that may lock nothing at all. */
  static void checkMayLock(Task task) throws ErrnoException {
    if (task.softLimit(Resource.RLIMIT_MEMLOCK) == 0
        && !task.credentials().has(Capability.IPC_LOCK)) {
      throw Errno.EPERM.exception();
    }
  }

  /** {@code EAGAIN} when more pages would be locked than {@code RLIMIT_MEMLOCK} allows. */
  void checkLimit(Task task, long more) throws ErrnoException {
    if (!mayHaveLocked(task, lockedPages(0, 0) + more)) {
      throw Errno.EAGAIN.exception();
    }
  }

  private static boolean mayHaveLocked(Task task, long pages) {
    long limit = task.softLimit(Resource.RLIMIT_MEMLOCK);
    return limit < 0
        || pages <= limit >>> AddressLayout.PAGE_SHIFT
        || task.credentials().has(Capability.IPC_LOCK);
  }

  /** Pages that are locked outside of a range. The lock is held. */
  private long lockedPages(long start, long end) {
    long pages = 0;
    for (int i = 0; i < mm.areas.size(); i++) {
      Vma area = mm.areas.get(i);
      if (area.has(VmFlags.LOCKED)) {
        long overlap = Math.min(area.end, end) - Math.max(area.start, start);
        pages += (area.length() - Math.max(0, overlap)) >>> AddressLayout.PAGE_SHIFT;
      }
    }
    return pages;
  }

  /** {@code mlock2(2)}. */
  public void lock(Task task, long address, long length, boolean onFault) throws ErrnoException {
    checkMayLock(task);
    long start = AddressLayout.pageDown(address);
    long bytes = AddressLayout.pageUp(length + (address - start));
    if (start + bytes < start) {
      throw Errno.EINVAL.exception();
    }
    long stamp = mm.lock.writeLock();
    try {
      long locked = lockedPages(start, start + bytes) + (bytes >>> AddressLayout.PAGE_SHIFT);
      if (!mayHaveLocked(task, locked)) {
        throw Errno.ENOMEM.exception();
      }
      setLocked(start, start + bytes, VmFlags.LOCKED | (onFault ? VmFlags.LOCKED_ON_FAULT : 0));
      if (onFault && mm.users() == 1) { // another thread could store to a page that is looked at
        dropUntouched(
            start >>> AddressLayout.PAGE_SHIFT, (start + bytes) >>> AddressLayout.PAGE_SHIFT);
      }
    } finally {
      mm.unlock(stamp);
    }
    if (!onFault) {
      mm.advice().populate(start, bytes);
    }
  }

  /** Takes out anonymous pages that came along with others, so that only faults bring pages. */
  private void dropUntouched(long first, long end) {
    for (long page = mm.pages.nextPresent(first, end);
        page < end;
        page = mm.pages.nextPresent(page + 1, end)) {
      long entry = mm.pages.get(page);
      if ((entry & PageTable.ANONYMOUS) != 0 && mm.residency().isZero(entry)) {
        mm.backing.zap(page, page + 1);
      }
    }
  }

  /** {@code munlock(2)}. */
  public void unlock(long address, long length) throws ErrnoException {
    long start = AddressLayout.pageDown(address);
    long bytes = AddressLayout.pageUp(length + (address - start));
    if (start + bytes < start) {
      throw Errno.EINVAL.exception();
    }
    long stamp = mm.lock.writeLock();
    try {
      setLocked(start, start + bytes, 0);
    } finally {
      mm.unlock(stamp);
    }
  }

  private void setLocked(long start, long end, int locked) throws ErrnoException {
    long from = start;
    try {
      while (from < end) {
        Vma area = mm.areas.find(from);
        if (area == null) {
          throw Errno.ENOMEM.exception();
        }
        long to = Math.min(end, area.end);
        if (!area.has(VmFlags.SPECIAL)) {
          mm.areas.setFlags(
              from, to, (area.flags & ~(VmFlags.LOCKED | VmFlags.LOCKED_ON_FAULT)) | locked);
        }
        from = to;
      }
    } finally {
      mm.areas.mergeRange(start, from);
    }
  }

  /** {@code mlockall(2)}. */
  public void lockAll(Task task, int flags) throws ErrnoException {
    if (flags == 0
        || flags == MapFlags.MCL_ONFAULT
        || (flags & ~(MapFlags.MCL_CURRENT | MapFlags.MCL_FUTURE | MapFlags.MCL_ONFAULT)) != 0) {
      throw Errno.EINVAL.exception();
    }
    checkMayLock(task);
    int bits = VmFlags.LOCKED | ((flags & MapFlags.MCL_ONFAULT) != 0 ? VmFlags.LOCKED_ON_FAULT : 0);
    long stamp = mm.lock.writeLock();
    try {
      if ((flags & MapFlags.MCL_CURRENT) != 0 && !mayHaveLocked(task, mm.areas.totalPages())) {
        throw Errno.ENOMEM.exception();
      }
      mm.futureFlags = (flags & MapFlags.MCL_FUTURE) != 0 ? bits : 0;
      if ((flags & MapFlags.MCL_CURRENT) != 0) {
        setAllLocked(bits);
      }
    } finally {
      mm.unlock(stamp);
    }
    // Pages come on first use here: there is no swap that locking could keep them from.
  }

  /** {@code munlockall(2)}. */
  public void unlockAll() {
    long stamp = mm.lock.writeLock();
    try {
      mm.futureFlags = 0;
      setAllLocked(0);
    } finally {
      mm.unlock(stamp);
    }
  }

  private void setAllLocked(int bits) {
    for (int i = 0; i < mm.areas.size(); i++) {
      Vma area = mm.areas.get(i);
      if (!area.has(VmFlags.SPECIAL)) {
        area.flags = (area.flags & ~(VmFlags.LOCKED | VmFlags.LOCKED_ON_FAULT)) | bits;
      }
    }
    mm.areas.mergeRange(0, mm.limit());
  }
}
