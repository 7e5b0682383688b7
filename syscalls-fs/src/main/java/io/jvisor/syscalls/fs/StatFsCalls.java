package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.POINTER;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.syscalls.fs.struct.StatFsStruct;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemStatistics;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/** {@code statfs(2)}. */
final class StatFsCalls {
  /** What a descriptor without a place in the tree answers. */
  private static final long PIPEFS_MAGIC = 0x50495045;

  private static final int PAGE_SIZE = 4096;

  private static final long SAME_BITS =
      MountFlags.MS_RDONLY
          | MountFlags.MS_NOSUID
          | MountFlags.MS_NODEV
          | MountFlags.MS_NOEXEC
          | MountFlags.MS_NOATIME
          | MountFlags.MS_NODIRATIME;

  private static final long ST_RELATIME = 0x1000;
  private static final long ST_NOSYMFOLLOW = 0x2000;

  private StatFsCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.STATFS, PATH, POINTER).by(StatFsCalls::statfs);
    table.full(SyscallNumbers.FSTATFS, FD, POINTER).by(StatFsCalls::fstatfs);
  }

  private static long statfs(Task task, long path, long address) throws ErrnoException {
    VfsPath place = PathArguments.resolve(task, AtFlags.AT_FDCWD, path, Lookup.FOLLOW);
    return tell(task, place, address);
  }

  private static long fstatfs(Task task, long fd, long address) throws ErrnoException {
    FileDescription file = Descriptors.getRaw(task, fd);
    try {
      if (file instanceof OpenFile open) {
        return tell(task, open.path(), address);
      }
      FileSystemStatistics statistics = new FileSystemStatistics();
      statistics.type = PIPEFS_MAGIC;
      statistics.blockSize = PAGE_SIZE;
      StatFsStruct.write(task, address, statistics, 0, 0);
      return 0;
    } finally {
      file.release();
    }
  }

  private static long tell(Task task, VfsPath place, long address) throws ErrnoException {
    FileSystem fileSystem = place.mount().fileSystem();
    FileSystemStatistics statistics = new FileSystemStatistics();
    fileSystem.statistics(statistics);
    // ST_RDONLY to ST_NOEXEC and ST_NOATIME to ST_NODIRATIME are the MS_* bits; ST_RELATIME is not.
    long flags = place.mount().flags();
    long told = flags & SAME_BITS;
    told |= (flags & MountFlags.MS_RELATIME) != 0 ? ST_RELATIME : 0;
    told |= (flags & MountFlags.MS_NOSYMFOLLOW) != 0 ? ST_NOSYMFOLLOW : 0;
    told |= place.mount().isReadOnly() ? MountFlags.MS_RDONLY : 0;
    StatFsStruct.write(task, address, statistics, fileSystem.device(), told);
    return 0;
  }
}
