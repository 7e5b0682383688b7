package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Madvice;
import io.jvisor.kernel.api.abi.MapFlags;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.platform.spi.FaultAccess;
import java.lang.foreign.ValueLayout;

/** {@code madvise(2)}, {@code msync(2)}, {@code mincore(2)} and {@code mlock(2)}. */
public final class AdviceCalls {
  private static final int FALLOC_KEEP_SIZE = 1;
  private static final int FALLOC_PUNCH_HOLE = 2;

  private final MemoryManager mm;

  AdviceCalls(MemoryManager mm) {
    this.mm = mm;
  }

  /** {@code madvise(2)}. */
  public void madvise(Task task, long address, long length, int advice) throws ErrnoException {
    if (!isKnown(advice) || !AddressLayout.isAligned(address)) {
      throw Errno.EINVAL.exception();
    }
    long bytes = AddressLayout.pageUp(length);
    if ((length != 0 && bytes == 0) || address + bytes < address || bytes < 0) {
      throw Errno.EINVAL.exception();
    }
    if (bytes == 0) {
      return;
    }
    switch (advice) {
      case Madvice.MADV_POPULATE_READ -> populateOrFail(address, bytes, FaultAccess.READ);
      case Madvice.MADV_POPULATE_WRITE -> populateOrFail(address, bytes, FaultAccess.WRITE);
      case Madvice.MADV_REMOVE -> remove(task, address, bytes);
      default -> advise(address, address + bytes, advice);
    }
  }

  private static boolean isKnown(int advice) {
    return (advice >= Madvice.MADV_NORMAL && advice <= Madvice.MADV_DONTNEED)
        || (advice >= Madvice.MADV_FREE
            && advice <= Madvice.MADV_DONTNEED_LOCKED
            && advice != Madvice.MADV_MERGEABLE
            && advice != Madvice.MADV_UNMERGEABLE);
  }

  /** What is mapped of the range is advised; a hole makes it {@code ENOMEM} in the end. */
  private void advise(long start, long end, int advice) throws ErrnoException {
    boolean hole = false;
    long stamp = mm.lock.writeLock();
    try {
      long from = start;
      while (from < end) {
        int index = mm.areas.indexFrom(from);
        if (index == mm.areas.size() || mm.areas.get(index).start >= end) {
          hole = true;
          break;
        }
        Vma area = mm.areas.get(index);
        if (area.start > from) {
          hole = true;
          from = area.start;
        }
        long to = Math.min(end, area.end);
        adviseArea(area, from, to, advice);
        from = to;
      }
      mm.areas.mergeRange(start, end);
    } finally {
      mm.unlock(stamp);
    }
    if (hole) {
      throw Errno.ENOMEM.exception();
    }
  }

