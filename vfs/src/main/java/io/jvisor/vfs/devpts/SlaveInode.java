package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.ForwardingFile;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.VfsPath;

/** {@code /dev/pts/N}. Its name goes with the master; descriptions may outlive that. */
final class SlaveInode extends DeviceNode {
  /**
   * How exact time stamps are, so that they do not tell how long a key was pressed: 8 s in
   * nanoseconds.
   */
  private static final long GRAIN = 8_000_000_000L;

  private final Pty pty;

  SlaveInode(DevptsFileSystem files, Pty pty, int index, Owner owner, int mode) {
    super(files, DevptsFileSystem.inodeNumber(index), Pty.device(index), owner, mode);
    this.pty = pty;
  }

  void used(boolean written) {
    long now = now();
    if (now / GRAIN != lastUsed(written) / GRAIN) {
      used(now, written);
    }
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    return ForwardingFile.of(path, pty.open(task, flags), flags);
  }
}
