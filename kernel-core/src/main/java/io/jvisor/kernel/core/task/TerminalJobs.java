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

  private static void checkControlling(KernelTask caller, TerminalControl terminal)
      throws ErrnoException {
    if (caller.group().terminal() != terminal) {
      throw Errno.ENOTTY.exception();
    }
  }

  /**
   * {@code TIOCSCTTY}: makes a terminal the controlling one of the caller's session.
   *
   * @param readable whether the caller has it open for reading; else it needs {@code CAP_SYS_ADMIN}
   * @param steal whether it may be taken from another session, which needs {@code CAP_SYS_ADMIN}
   * @throws ErrnoException {@code EPERM}
   */
  public static void acquire(
      KernelTask caller, TerminalControl terminal, boolean readable, boolean steal)
      throws ErrnoException {
    boolean isAdministrator = caller.credentials().has(Capability.SYS_ADMIN);
    PidTable table = caller.kernel().tasks();
    table.lock.lock();
    try {
      ThreadGroup own = caller.group();
      Session session = own.session();
      if (session.leader() == own && terminal.session() == session) {
        return;
      }
      if (session.leader() != own || own.terminal != null) {
        throw Errno.EPERM.exception();
      }
      if (terminal.session() instanceof Session holder) {
        if (!steal || !isAdministrator) {
          throw Errno.EPERM.exception();
        }
        holder.lose(terminal);
      }
      if (!readable && !isAdministrator) {
        throw Errno.EPERM.exception();
      }
      give(own, terminal);
    } finally {
      table.lock.unlock();
    }
  }

  /**
   * Makes a terminal that was opened the controlling one, if the caller leads a session without one
   * and the terminal controls none.
   */
  public static void opened(KernelTask caller, TerminalControl terminal) {
    PidTable table = caller.kernel().tasks();
    table.lock.lock();
    try {
      ThreadGroup own = caller.group();
      if (own.session().leader() == own && own.terminal == null && terminal.session() == null) {
        give(own, terminal);
      }
    } finally {
      table.lock.unlock();
    }
  }

  private static void give(ThreadGroup leader, TerminalControl terminal) {
    terminal.setSession(leader.session());
    terminal.setForeground(leader.processGroup());
    leader.session().formerForeground = null;
    leader.terminal = terminal;
  }

  /**
   * {@code TIOCNOTTY}: gives the controlling terminal up; the leader does it for the whole session.
   *
   * @throws ErrnoException {@code ENOTTY}
   */
  public static void giveUp(KernelTask caller, TerminalControl terminal) throws ErrnoException {
    PidTable table = caller.kernel().tasks();
    TerminalControl.Foreground foreground = null;
    table.lock.lock();
    try {
      checkControlling(caller, terminal);
      ThreadGroup own = caller.group();
      if (own.session().leader() == own) {
        foreground = terminal.foreground();
        own.session().lose(terminal);
      }
      own.terminal = null;
    } finally {
      table.lock.unlock();
    }
    if (foreground != null) {
      foreground.signal(Signals.SIGHUP);
      foreground.signal(Signals.SIGCONT);
    }
  }

  /**
   * Takes the terminal from a session whose leader has ended. Caller holds the tree lock.
   *
   * @return what tells the group in the foreground, without the lock; null when nobody is to know
   */
  static Runnable leave(ThreadGroup leader) {
    Session session = leader.session();
    if (session.leader() != leader) {
      return null;
    }
    TerminalControl terminal = leader.terminal;
    if (terminal != null) {
      TerminalControl.Foreground foreground = terminal.foreground();
      session.lose(terminal);
      return foreground == null ? null : () -> foreground.signal(Signals.SIGHUP);
    }
    TerminalControl.Foreground former = session.formerForeground;
    if (former == null) {
      return null;
    }
    return () -> {
      former.signal(Signals.SIGHUP);
      former.signal(Signals.SIGCONT);
    };
  }

  /**
   * {@code TIOCGPGRP}.
   *
   * @param anybody whether it need not be the caller's controlling terminal, as for a master
   * @return the foreground group's id, 0 when there is none
   * @throws ErrnoException {@code ENOTTY}
   */
  public static int foreground(KernelTask caller, TerminalControl terminal, boolean anybody)
      throws ErrnoException {
    if (!anybody) {
      checkControlling(caller, terminal);
    }
    TerminalControl.Foreground group = terminal.foreground();
    return group instanceof ProcessGroup own ? own.pid().seenBy(caller) : 0;
  }

  /**
   * {@code TIOCSPGRP}.
   *
   * @return 0, or a {@link Restart} value when the caller was in the background and is stopped
   * @throws ErrnoException {@code ENOTTY}, {@code EINVAL}, {@code ESRCH}, {@code EPERM}
   */
  public static long setForeground(KernelTask caller, TerminalControl terminal, int id)
      throws ErrnoException {
    try {
      long stopped = checkChange(caller, terminal);
      if (stopped != 0) {
        return stopped;
      }
    } catch (ErrnoException orphaned) {
      throw Errno.ENOTTY.exception();
    }
    PidTable table = caller.kernel().tasks();
    table.lock.lock();
    try {
      if (id < 0) {
        throw Errno.EINVAL.exception();
      }
      checkControlling(caller, terminal);
      ProcessGroup group = caller.pidNamespace().processGroup(id);
      if (group == null) {
        throw Errno.ESRCH.exception();
      }
      Session session = caller.group().session();
      if (group.session() != session) {
        throw Errno.EPERM.exception();
      }
      terminal.setForeground(group);
      return 0;
    } finally {
      table.lock.unlock();
    }
  }

  /**
   * {@code TIOCGSID}.
   *
   * @param anybody as for {@link #foreground}
   * @throws ErrnoException {@code ENOTTY}, also when it controls no session
   */
  public static int session(KernelTask caller, TerminalControl terminal, boolean anybody)
      throws ErrnoException {
    if (!anybody) {
      checkControlling(caller, terminal);
    }
    if (!(terminal.session() instanceof Session session)) {
      throw Errno.ENOTTY.exception();
    }
    return session.pid().seenBy(caller);
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
    if (caller.group().terminal() != terminal) {
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