  private void adviseArea(Vma area, long from, long to, int advice) throws ErrnoException {
    long first = from >>> AddressLayout.PAGE_SHIFT;
    long last = to >>> AddressLayout.PAGE_SHIFT;
    switch (advice) {
      case Madvice.MADV_DONTNEED -> {
        if (area.has(VmFlags.LOCKED | VmFlags.SPECIAL)) {
          throw Errno.EINVAL.exception();
        }
        mm.backing.zap(first, last);
      }
      case Madvice.MADV_DONTNEED_LOCKED -> {
        if (area.has(VmFlags.SPECIAL)) {
          throw Errno.EINVAL.exception();
        }
        mm.backing.zap(first, last);
      }
      case Madvice.MADV_FREE -> {
        if (area.mappable != null || area.has(VmFlags.LOCKED)) {
          throw Errno.EINVAL.exception();
        }
        mm.backing.zap(first, last);
      }
      case Madvice.MADV_NORMAL ->
          change(from, to, area.flags & ~(VmFlags.RANDOM | VmFlags.SEQUENTIAL));
      case Madvice.MADV_RANDOM ->
          change(from, to, (area.flags & ~VmFlags.SEQUENTIAL) | VmFlags.RANDOM);
      case Madvice.MADV_SEQUENTIAL ->
          change(from, to, (area.flags & ~VmFlags.RANDOM) | VmFlags.SEQUENTIAL);
      case Madvice.MADV_DONTFORK -> change(from, to, area.flags | VmFlags.DONT_FORK);
      case Madvice.MADV_DOFORK -> {
        if (area.has(VmFlags.SPECIAL)) {
          throw Errno.EINVAL.exception();
        }
        change(from, to, area.flags & ~VmFlags.DONT_FORK);
      }
      case Madvice.MADV_WIPEONFORK -> {
        if (area.mappable != null) {
          throw Errno.EINVAL.exception();
        }
        change(from, to, area.flags | VmFlags.WIPE_ON_FORK);
      }
      case Madvice.MADV_KEEPONFORK -> change(from, to, area.flags & ~VmFlags.WIPE_ON_FORK);
      case Madvice.MADV_DONTDUMP -> change(from, to, area.flags | VmFlags.DONT_DUMP);
      case Madvice.MADV_DODUMP -> change(from, to, area.flags & ~VmFlags.DONT_DUMP);
      case Madvice.MADV_HUGEPAGE ->
          change(from, to, (area.flags & ~VmFlags.NO_HUGE_PAGE) | VmFlags.HUGE_PAGE);
      case Madvice.MADV_NOHUGEPAGE ->
          change(from, to, (area.flags & ~VmFlags.HUGE_PAGE) | VmFlags.NO_HUGE_PAGE);
      // Hints about paging, of which there is none.
      default -> {}
    }
  }

  private void change(long start, long end, int flags) throws ErrnoException {
    Vma area = mm.areas.find(start);
    if (area.flags == flags) {
      return;
    }
    if (!mm.areas.hasRoom(mm.areas.splitsFor(start, end))) {
      throw Errno.ENOMEM.exception();
    }
    mm.areas.split(start);
    mm.areas.split(end);
    area = mm.areas.find(start);
    mm.areas.change(area, area.protection, flags);
  }

  /** Brings a range in as far as it can be. */
  void populate(long address, long bytes) {
    for (long at = address; at < address + bytes; at = nextMissing(at, address + bytes)) {
      int protection = protectionAt(at);
      if (protection <= 0
          || !mm.faultIn(
              at, (protection & Prot.PROT_WRITE) != 0 ? FaultAccess.WRITE : FaultAccess.READ)) {
        return;
      }
    }
  }

  private void populateOrFail(long address, long bytes, FaultAccess access) throws ErrnoException {
    for (long at = address; at < address + bytes; at = nextMissing(at, address + bytes)) {
      int protection = protectionAt(at);
      if (protection < 0) {
        throw Errno.ENOMEM.exception();
      }
      boolean allowed =
          access == FaultAccess.WRITE ? (protection & Prot.PROT_WRITE) != 0 : protection != 0;
      if (!allowed) {
        throw Errno.EINVAL.exception();
      }
      if (!mm.faultIn(at, access)) {
        throw Errno.EFAULT.exception();
      }
    }
  }

  private int protectionAt(long address) {
    long stamp = mm.lock.readLock();
    try {
      Vma area = mm.areas.find(address);
      return area == null ? -1 : area.protection;
    } finally {
      mm.lock.unlockRead(stamp);
    }
  }

  /** The address after a page that is not followed by pages that are ready for any access. */
  private long nextMissing(long address, long end) {
    long page = (address >>> AddressLayout.PAGE_SHIFT) + 1;
    long stamp = mm.lock.readLock();
    try {
      while (page << AddressLayout.PAGE_SHIFT < end
          && (mm.pages.get(page) & PageTable.WRITE) != 0) {
        page++;
      }
    } finally {
      mm.lock.unlockRead(stamp);
    }
    return page << AddressLayout.PAGE_SHIFT;
  }

