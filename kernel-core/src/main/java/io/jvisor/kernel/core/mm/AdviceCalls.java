package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Madvice;
import io.jvisor.kernel.api.abi.MapFlags;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.platform.spi.FaultAccess;

/** {@code madvise(2)} and {@code msync(2)}. */
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
          mm.areas.setFlags(from, to, area.flags & ~(VmFlags.RANDOM | VmFlags.SEQUENTIAL));
      case Madvice.MADV_RANDOM ->
          mm.areas.setFlags(from, to, (area.flags & ~VmFlags.SEQUENTIAL) | VmFlags.RANDOM);
      case Madvice.MADV_SEQUENTIAL ->
          mm.areas.setFlags(from, to, (area.flags & ~VmFlags.RANDOM) | VmFlags.SEQUENTIAL);
      case Madvice.MADV_DONTFORK -> mm.areas.setFlags(from, to, area.flags | VmFlags.DONT_FORK);
      case Madvice.MADV_DOFORK -> {
        if (area.has(VmFlags.SPECIAL)) {
          throw Errno.EINVAL.exception();
        }
        mm.areas.setFlags(from, to, area.flags & ~VmFlags.DONT_FORK);
      }
      case Madvice.MADV_WIPEONFORK -> {
        if (area.mappable != null) {
          throw Errno.EINVAL.exception();
        }
        mm.areas.setFlags(from, to, area.flags | VmFlags.WIPE_ON_FORK);
      }
      case Madvice.MADV_KEEPONFORK ->
          mm.areas.setFlags(from, to, area.flags & ~VmFlags.WIPE_ON_FORK);
      case Madvice.MADV_DONTDUMP -> mm.areas.setFlags(from, to, area.flags | VmFlags.DONT_DUMP);
      case Madvice.MADV_DODUMP -> mm.areas.setFlags(from, to, area.flags & ~VmFlags.DONT_DUMP);
      case Madvice.MADV_HUGEPAGE ->
          mm.areas.setFlags(from, to, (area.flags & ~VmFlags.NO_HUGE_PAGE) | VmFlags.HUGE_PAGE);
      case Madvice.MADV_NOHUGEPAGE ->
          mm.areas.setFlags(from, to, (area.flags & ~VmFlags.HUGE_PAGE) | VmFlags.NO_HUGE_PAGE);
      // Hints about paging, of which there is none.
      default -> {}
    }
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
}
