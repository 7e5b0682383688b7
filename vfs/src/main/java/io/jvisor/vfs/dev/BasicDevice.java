package io.jvisor.vfs.dev;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.ForwardingFile;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/**
 * The devices of {@code mem(4)}, {@code null(4)}, {@code random(4)}, {@code tty(4)}, and {@code
 * console(4)}.
 */
enum BasicDevice implements CharacterDevice {
  NULL("null", 1, 3),
  ZERO("zero", 1, 5),
  FULL("full", 1, 7),
  RANDOM("random", 1, 8),
  URANDOM("urandom", 1, 9),
  TTY("tty", 5, 0),
  CONSOLE("console", 5, 1);

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
  public int permissions() {
    return this == CONSOLE ? 0600 : 0666;
  }

  @Override
  public OpenFile open(FileSystemEnvironment environment, Task task, VfsPath path, int flags)
      throws ErrnoException {
    return switch (this) {
      case NULL -> new NullFile(path, flags);
      case ZERO, FULL -> new ZeroFile(path, flags, environment.memory(), this == FULL);
      case RANDOM, URANDOM -> new RandomFile(path, flags);
      case TTY -> {
        ControllingTerminals terminals = environment.service(ControllingTerminals.class);
        TerminalControl terminal = terminals == null ? null : terminals.of(task);
        yield openTerminal(task, terminal, Errno.ENXIO, path, flags);
      }
      case CONSOLE -> {
        ControllingTerminals terminals = environment.service(ControllingTerminals.class);
        TerminalControl terminal = terminals == null ? null : terminals.console();
        yield openTerminal(task, terminal, Errno.ENODEV, path, flags);
      }
    };
  }

  private static OpenFile openTerminal(
      Task task, TerminalControl terminal, Errno missing, VfsPath path, int flags)
      throws ErrnoException {
    if (terminal == null) {
      throw missing.exception();
    }
    return ForwardingFile.of(path, terminal.open(task, flags), flags);
  }
}
