package io.jvisor.vfs.dev;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.ForwardingFile;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/** The devices of {@code mem(4)}, {@code null(4)}, {@code random(4)}, and {@code tty(4)}. */
enum BasicDevice implements CharacterDevice {
  NULL("null", 1, 3),
  ZERO("zero", 1, 5),
  FULL("full", 1, 7),
  RANDOM("random", 1, 8),
  URANDOM("urandom", 1, 9),
  TTY("tty", 5, 0);

  private final String device;
  private final long number;

  BasicDevice(String device, int major, int minor) {
    this.device = device;
    this.number = (long) major << 8 | minor;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public String fileName() {
    return device;
  }

  @Override
  public OpenFile open(FileSystemEnvironment environment, Task task, VfsPath path, int flags)
      throws ErrnoException {
    return switch (this) {
      case NULL -> new NullFile(path, flags);
      case ZERO, FULL -> new ZeroFile(path, flags, environment.memory(), this == FULL);
      case RANDOM, URANDOM -> new RandomFile(path, flags);
      case TTY -> openControllingTerminal(environment, task, path, flags);
    };
  }

  private static OpenFile openControllingTerminal(
      FileSystemEnvironment environment, Task task, VfsPath path, int flags) throws ErrnoException {
    ControllingTerminals terminals = environment.service(ControllingTerminals.class);
    TerminalControl terminal = terminals == null ? null : terminals.of(task);
    if (terminal == null) {
      throw Errno.ENXIO.exception();
    }
    return ForwardingFile.of(path, terminal.open(flags), flags);
  }
}
