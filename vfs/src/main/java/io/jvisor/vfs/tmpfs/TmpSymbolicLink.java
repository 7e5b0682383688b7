package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.VfsPath;

/** A symbolic link. */
final class TmpSymbolicLink extends TmpInode {
  /** Longer targets take a page on Linux, as {@code st_blocks} shows. */
  private static final int SHORT = 128;

  private final String target;

  TmpSymbolicLink(TmpFileSystem fileSystem, String target, Owner owner) throws ErrnoException {
    super(fileSystem, Stat.S_IFLNK | 0777, owner);
    this.target = target;
    boolean done = false;
    try {
      HeapBudget.take(target.length());
      done = true;
    } finally {
      if (!done) {
        fileSystem.freeInode();
      }
    }
  }

  @Override
  public String readLink(Task task) {
    return target;
  }

  @Override
  void addSizes(FileStatus status) {
    status.size = target.length();
    status.blocks = target.length() < SHORT ? 0 : 8;
  }

  @Override
  void dispose() {
    HeapBudget.give(target.length());
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    throw Errno.ELOOP.exception();
  }
}
