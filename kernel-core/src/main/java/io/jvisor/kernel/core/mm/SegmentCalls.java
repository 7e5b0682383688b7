package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MapFlags;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.file.Mappable;

/** {@code shmat(2)} and {@code shmdt(2)}. */
final class SegmentCalls {
  private static final int ALL = Prot.PROT_READ | Prot.PROT_WRITE | Prot.PROT_EXEC;

  private final MemoryManager mm;
  private final MappingCalls mapping;

  SegmentCalls(MemoryManager mm, MappingCalls mapping) {
    this.mm = mm;
    this.mapping = mapping;
  }

  long attach(Task task, SegmentRequest request) throws ErrnoException {
    long bytes = AddressLayout.pageUp(request.bytes());
    long address = request.address();
    int flags = address == 0 ? 0 : MapFlags.MAP_FIXED_NOREPLACE;
    if (request.replaces()) {
      flags = MapFlags.MAP_FIXED;
    } else if (address != 0 && address > -1L - bytes && address < 0) {
      throw Errno.EINVAL.exception();
    }
    mapping.checkPlace(address, bytes, flags);
    Vma area =
        new Vma(
            mm,
            0,
            bytes,
            request.protection(),
            request.mayWrite() ? ALL : ALL & ~Prot.PROT_WRITE,
            VmFlags.SHARED | VmFlags.SEGMENT,
            null,
            request.object(),
            0,
            request.device(),
            request.id(),
            request.name());
    try {
      return mapping.insert(task, area, address, bytes, flags, false);
    } catch (ErrnoException failure) {
      // MAP_FIXED_NOREPLACE has another errno for a place that is taken.
      throw failure.errno() == Errno.EEXIST ? Errno.EINVAL.exception() : failure;
    }
  }

  /**
   * Unmaps what is left of the segment that was attached at an address, as Linux finds it: the
   * first area above that lies where it would, then those of the same segment behind it.
   */
  void detach(long address) throws ErrnoException {
    if (!AddressLayout.isAligned(address)) {
      throw Errno.EINVAL.exception();
    }
    boolean found = false;
    Mappable object = null;
    long stamp = mm.lock.writeLock();
    try {
      for (int i = address < 0 ? mm.areas.size() : mm.areas.indexFrom(address);
          i < mm.areas.size(); ) {
        Vma area = mm.areas.get(i);
        if (!isPart(area, address, object)) {
          i++;
          continue;
        }
        found = true;
        object = area.mappable;
        mapping.removeLocked(area.start, area.end);
        i = mm.areas.indexFrom(address);
      }
    } finally {
      mm.unlock(stamp);
    }
    if (!found) {
      throw Errno.EINVAL.exception();
    }
  }

  @SuppressWarnings("ReferenceEquality") // objects are themselves and nothing else
  private static boolean isPart(Vma area, long address, Mappable object) {
    return area.has(VmFlags.SEGMENT)
        && (object == null || area.mappable == object)
        && area.start - address == area.pageOffset << AddressLayout.PAGE_SHIFT;
  }
}
