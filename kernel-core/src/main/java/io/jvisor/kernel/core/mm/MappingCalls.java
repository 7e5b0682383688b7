package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MapFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Sealable;

/** {@code mmap(2)} and {@code munmap(2)}. */
final class MappingCalls {
  static final int PROTECTIONS = Prot.PROT_READ | Prot.PROT_WRITE | Prot.PROT_EXEC;

  /** Flags that {@code MAP_SHARED_VALIDATE} knows. */
  private static final int KNOWN_FLAGS =
      MapFlags.MAP_TYPE
          | MapFlags.MAP_FIXED
          | MapFlags.MAP_ANONYMOUS
          | MapFlags.MAP_32BIT
          | MapFlags.MAP_GROWSDOWN
          | MapFlags.MAP_DENYWRITE
          | MapFlags.MAP_EXECUTABLE
          | MapFlags.MAP_LOCKED
          | MapFlags.MAP_NORESERVE
          | MapFlags.MAP_POPULATE
          | MapFlags.MAP_NONBLOCK
          | MapFlags.MAP_STACK
          | MapFlags.MAP_HUGETLB
          | MapFlags.MAP_FIXED_NOREPLACE;

  /** The end of what {@code MAP_32BIT} gives. */
  private static final long LOW_START = 0x4000_0000L;

  private static final long LOW_END = 0x8000_0000L;

  private final MemoryManager mm;

  MappingCalls(MemoryManager mm) {
    this.mm = mm;
  }

  long map(
      Task task,
      long address,
      long length,
      int protection,
      int flags,
      FileDescription file,
      long offset)
      throws ErrnoException {
    if (!AddressLayout.isAligned(offset) || length == 0) {
      throw Errno.EINVAL.exception();
    }
    long bytes = AddressLayout.pageUp(length);
    if (bytes <= 0) {
      throw Errno.ENOMEM.exception();
    }
    if ((offset >>> AddressLayout.PAGE_SHIFT) + (bytes >>> AddressLayout.PAGE_SHIFT)
        > Long.MAX_VALUE >>> (AddressLayout.PAGE_SHIFT - 1)) {
      throw Errno.EOVERFLOW.exception();
    }
    int effective = protection & PROTECTIONS;
    if (!mm.hasRoomForAreas()) {
      throw Errno.ENOMEM.exception();
    }
    checkPlace(address, bytes, flags);
    boolean locked = (flags & MapFlags.MAP_LOCKED) != 0;
    if (locked) {
      LockCalls.checkMayLock(task);
    }
    Vma area =
        file == null
            ? anonymousArea(bytes, effective, flags)
            : fileArea(task, file, bytes, effective, flags, offset);
    long place = insert(task, area, address, bytes, flags, locked);
    if ((flags & (MapFlags.MAP_POPULATE | MapFlags.MAP_NONBLOCK)) == MapFlags.MAP_POPULATE
        || locked) {
      mm.advice().populate(place, bytes);
    } else if (effective != 0) {
      mm.anticipate(place, bytes);
    }
    return place;
  }

  /** What {@code get_unmapped_area} refuses before the file is looked at. */
  void checkPlace(long address, long bytes, int flags) throws ErrnoException {
    if (bytes > mm.limit()) {
      throw Errno.ENOMEM.exception();
    }
    if (!isFixed(flags)) {
      return;
    }
    if (address < 0 || address > mm.limit() - bytes) {
      throw Errno.ENOMEM.exception();
    }
    if (!AddressLayout.isAligned(address)) {
      throw Errno.EINVAL.exception();
    }
    if (address < mm.lowest()) {
      throw Errno.EPERM.exception();
    }
  }

  private static boolean isFixed(int flags) {
    return (flags & (MapFlags.MAP_FIXED | MapFlags.MAP_FIXED_NOREPLACE)) != 0;
  }

  private Vma anonymousArea(long bytes, int protection, int flags) throws ErrnoException {
    if ((flags & MapFlags.MAP_HUGETLB) != 0) {
      // No huge pages are reserved: nr_hugepages is 0.
      throw Errno.ENOMEM.exception();
    }
    int vmFlags = (flags & MapFlags.MAP_NORESERVE) != 0 ? VmFlags.NO_RESERVE : 0;
    Mappable object = null;
    switch (flags & MapFlags.MAP_TYPE) {
      case MapFlags.MAP_SHARED -> {
        if ((flags & MapFlags.MAP_GROWSDOWN) != 0) {
          throw Errno.EINVAL.exception();
        }
        long pages = bytes >>> AddressLayout.PAGE_SHIFT;
        if (pages > mm.memory.totalFrames()) {
          throw Errno.ENOMEM.exception();
        }
        vmFlags |= VmFlags.SHARED;
        object = new AnonymousMemory(mm.memory, pages);
      }
      case MapFlags.MAP_PRIVATE -> {
        if ((flags & MapFlags.MAP_GROWSDOWN) != 0) {
          vmFlags |= VmFlags.GROWS_DOWN;
        }
      }
      default -> throw Errno.EINVAL.exception();
    }
    String name = object == null ? null : "/dev/zero (deleted)";
    return new Vma(mm, 0, bytes, protection, PROTECTIONS, vmFlags, null, object, 0, 0, 0, name);
  }

