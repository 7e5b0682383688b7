package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.kernel.api.file.FileStatus;

/**
 * The directory under the root of every mount namespace: Linux's {@code rootfs}. It is empty for
 * ever, and seen by who takes away what lies on it; so that the root is mounted somewhere and
 * {@code pivot_root(2)} can change it.
 */
final class RootFileSystem extends FileSystem {
  /** {@code RAMFS_MAGIC}. */
  private static final long MAGIC = 0x858458f6L;

  /** Major 0, and the minor number that Linux gives it. */
  private static final long DEVICE = 2;

  private final Inode root = new Root();

  RootFileSystem() {
    super(new InternalFileSystemType("rootfs"), DEVICE);
  }

  private final class Root extends Inode {
    Root() {
      super(RootFileSystem.this);
    }

    @Override
    public long number() {
      return 1;
    }

    @Override
    public int mode() {
      return Stat.S_IFDIR | 0755;
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
    public void status(FileStatus status) {
      status.inode = number();
      status.mode = mode();
      status.links = 2;
      status.device = device();
      status.blockSize = 4096;
    }

    @Override
    public Inode lookup(Task task, String name) throws ErrnoException {
      throw Errno.ENOENT.exception();
    }

    @Override
    public OpenFile open(Task task, VfsPath path, int flags) {
      return new Listing(path, flags);
    }
  }

  private static final class Listing extends DirectoryFile {
    Listing(VfsPath path, int flags) {
      super(path, flags);
    }

    @Override
    protected void list(Task task, long from, DirectorySink sink) {}
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
