package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.MapFlags;

/**
 * {@code remap_file_pages(2)}: since Linux 4.0 an ordinary mapping of other pages of the same
 * object over a part of a shared one.
 */
final class RemapFilePages {
  private final MemoryManager mm;
  private final MappingCalls calls;

  RemapFilePages(MemoryManager mm, MappingCalls calls) {
    this.mm = mm;
    this.calls = calls;
  }

  void remap(long address, long length, long protection, long pageOffset, long flags)
      throws ErrnoException {
    long start = AddressLayout.pageDown(address);
    long bytes = AddressLayout.pageDown(length);
    long pages = bytes >>> AddressLayout.PAGE_SHIFT;
    if (protection != 0
        || start < 0
        || bytes <= 0
        || bytes > AddressLayout.TASK_SIZE - start
        || Long.compareUnsigned(pageOffset + pages, pageOffset) < 0) {
      throw Errno.EINVAL.exception();
    }
    if (pageOffset < 0 || pageOffset + pages > Long.MAX_VALUE >>> AddressLayout.PAGE_SHIFT) {
      throw Errno.EOVERFLOW.exception();
    }
    long stamp = mm.lock.writeLock();
    try {
      replace(start, bytes, pageOffset);
    } finally {
      mm.unlock(stamp);
    }
    if ((flags & MapFlags.MAP_NONBLOCK) == 0) {
      mm.advice().populate(start, bytes);
    }
  }

  private void replace(long start, long bytes, long pageOffset) throws ErrnoException {
    long end = start + bytes;
    Vma area = mm.areas.find(start);
    if (area == null || !area.isShared() || !isOneObject(area, end)) {
      throw Errno.EINVAL.exception();
    }
    if (mm.areas.size() + mm.areas.splitsFor(start, end) >= VmaSet.MAXIMUM) {
      throw Errno.ENOMEM.exception();
    }
    Vma moved = area.copy(mm, start, end, pageOffset);
    calls.removeLocked(start, end);
    mm.areas.add(moved);
  }

  /** Whether areas of the same object and kind follow each other up to an address. */
  @SuppressWarnings("ReferenceEquality") // objects are themselves and nothing else
  private boolean isOneObject(Vma first, long end) {
    Vma area = first;
    while (area.end < end) {
      Vma next = mm.areas.find(area.end);
      if (next == null
          || next.mappable != first.mappable
          || next.flags != first.flags
          || next.protection != first.protection) {
        return false;
      }
      area = next;
    }
    return true;
  }
}