  /** Seals against new mappings that can be written. */
  private static final int NO_WRITES = Sealable.F_SEAL_WRITE | Sealable.F_SEAL_FUTURE_WRITE;

  private Vma fileArea(
      Task task, FileDescription file, long bytes, int protection, int flags, long offset)
      throws ErrnoException {
    if ((file.statusFlags() & OpenFlags.O_PATH) != 0) {
      throw Errno.EBADF.exception();
    }
    if (offset < 0 || offset > Long.MAX_VALUE - bytes) {
      throw Errno.EOVERFLOW.exception();
    }
    int vmFlags = (flags & MapFlags.MAP_NORESERVE) != 0 ? VmFlags.NO_RESERVE : 0;
    if ((flags & MapFlags.MAP_DENYWRITE) != 0) {
      vmFlags |= VmFlags.PROGRAM_DATA;
    }
    int mayProtection = PROTECTIONS;
    switch (flags & MapFlags.MAP_TYPE) {
      case MapFlags.MAP_SHARED, MapFlags.MAP_SHARED_VALIDATE -> {
        if ((flags & MapFlags.MAP_TYPE) == MapFlags.MAP_SHARED_VALIDATE
            && (flags & ~KNOWN_FLAGS) != 0) {
          throw Errno.EOPNOTSUPP.exception();
        }
        if ((protection & Prot.PROT_WRITE) != 0 && !file.isWritable()) {
          throw Errno.EACCES.exception();
        }
        vmFlags |= VmFlags.SHARED;
        if (file instanceof Sealable sealable && (sealable.seals() & NO_WRITES) != 0) {
          if ((protection & Prot.PROT_WRITE) != 0) {
            throw Errno.EPERM.exception();
          }
          mayProtection &= ~Prot.PROT_WRITE;
        }
        if (!file.isWritable()) {
          mayProtection &= ~Prot.PROT_WRITE;
        }
      }
      case MapFlags.MAP_PRIVATE -> {}
      default -> throw Errno.EINVAL.exception();
    }
    if (!file.isReadable()) {
      throw Errno.EACCES.exception();
    }
    Mappable object = file.mappable(task);
    if ((flags & (MapFlags.MAP_GROWSDOWN | MapFlags.MAP_HUGETLB)) != 0) {
      throw Errno.EINVAL.exception();
    }
    long device;
    long inode;
    if (file instanceof OpenFile open) {
      device = open.inode().fileSystem().device();
      inode = open.inode().number();
    } else {
      FileStatus status = new FileStatus();
      file.status(task, status);
      device = status.device;
      inode = status.inode;
    }
    return new Vma(
        mm,
        0,
        bytes,
        protection,
        mayProtection,
        vmFlags,
        file,
        object,
        offset >>> AddressLayout.PAGE_SHIFT,
        device,
        inode,
        null);
  }

  /** Finds a place for an area, and puts it there. */
  long insert(Task task, Vma area, long address, long bytes, int flags, boolean locked)
      throws ErrnoException {
    long stamp = mm.lock.writeLock();
    try {
      area.flags |= mm.futureFlags;
      if (locked) {
        area.flags |= VmFlags.LOCKED;
      }
      if (area.has(VmFlags.LOCKED)) {
        mm.locks().checkLimit(task, bytes >>> AddressLayout.PAGE_SHIFT);
      }
      long place = place(address, bytes, flags);
      mm.executionRules().check(area.protection, area.protection);
      checkLimits(task, area, place, bytes);
      if (isFixed(flags)) {
        removeLocked(place, place + bytes);
      }
      area.start = place;
      area.end = place + bytes;
      mm.areas.add(area);
      mm.notePeak();
      return place;
    } finally {
      mm.unlock(stamp);
    }
  }

  /** Where a mapping goes. The write lock is held. */
  private long place(long address, long bytes, int flags) throws ErrnoException {
    if (isFixed(flags)) {
      if ((flags & MapFlags.MAP_FIXED_NOREPLACE) != 0
          && mm.areas.intersects(address, address + bytes)) {
        throw Errno.EEXIST.exception();
      }
      if ((flags & MapFlags.MAP_FIXED) == 0) {
        return address;
      }
      if (!mm.areas.hasRoom(mm.areas.splitsFor(address, address + bytes))) {
        throw Errno.ENOMEM.exception();
      }
      return address;
    }
    if ((flags & MapFlags.MAP_32BIT) != 0) {
      long found = mm.areas.findUp(bytes, LOW_START, Math.min(LOW_END, mm.limit()));
      if (found < 0) {
        throw Errno.ENOMEM.exception();
      }
      return found;
    }
    return findFree(address, bytes);
  }

