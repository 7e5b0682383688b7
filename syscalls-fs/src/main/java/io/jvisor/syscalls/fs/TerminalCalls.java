package io.jvisor.syscalls.fs;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.Terminal;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.TerminalJobs;

/**
 * The requests of {@code tty_ioctl(4)} that are about processes, for every kind of terminal, and
 * {@code vhangup(2)}.
 */
final class TerminalCalls {
  /** What {@code TIOCGPTPEER} looks at, or keeps; it checks nothing. */
  private static final int PEER_FLAGS =
      OpenFlags.O_ACCMODE
          | OpenFlags.O_NOCTTY
          | OpenFlags.O_APPEND
          | OpenFlags.O_NONBLOCK
          | OpenFlags.O_SYNC
          | OpenFlags.O_LARGEFILE
          | OpenFlags.O_DIRECTORY
          | OpenFlags.O_NOFOLLOW
          | OpenFlags.O_NOATIME
          | OpenFlags.O_PATH;

  private TerminalCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.VHANGUP).by(TerminalCalls::vhangup);
  }

  private static long vhangup(Task task) throws ErrnoException {
    if (!task.credentials().has(Capability.SYS_TTY_CONFIG)) {
      throw Errno.EPERM.exception();
    }
    TerminalControl terminal = KernelTask.of(task).group().terminal();
    if (terminal != null) {
      terminal.hangUp();
    }
    return 0;
  }

  /** A terminal becomes that of the session whose leader opens it, without {@code O_NOCTTY}. */
  static void opened(Task task, FileDescription file, int flags) {
    Terminal terminal = file.terminal();
    if (terminal != null
        && !terminal.isMaster()
        && (flags & OpenFlags.O_NOCTTY) == 0
        && file.isReadable()) {
      TerminalJobs.opened(KernelTask.of(task), terminal.control());
    }
  }

  static long ioctl(Task task, FileDescription file, Terminal terminal, int request, long argument)
      throws ErrnoException {
    if (terminal.isHungUp()) {
      throw (request == Ioctl.TIOCSPGRP ? Errno.ENOTTY : Errno.EIO).exception();
    }
    KernelTask caller = KernelTask.of(task);
    TerminalControl control = terminal.control();
    boolean master = terminal.isMaster();
    switch (request) {
      case Ioctl.TIOCGPGRP ->
          task.memory().writeInt(argument, TerminalJobs.foreground(caller, control, master));
      case Ioctl.TIOCSPGRP -> {
        return TerminalJobs.setForeground(caller, control, task.memory().readInt(argument));
      }
      case Ioctl.TIOCGSID ->
          task.memory().writeInt(argument, TerminalJobs.session(caller, control, master));
      case Ioctl.TIOCSCTTY ->
          TerminalJobs.acquire(caller, control, file.isReadable(), argument == 1);
      case Ioctl.TIOCNOTTY -> {
        if (master) {
          throw Errno.ENOTTY.exception();
        }
        TerminalJobs.giveUp(caller, control);
      }
      case Ioctl.TIOCGPTPEER -> {
        return openPeer(task, terminal, (int) argument);
      }
      case Ioctl.TIOCSTI -> {
        checkTyping(caller, control, master);
        return file.ioctl(task, request, argument);
      }
      default -> {
        long stopped = changes(request, master) ? TerminalJobs.checkChange(caller, control) : 0;
        return stopped != 0 ? stopped : file.ioctl(task, request, argument);
      }
    }
    return 0;
  }

  /** Whether a request stops callers in the background; modes do, through the master too. */
  private static boolean changes(int request, boolean master) {
    return switch (request) {
      case Ioctl.TCSETS,
          Ioctl.TCSETSW,
          Ioctl.TCSETSF,
          Ioctl.TCSETS2,
          Ioctl.TCSETSW2,
          Ioctl.TCSETSF2,
          Ioctl.TCSETA,
          Ioctl.TCSETAW,
          Ioctl.TCSETAF ->
          true;
      case Ioctl.TCSBRK,
          Ioctl.TCSBRKP,
          Ioctl.TIOCSBRK,
          Ioctl.TIOCCBRK,
          Ioctl.TIOCSETD,
          Ioctl.TCXONC,
          Ioctl.TCFLSH ->
          !master;
      default -> false;
    };
  }

  /** Typing for the user of a terminal is allowed on one's own, and to administrators. */
  private static void checkTyping(KernelTask caller, TerminalControl control, boolean master)
      throws ErrnoException {
    boolean own = !master && caller.group().terminal() == control;
    if (!own && !caller.credentials().has(Capability.SYS_ADMIN)) {
      throw Errno.EPERM.exception();
    }
  }

  private static long openPeer(Task task, Terminal terminal, int flags) throws ErrnoException {
    FileDescription peer = terminal.openPeer(task, flags & PEER_FLAGS);
    opened(task, peer, flags);
    if ((flags & (OpenFlags.O_DIRECT | OpenFlags.O_PATH)) == OpenFlags.O_DIRECT) {
      peer.release();
      throw Errno.EINVAL.exception();
    }
    return Descriptors.install(task, peer, (flags & OpenFlags.O_CLOEXEC) != 0);
  }
}