  /** {@code MADV_REMOVE}: punches holes into shared writable files. */
  private void remove(Task task, long address, long bytes) throws ErrnoException {
    long at = address;
    while (at < address + bytes) {
      FileDescription file;
      long offset;
      long length;
      long stamp = mm.lock.readLock();
      try {
        Vma area = mm.areas.find(at);
        if (area == null) {
          throw Errno.ENOMEM.exception();
        }
        if (area.has(VmFlags.LOCKED) || area.file == null) {
          throw Errno.EINVAL.exception();
        }
        if (!area.isSharedWritable()) {
          throw Errno.EACCES.exception();
        }
        file = area.file;
        file.retain();
        offset = area.objectPage(at >>> AddressLayout.PAGE_SHIFT) << AddressLayout.PAGE_SHIFT;
        length = Math.min(area.end, address + bytes) - at;
      } finally {
        mm.lock.unlockRead(stamp);
      }
      try {
        file.allocate(task, FALLOC_PUNCH_HOLE | FALLOC_KEEP_SIZE, offset, length);
      } finally {
        file.release();
      }
      at += length;
    }
  }

  /** {@code msync(2)}. */
  public void msync(long address, long length, int flags) throws ErrnoException {
    if ((flags & ~(MapFlags.MS_ASYNC | MapFlags.MS_INVALIDATE | MapFlags.MS_SYNC)) != 0
        || !AddressLayout.isAligned(address)
        || (flags & (MapFlags.MS_ASYNC | MapFlags.MS_SYNC))
            == (MapFlags.MS_ASYNC | MapFlags.MS_SYNC)) {
      throw Errno.EINVAL.exception();
    }
    long bytes = AddressLayout.pageUp(length);
    if (address < 0 || bytes < 0 || address + bytes < address || (length != 0 && bytes == 0)) {
      throw Errno.ENOMEM.exception();
    }
    boolean hole = false;
    long at = address;
    while (at < address + bytes) {
      Mappable object;
      FileDescription file;
      long first;
      long end;
      long stamp = mm.lock.readLock();
      try {
        int index = mm.areas.indexFrom(at);
        if (index == mm.areas.size()) {
          throw Errno.ENOMEM.exception();
        }
        Vma area = mm.areas.get(index);
        if (area.start > at) {
          hole = true;
          at = area.start;
          if (at >= address + bytes) {
            break;
          }
        }
        if ((flags & MapFlags.MS_INVALIDATE) != 0 && area.has(VmFlags.LOCKED)) {
          throw Errno.EBUSY.exception();
        }
        end = Math.min(area.end, address + bytes);
        first = area.mappable == null ? 0 : area.objectPage(at >>> AddressLayout.PAGE_SHIFT);
        object = (flags & MapFlags.MS_SYNC) != 0 && area.isShared() ? area.mappable : null;
        file = area.file;
        if (object != null && file != null) {
          file.retain();
        }
      } finally {
        mm.lock.unlockRead(stamp);
      }
      if (object != null && file != null) {
        try {
          object.sync(first, (end - at) >>> AddressLayout.PAGE_SHIFT);
        } finally {
          file.release();
        }
      }
      at = end;
    }
    if (hole) {
      throw Errno.ENOMEM.exception();
    }
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

  private boolean isZero(long entry) {
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

  /** {@code EPERM} for a task that may lock nothing at all. */
  static void checkMayLock(Task task) throws ErrnoException {
    if (task.softLimit(Resource.RLIMIT_MEMLOCK) == 0
        && !task.credentials().has(Capability.IPC_LOCK)) {
      throw Errno.EPERM.exception();
    }
  }

  /** {@code EAGAIN} when more pages would be locked than {@code RLIMIT_MEMLOCK} allows. */
  void checkLockLimit(Task task, long more) throws ErrnoException {
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
      populate(start, bytes);
    }
  }

  /** Takes out anonymous pages that came along with others, so that only faults bring pages. */
  private void dropUntouched(long first, long end) {
    for (long page = mm.pages.nextPresent(first, end);
        page < end;
        page = mm.pages.nextPresent(page + 1, end)) {
      long entry = mm.pages.get(page);
      if ((entry & PageTable.ANONYMOUS) != 0 && isZero(entry)) {
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
          change(from, to, (area.flags & ~(VmFlags.LOCKED | VmFlags.LOCKED_ON_FAULT)) | locked);
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
