package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MapFlags;

/** {@code mremap(2)}. */
final class RemapCall {
  private static final int KNOWN_FLAGS =
      MapFlags.MREMAP_MAYMOVE | MapFlags.MREMAP_FIXED | MapFlags.MREMAP_DONTUNMAP;

  private final MemoryManager mm;
  private final MappingCalls calls;

  RemapCall(MemoryManager mm, MappingCalls calls) {
    this.mm = mm;
    this.calls = calls;
  }

  long remap(Task task, long address, long oldLength, long newLength, int flags, long newAddress)
      throws ErrnoException {
    boolean mayMove = (flags & MapFlags.MREMAP_MAYMOVE) != 0;
    boolean fixed = (flags & MapFlags.MREMAP_FIXED) != 0;
    boolean keep = (flags & MapFlags.MREMAP_DONTUNMAP) != 0;
    long oldBytes = AddressLayout.pageUp(oldLength);
    long newBytes = AddressLayout.pageUp(newLength);
    if ((flags & ~KNOWN_FLAGS) != 0
        || ((fixed || keep) && !mayMove)
        || (keep && oldBytes != newBytes)
        || !AddressLayout.isAligned(address)
        || newBytes <= 0
        || oldLength < 0
        || oldBytes < 0) {
      throw Errno.EINVAL.exception();
    }
    if (address < 0 || address > AddressLayout.TASK_SIZE - Math.max(oldBytes, 1)) {
      throw Errno.EFAULT.exception();
    }
    if (fixed || keep) {
      checkTarget(address, oldBytes, newBytes, newAddress, fixed);
    }
    long stamp = mm.lock.writeLock();
    try {
      if (fixed) {
        calls.removeLocked(newAddress, newAddress + newBytes);
      }
      if (!fixed && !keep && newBytes <= oldBytes) {
        return shrink(address, oldBytes, newBytes);
      }
      return resize(task, address, oldBytes, newBytes, flags, newAddress);
    } finally {
      mm.unlock(stamp);
    }
  }

  private void checkTarget(
      long address, long oldBytes, long newBytes, long newAddress, boolean fixed)
      throws ErrnoException {
    if (!AddressLayout.isAligned(newAddress)
        || newBytes > mm.limit()
        || newAddress < 0
        || newAddress > mm.limit() - newBytes) {
      throw Errno.EINVAL.exception();
    }
    if (fixed && newAddress < mm.lowest()) {
      throw Errno.EPERM.exception();
    }
    if (fixed && address + oldBytes > newAddress && newAddress + newBytes > address) {
      throw Errno.EINVAL.exception();
    }
  }

  private long shrink(long address, long oldBytes, long newBytes) throws ErrnoException {
    Vma area = mm.areas.find(address);
    if (area == null) {
      throw Errno.EFAULT.exception();
    }
    if (oldBytes > newBytes) {
      if (!mm.areas.hasRoom(1)) {
        throw Errno.ENOMEM.exception();
      }
      calls.removeLocked(address + newBytes, address + oldBytes);
    }
    return address;
  }

  private long resize(
      Task task, long address, long oldBytes, long newBytes, int flags, long newAddress)
      throws ErrnoException {
    boolean fixed = (flags & MapFlags.MREMAP_FIXED) != 0;
    boolean keep = (flags & MapFlags.MREMAP_DONTUNMAP) != 0;
    long bytes = oldBytes;
    if (fixed && bytes > newBytes) {
      calls.removeLocked(address + newBytes, address + bytes);
      bytes = newBytes;
    }
    Vma area = mm.areas.find(address);
    if (area == null) {
      throw Errno.EFAULT.exception();
    }
    if (bytes == 0 && !area.isShared()) {
      throw Errno.EINVAL.exception();
    }
    if (area.has(VmFlags.SPECIAL)) {
      throw newBytes > bytes || keep ? Errno.EFAULT.exception() : Errno.EINVAL.exception();
    }
    if (bytes > area.end - address) {
      throw Errno.EFAULT.exception();
    }
    long more = newBytes - bytes;
    if (area.has(VmFlags.LOCKED) && more > 0) {
      mm.locks().checkLimit(task, more >>> AddressLayout.PAGE_SHIFT);
    }
    calls.checkSpace(task, (keep ? newBytes : Math.max(0, more)) >>> AddressLayout.PAGE_SHIFT);
    if (area.isData() && more > 0) {
      calls.checkData(task, more >>> AddressLayout.PAGE_SHIFT);
      if (!area.has(VmFlags.NO_RESERVE)
          && newBytes >>> AddressLayout.PAGE_SHIFT > mm.memory.totalFrames()) {
        throw Errno.ENOMEM.exception();
      }
    }
    if (!fixed && !keep && address + bytes == area.end && canExtend(area, more)) {
      mm.areas.moveEnd(area, area.end + more);
      mm.areas.mergeRange(area.start, area.end);
      mm.notePeak();
      return address;
    }
    if ((flags & MapFlags.MREMAP_MAYMOVE) == 0) {
      throw Errno.ENOMEM.exception();
    }
    long target = fixed ? newAddress : calls.findFree(keep ? newAddress : 0, newBytes);
    return move(area, address, bytes, newBytes, target, keep);
  }

  private boolean canExtend(Vma area, long more) {
    return more <= mm.limit() - area.end && mm.areas.findUp(more, area.end, mm.limit()) == area.end;
  }

  private long move(Vma area, long address, long oldBytes, long newBytes, long target, boolean keep)
      throws ErrnoException {
    // The most that splitting the old area and adding the new one can need: move_vma().
    if (!mm.areas.hasRoom(4)) {
      throw Errno.ENOMEM.exception();
    }
    long first = address >>> AddressLayout.PAGE_SHIFT;
    long end = (address + oldBytes) >>> AddressLayout.PAGE_SHIFT;
    Vma moved =
        area.copy(
            mm, target, target + newBytes, area.mappable == null ? 0 : area.objectPage(first));
    mm.backing.move(first, end, target >>> AddressLayout.PAGE_SHIFT);
    mm.areas.add(moved);
    if (!keep && oldBytes > 0) {
      calls.removeLocked(address, address + oldBytes);
    }
    mm.notePeak();
    return target;
  }
}
