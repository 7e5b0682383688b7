package io.jvisor.vfs.hostfd;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.platform.spi.host.HostStreams;

/** A terminal of the host. Keeps a descriptor of its own, for as long as the sandbox runs. */
final class HostTerminalControl extends TerminalControl {
  /** Above the standard descriptors. */
  private static final int LEAST = 3;

  /** A duplicate, or a negative errno. */
  private final int descriptor;

  private final String name;

  HostTerminalControl(long device, int original, String name) {
    super(device);
    this.descriptor = (int) HostStreams.duplicate(original, LEAST);
    this.name = name;
  }

  @Override
  public FileDescription open(Task task, int flags) throws ErrnoException {
    long duplicate = HostStreams.duplicate(descriptor, LEAST);
    if (duplicate < 0) {
      throw Errno.EIO.exception();
    }
    return new HostTerminalFile((int) duplicate, flags, name, this);
  }
}