  /** A free range, at the hint if that is free. The write lock is held. */
  long findFree(long hint, long bytes) throws ErrnoException {
    long wanted = AddressLayout.pageDown(hint);
    if (hint != 0) {
      wanted = Math.max(wanted, mm.lowest());
      if (wanted > 0
          && wanted <= mm.limit() - bytes
          && mm.areas.findUp(bytes, wanted, mm.limit()) == wanted) {
        return wanted;
      }
    }
    long found = mm.areas.findDown(bytes, mm.lowest(), mm.mmapBase);
    if (found < 0) {
      found = mm.areas.findUp(bytes, mm.mmapBase, mm.limit());
    }
    if (found < 0) {
      throw Errno.ENOMEM.exception();
    }
    return found;
  }

  /** {@code RLIMIT_AS}, {@code RLIMIT_DATA} and what cannot ever be had. The lock is held. */
  void checkLimits(Task task, Vma area, long place, long bytes) throws ErrnoException {
    long pages = bytes >>> AddressLayout.PAGE_SHIFT;
    long replaced = replacedPages(place, place + bytes);
    checkSpace(task, pages - replaced);
    if (area.isData()) {
      checkData(task, pages);
      if (!area.has(VmFlags.NO_RESERVE) && pages > mm.memory.totalFrames()) {
        throw Errno.ENOMEM.exception();
      }
    }
  }

  private long replacedPages(long start, long end) {
    long pages = 0;
    for (int i = mm.areas.indexFrom(start); i < mm.areas.size(); i++) {
      Vma area = mm.areas.get(i);
      if (area.start >= end) {
        break;
      }
      pages += (Math.min(end, area.end) - Math.max(start, area.start)) >>> AddressLayout.PAGE_SHIFT;
    }
    return pages;
  }

  void checkSpace(Task task, long morePages) throws ErrnoException {
    long limit = task == null ? -1 : task.softLimit(Resource.RLIMIT_AS);
    if (limit >= 0 && mm.areas.totalPages() + morePages > limit >>> AddressLayout.PAGE_SHIFT) {
      throw Errno.ENOMEM.exception();
    }
  }

  void checkData(Task task, long morePages) throws ErrnoException {
    long limit = task == null ? -1 : task.softLimit(Resource.RLIMIT_DATA);
    if (limit >= 0 && mm.areas.dataPages() + morePages > limit >>> AddressLayout.PAGE_SHIFT) {
      throw Errno.ENOMEM.exception();
    }
  }

  void unmap(long address, long length) throws ErrnoException {
    if (!AddressLayout.isAligned(address)
        || address < 0
        || address > AddressLayout.TASK_SIZE
        || length < 0
        || length > AddressLayout.TASK_SIZE - address) {
      throw Errno.EINVAL.exception();
    }
    long bytes = AddressLayout.pageUp(length);
    if (bytes == 0) {
      throw Errno.EINVAL.exception();
    }
    long stamp = mm.lock.writeLock();
    try {
      if (mm.areas.splitsFor(address, address + bytes) == 2
          && mm.areas.find(address) == mm.areas.find(address + bytes)
          && !mm.areas.hasRoom(1)) {
        throw Errno.ENOMEM.exception();
      }
      removeLocked(address, address + bytes);
    } finally {
      mm.unlock(stamp);
    }
  }

  /** Removes whatever is mapped in a range. The write lock is held. */
  void removeLocked(long start, long end) {
    if (!mm.areas.intersects(start, end)) {
      return;
    }
    mm.areas.split(start);
    mm.areas.split(end);
    long first = start >>> AddressLayout.PAGE_SHIFT;
    long last = end >>> AddressLayout.PAGE_SHIFT;
    mm.backing.zap(first, last);
    mm.areas.removeRange(start, end);
    int next = mm.areas.indexFrom(start);
    long holeFirst = next == 0 ? 0 : mm.areas.get(next - 1).endPage();
    long holeEnd =
        next == mm.areas.size()
            ? AddressLayout.TABLE_END >>> AddressLayout.PAGE_SHIFT
            : mm.areas.get(next).firstPage();
    mm.pages.prune(first, last, holeFirst, holeEnd);
  }

  void protect(long address, long length, int protection) throws ErrnoException {
    new ProtectCall(mm).protect(address, length, protection);
  }

  long brk(Task task, long address) {
    return new BreakCall(mm, this).brk(task, address);
  }

  long remap(Task task, long address, long oldLength, long newLength, int flags, long newAddress)
      throws ErrnoException {
    return new RemapCall(mm, this).remap(task, address, oldLength, newLength, flags, newAddress);
  }

  void remapFilePages(long address, long length, long protection, long pageOffset, long flags)
      throws ErrnoException {
    new RemapFilePages(mm, this).remap(address, length, protection, pageOffset, flags);
  }
}
