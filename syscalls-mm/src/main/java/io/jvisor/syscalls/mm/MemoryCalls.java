package io.jvisor.syscalls.mm;

import io.jvisor.kernel.api.Arg;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MapFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.task.KernelTask;

/** The calls that change or ask about a task's own address space. */
public final class MemoryCalls implements SyscallProvider {
  @Override
  public String name() {
    return "mm";
  }

  @Override
  public void register(SyscallTable.Registrar table) {
    table
        .partial(
            SyscallNumbers.MMAP,
            "MAP_HUGETLB: ENOMEM; MAP_SYNC: EOPNOTSUPP; MAP_DROPPABLE: EINVAL",
            Arg.POINTER,
            Arg.SIZE,
            Arg.PROT,
            Arg.MAP_FLAGS,
            Arg.FD,
            Arg.HEX)
        .by(MemoryCalls::mmap);
    table.full(SyscallNumbers.MUNMAP, Arg.POINTER, Arg.SIZE).by(MemoryCalls::munmap);
    table.full(SyscallNumbers.MPROTECT, Arg.POINTER, Arg.SIZE, Arg.PROT).by(MemoryCalls::mprotect);
    table
        .full(SyscallNumbers.MREMAP, Arg.POINTER, Arg.SIZE, Arg.SIZE, Arg.HEX, Arg.POINTER)
        .by(
            (task, address, oldLength, newLength, flags, newAddress) ->
                mm(task).mremap(task, address, oldLength, newLength, (int) flags, newAddress));
    table
        .full(
            SyscallNumbers.REMAP_FILE_PAGES,
            Arg.POINTER,
            Arg.SIZE,
            Arg.PROT,
            Arg.SIZE,
            Arg.MAP_FLAGS)
        .by(MemoryCalls::remapFilePages);
    table.full(SyscallNumbers.BRK, Arg.POINTER).by((task, address) -> mm(task).brk(task, address));
    table
        .partial(
            SyscallNumbers.MADVISE,
            "MADV_MERGEABLE, MADV_COLLAPSE, MADV_HWPOISON, MADV_SOFT_OFFLINE: EINVAL",
            Arg.POINTER,
            Arg.SIZE,
            Arg.MADVICE)
        .by(MemoryCalls::madvise);
    table.full(SyscallNumbers.MSYNC, Arg.POINTER, Arg.SIZE, Arg.HEX).by(MemoryCalls::msync);
    table.full(SyscallNumbers.MINCORE, Arg.POINTER, Arg.SIZE, Arg.POINTER).by(MemoryCalls::mincore);
    table.full(SyscallNumbers.MLOCK, Arg.POINTER, Arg.SIZE).by(MemoryCalls::mlock);
    table.full(SyscallNumbers.MLOCK2, Arg.POINTER, Arg.SIZE, Arg.HEX).by(MemoryCalls::mlock2);
    table.full(SyscallNumbers.MUNLOCK, Arg.POINTER, Arg.SIZE).by(MemoryCalls::munlock);
    table.full(SyscallNumbers.MLOCKALL, Arg.HEX).by(MemoryCalls::mlockall);
    table.full(SyscallNumbers.MUNLOCKALL).by(MemoryCalls::munlockall);
  }

  private static MemoryManager mm(Task task) {
    return KernelTask.of(task).mm();
  }

  private static long mmap(
      Task task, long address, long length, long protection, long flags, long fd, long offset)
      throws ErrnoException {
    FileDescription file = null;
    if ((flags & MapFlags.MAP_ANONYMOUS) == 0) {
      file = task.files().get((int) fd);
    }
    try {
      return mm(task).mmap(task, address, length, (int) protection, (int) flags, file, offset);
    } finally {
      if (file != null) {
        file.release();
      }
    }
  }

  private static long munmap(Task task, long address, long length) throws ErrnoException {
    mm(task).munmap(address, length);
    return 0;
  }

  private static long mprotect(Task task, long address, long length, long protection)
      throws ErrnoException {
    mm(task).mprotect(address, length, (int) protection);
    return 0;
  }

  private static long remapFilePages(
      Task task, long address, long length, long protection, long pageOffset, long flags)
      throws ErrnoException {
    mm(task).remapFilePages(address, length, protection, pageOffset, flags);
    return 0;
  }

  private static long madvise(Task task, long address, long length, long advice)
      throws ErrnoException {
    mm(task).advice().madvise(task, address, length, (int) advice);
    return 0;
  }

  private static long msync(Task task, long address, long length, long flags)
      throws ErrnoException {
    mm(task).advice().msync(address, length, (int) flags);
    return 0;
  }

  private static long mincore(Task task, long address, long length, long vector)
      throws ErrnoException {
    mm(task).residency().mincore(address, length, vector);
    return 0;
  }

  private static long mlock(Task task, long address, long length) throws ErrnoException {
    mm(task).locks().lock(task, address, length, false);
    return 0;
  }

  private static long mlock2(Task task, long address, long length, long flags)
      throws ErrnoException {
    if ((flags & ~MapFlags.MLOCK_ONFAULT) != 0) {
      throw Errno.EINVAL.exception();
    }
    mm(task).locks().lock(task, address, length, (flags & MapFlags.MLOCK_ONFAULT) != 0);
    return 0;
  }

  private static long munlock(Task task, long address, long length) throws ErrnoException {
    mm(task).locks().unlock(address, length);
    return 0;
  }

  private static long mlockall(Task task, long flags) throws ErrnoException {
    mm(task).locks().lockAll(task, (int) flags);
    return 0;
  }

  private static long munlockall(Task task) {
    mm(task).locks().unlockAll();
    return 0;
  }
}
