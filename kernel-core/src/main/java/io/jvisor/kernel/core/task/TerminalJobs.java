package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.signal.SignalSets;

/**
 * Job control through a terminal: controlling terminals, foreground groups, and what happens to
 * processes in the background that use the terminal ({@code tty_ioctl(4)}).
 */
@SuppressWarnings("ReferenceEquality") // a terminal is the object itself
public final class TerminalJobs {
  private TerminalJobs() {}

  /** Whether a terminal is the caller's controlling one. */
  private static boolean isControlling(KernelTask caller, TerminalControl terminal) {
    return caller.group().session().terminal() == terminal;
  }

  private static void checkControlling(KernelTask caller, TerminalControl terminal)
      throws ErrnoException {
    if (!isControlling(caller, terminal)) {
      throw Errno.ENOTTY.exception();
    }
  }

  /**
   * Makes a terminal the controlling one of the caller's session, as {@code TIOCSCTTY} and the
   * opening of a terminal by a session leader without one do.
   *
   * @param steal whether it may be taken from another session, which needs {@code CAP_SYS_ADMIN}
   * @throws ErrnoException {@code EPERM}
   */
  public static void acquire(KernelTask caller, TerminalControl terminal, boolean steal)
      throws ErrnoException {
    PidTable table = caller.kernel().tasks();
    table.lock.lock();
    try {
      ThreadGroup own = caller.group();
      Session session = own.session();
      if (session.leader() == own && session.terminal() == terminal) {
        return;
      }
      if (session.leader() != own || session.terminal() != null) {
        throw Errno.EPERM.exception();
      }
      if (terminal.session() instanceof Session owner) {
        if (!steal || !caller.credentials().has(Capability.SYS_ADMIN)) {
          throw Errno.EPERM.exception();
        }
        owner.setTerminal(null);
      }
      session.setTerminal(terminal);
      session.setForeground(own.processGroup());
    } finally {
      table.lock.unlock();
    }
  }

  /**
   * {@code TIOCNOTTY}: gives the controlling terminal up, for the whole session. Only the leader
   * can.
   *
   * @throws ErrnoException {@code ENOTTY}; {@code EPERM} for others than the leader
   */
  public static void giveUp(KernelTask caller, TerminalControl terminal) throws ErrnoException {
    PidTable table = caller.kernel().tasks();
    ProcessGroup foreground;
    table.lock.lock();
    try {
      checkControlling(caller, terminal);
      Session session = caller.group().session();
      if (session.leader() != caller.group()) {
        throw Errno.EPERM.exception();
      }
      foreground = session.foreground();
      session.setTerminal(null);
    } finally {
      table.lock.unlock();
    }
    if (foreground != null) {
      SignalSender.toProcessGroup(foreground, SignalInfo.kernel(Signals.SIGHUP));
      SignalSender.toProcessGroup(foreground, SignalInfo.kernel(Signals.SIGCONT));
    }
  }

  /**
   * {@code TIOCGPGRP}.
   *
   * @return the foreground group's id, 0 when there is none
   * @throws ErrnoException {@code ENOTTY}
   */
  public static int foreground(KernelTask caller, TerminalControl terminal) throws ErrnoException {
    checkControlling(caller, terminal);
    TerminalControl.Foreground group = terminal.foreground();
    return group == null ? 0 : group.id();
  }

  /**
   * {@code TIOCSPGRP}.
   *
   * @return 0, or a {@link Restart} value when the caller was in the background and is stopped
   * @throws ErrnoException {@code ENOTTY}, {@code EINVAL}, {@code ESRCH}, {@code EPERM}, {@code
   *     EIO}
   */
  public static long setForeground(KernelTask caller, TerminalControl terminal, int id)
      throws ErrnoException {
    long stopped = checkChange(caller, terminal);
    if (stopped != 0) {
      return stopped;
    }
    PidTable table = caller.kernel().tasks();
    table.lock.lock();
    try {
      checkControlling(caller, terminal);
      if (id < 0) {
        throw Errno.EINVAL.exception();
      }
      ProcessGroup group = table.processGroup(id);
      if (group == null) {
        throw Errno.ESRCH.exception();
      }
      Session session = caller.group().session();
      if (group.session() != session) {
        throw Errno.EPERM.exception();
      }
      session.setForeground(group);
      return 0;
    } finally {
      table.lock.unlock();
    }
  }

  /**
   * {@code TIOCGSID}.
   *
   * @throws ErrnoException {@code ENOTTY}
   */
  public static int session(KernelTask caller, TerminalControl terminal) throws ErrnoException {
    checkControlling(caller, terminal);
    return caller.group().session().id();
  }

  /**
   * Stops a caller in the background that is about to change the terminal or write to it, unless it
   * ignores or blocks {@code SIGTTOU}.
   *
   * @return 0, or a {@link Restart} value when the signal was sent
   * @throws ErrnoException {@code EIO} when nobody could continue the caller
   */
  public static long checkChange(KernelTask caller, TerminalControl terminal)
      throws ErrnoException {
    if (!isInBackground(caller, terminal) || isImmune(caller, Signals.SIGTTOU)) {
      return 0;
    }
    return stop(caller, Signals.SIGTTOU);
  }

  /**
   * Stops a caller in the background that is about to read.
   *
   * @return 0, or a {@link Restart} value when the signal was sent
   * @throws ErrnoException {@code EIO} when it ignores or blocks {@code SIGTTIN}, or when nobody
   *     could continue it
   */
  public static long checkRead(KernelTask caller, TerminalControl terminal) throws ErrnoException {
    if (!isInBackground(caller, terminal)) {
      return 0;
    }
    if (isImmune(caller, Signals.SIGTTIN)) {
      throw Errno.EIO.exception();
    }
    return stop(caller, Signals.SIGTTIN);
  }

  /** Whether a terminal is the caller's controlling one and another group is in its foreground. */
  public static boolean isInBackground(KernelTask caller, TerminalControl terminal) {
    if (!isControlling(caller, terminal)) {
      return false;
    }
    TerminalControl.Foreground group = terminal.foreground();
    return group != null && group != caller.group().processGroup();
  }

  private static boolean isImmune(KernelTask caller, int signal) {
    return SignalSets.contains(caller.signals().blocked(), signal)
        || caller.group().handlers.get(signal).isIgnored(signal);
  }

  private static long stop(KernelTask caller, int signal) throws ErrnoException {
    PidTable table = caller.kernel().tasks();
    ProcessGroup group;
    table.lock.lock();
    try {
      group = caller.group().processGroup();
      if (group.isOrphaned(null)) {
        throw Errno.EIO.exception();
      }
    } finally {
      table.lock.unlock();
    }
    SignalSender.toProcessGroup(group, SignalInfo.kernel(signal));
    return Restart.SYS;
  }
}
