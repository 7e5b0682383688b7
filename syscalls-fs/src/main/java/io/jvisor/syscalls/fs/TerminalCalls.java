package io.jvisor.syscalls.fs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.Terminal;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.TerminalJobs;

/** The requests of {@code tty_ioctl(4)} that are about processes, for every kind of terminal. */
final class TerminalCalls {
  private TerminalCalls() {}

  static long ioctl(Task task, FileDescription file, Terminal terminal, int request, long argument)
      throws ErrnoException {
    KernelTask caller = KernelTask.of(task);
    TerminalControl control = terminal.control();
    switch (request) {
      case Ioctl.TIOCGPGRP ->
          task.memory().writeInt(argument, TerminalJobs.foreground(caller, control));
      case Ioctl.TIOCSPGRP -> {
        return TerminalJobs.setForeground(caller, control, task.memory().readInt(argument));
      }
      case Ioctl.TIOCGSID ->
          task.memory().writeInt(argument, TerminalJobs.session(caller, control));
      case Ioctl.TIOCSCTTY -> TerminalJobs.acquire(caller, control, argument == 1);
      case Ioctl.TIOCNOTTY -> TerminalJobs.giveUp(caller, control);
      case Ioctl.TIOCSTI -> throw Errno.EIO.exception(); // as dev.tty.legacy_tiocsti=0 has it
      case Ioctl.TCSETS,
          Ioctl.TCSETSW,
          Ioctl.TCSETSF,
          Ioctl.TCSBRK,
          Ioctl.TCSBRKP,
          Ioctl.TCXONC,
          Ioctl.TCFLSH,
          Ioctl.TIOCSWINSZ -> {
        long stopped = request == Ioctl.TIOCSWINSZ ? 0 : TerminalJobs.checkChange(caller, control);
        return stopped != 0 ? stopped : file.ioctl(task, request, argument);
      }
      default -> {
        return file.ioctl(task, request, argument);
      }
    }
    return 0;
  }
}
