package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.vfs.ForwardingFile;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.VfsPath;

/** The name of a terminal of the host. */
final class HostNode extends DeviceNode {
  private static final int MODE = 0600;

  private final int index;
  private final TerminalControl terminal;

  HostNode(DevptsFileSystem files, int index, TerminalControl terminal, Credentials owner) {
    super(
        files,
        DevptsFileSystem.inodeNumber(index),
        Pty.device(index),
        new Owner(owner.fsuid(), owner.fsgid()),
        MODE);
    this.index = index;
    this.terminal = terminal;
    terminal.setDevice(Pty.device(index));
  }

  int index() {
    return index;
  }

  TerminalControl terminal() {
    return terminal;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    return ForwardingFile.of(path, terminal.open(task, flags), flags);
  }
}
