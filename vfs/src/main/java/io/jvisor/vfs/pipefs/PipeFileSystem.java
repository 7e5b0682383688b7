package io.jvisor.vfs.pipefs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemStatistics;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.InternalFileSystemType;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/** Where pipes without a name live; mounted nowhere. */
final class PipeFileSystem extends FileSystem {
  /** {@code PIPEFS_MAGIC}. */
  private static final long MAGIC = 0x50495045;

  /** Major 0 and a minor number that is not given out, {@code makedev(3)}. */
  private static final long DEVICE = 0xfff0_00fd;

  private final Inode root = new Root();

  PipeFileSystem() {
    super(new InternalFileSystemType("pipefs"), DEVICE);
  }

  private final class Root extends Inode {
    Root() {
      super(PipeFileSystem.this);
    }

    @Override
    public long number() {
      return 1;
    }

    @Override
    public int mode() {
      return Stat.S_IFDIR | 0555;
    }

    @Override
    public int uid() {
      return 0;
    }

    @Override
    public int gid() {
      return 0;
    }

    @Override
    public void status(FileStatus status) throws ErrnoException {
      throw Errno.ENOENT.exception(); // nobody can name it
    }

    @Override
    public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
      throw Errno.ENOENT.exception();
    }
  }

  @Override
  public Inode root() {
    return root;
  }

  @Override
  public void statistics(FileSystemStatistics statistics) {
    statistics.type = MAGIC;
    statistics.blockSize = 4096;
  }
}
