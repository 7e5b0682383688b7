package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.dev.CharacterDevice;

/**
 * {@code /dev/ptmx}: makes a pseudo-terminal in the instance of {@code devpts} that is mounted on
 * {@code pts} beside it.
 */
public final class PtmxDevice implements CharacterDevice {
  static final long NUMBER = 5 << 8 | 2;

  @Override
  public long number() {
    return NUMBER;
  }

  @Override
  public String fileName() {
    return DevptsFileSystem.PTMX;
  }

  /**
   * As {@link DevptsFileSystem#openMaster}.
   *
   * @throws ErrnoException {@code ENODEV} where no devpts is mounted there
   */
  @Override
  public OpenFile open(FileSystemEnvironment environment, Task task, VfsPath path, int flags)
      throws ErrnoException {
    VfsPath place;
    try {
      VfsPath directory = new VfsPath(path.mount(), path.dentry().parent());
      place = Vfs.child(task, directory, "pts");
    } catch (ErrnoException none) {
      throw Errno.ENODEV.exception();
    }
    if (place.mount().fileSystem() instanceof DevptsFileSystem files) {
      return files.openMaster(task, place.mount(), path, flags);
    }
    throw Errno.ENODEV.exception();
  }
}
