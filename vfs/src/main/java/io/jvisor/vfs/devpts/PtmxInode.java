package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.VfsPath;

/** {@code /dev/pts/ptmx}: each opening makes a pseudo-terminal. */
final class PtmxInode extends DeviceNode {
  private static final int NUMBER = 2;

  PtmxInode(DevptsFileSystem files, int mode) {
    super(files, NUMBER, PtmxDevice.NUMBER, new Owner(0, 0), mode);
  }

  /** {@code ptmxmode=} was set anew. */
  void remounted(int permissions) {
    setPermissions(permissions);
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    return files().openMaster(task, path.mount(), path, flags);
  }
}
