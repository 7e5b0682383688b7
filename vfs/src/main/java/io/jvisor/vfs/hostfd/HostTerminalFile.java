package io.jvisor.vfs.hostfd;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.Terminal;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.platform.spi.host.HostTerminal;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A terminal of the host. Its modes and its size are the caller's; its process groups are not: the
 * guest has groups of its own.
 */
final class HostTerminalFile extends HostStream implements Terminal {
  private static final int LOCAL_FLAGS = 12;
  private static final int CONTROL_CHARACTERS = 17;
  private static final int VMIN = 6;
  private static final int ICANON = 2;
  private static final int TOSTOP = 0x100;

  private final TerminalControl control;

  /**
   * A description.
   *
   * @param control the terminal, shared with other descriptions of it
   */
  HostTerminalFile(int descriptor, int flags, String name, TerminalControl control) {
    super(descriptor, flags, name);
    this.control = control;
  }

  @Override
  public Terminal terminal() {
    return this;
  }

  @Override
  public boolean hasInput() {
    return (poll() & (PollEvents.POLLIN | PollEvents.POLLHUP | PollEvents.POLLERR)) != 0;
  }

  @Override
  public TerminalControl control() {
    return control;
  }

  @Override
  public boolean stopsBackgroundWriters(Task task) {
    MemorySegment scratch = task.scratch();
    return HostTerminal.attributes(descriptor, scratch) == 0
        && (scratch.get(ValueLayout.JAVA_INT, LOCAL_FLAGS) & TOSTOP) != 0;
  }

  /** {@code termios(3)}: with {@code VMIN} 0 a read waits at most for {@code VTIME}. */
  @Override
  boolean returnsAtOnce(MemorySegment scratch) {
    return HostTerminal.attributes(descriptor, scratch) == 0
        && (scratch.get(ValueLayout.JAVA_INT, LOCAL_FLAGS) & ICANON) == 0
        && scratch.get(ValueLayout.JAVA_BYTE, CONTROL_CHARACTERS + VMIN) == 0;
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    MemorySegment scratch = task.scratch();
    switch (request) {
      case Ioctl.TCGETS -> {
        Errno.check(HostTerminal.attributes(descriptor, scratch));
        task.memory().write(argument, scratch, 0, HostTerminal.TERMIOS_BYTES);
      }
      case Ioctl.TCSETS, Ioctl.TCSETSW, Ioctl.TCSETSF -> {
        task.memory().read(argument, scratch, 0, HostTerminal.TERMIOS_BYTES);
        Errno.check(HostTerminal.setAttributes(descriptor, request, scratch));
      }
      case Ioctl.TIOCGWINSZ -> {
        Errno.check(HostTerminal.windowSize(descriptor, scratch));
        task.memory().write(argument, scratch, 0, HostTerminal.WINDOW_SIZE_BYTES);
      }
      case Ioctl.TIOCSWINSZ -> {
        task.memory().read(argument, scratch, 0, HostTerminal.WINDOW_SIZE_BYTES);
        Errno.check(HostTerminal.setWindowSize(descriptor, scratch));
      }
      case Ioctl.TIOCSTI -> throw Errno.EIO.exception(); // it would type into the caller's shell
      case Ioctl.TIOCOUTQ -> {
        Errno.check(HostTerminal.queuedBytes(descriptor, scratch));
        task.memory().writeInt(argument, scratch.get(ValueLayout.JAVA_INT, 0));
      }
      case Ioctl.TCXONC, Ioctl.TCFLSH, Ioctl.TCSBRK, Ioctl.TCSBRKP ->
          Errno.check(HostTerminal.control(descriptor, request, (int) argument));
      default -> {
        return super.ioctl(task, request, argument);
      }
    }
    return 0;
  }
}
