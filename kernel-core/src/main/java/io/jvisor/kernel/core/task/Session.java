package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.file.TerminalControl;

/** A session: {@code setsid(2)}. */
public final class Session {
  private final int id;
  private final ThreadGroup leader;

  /** How many process groups it has. Guarded by the tree lock. */
  int groups;

  /** The terminal that the session's processes share; null for none. Written under tree lock. */
  private volatile TerminalControl terminal;

  /** The terminal's foreground process group; null for none. */
  private volatile ProcessGroup foreground;

  Session(int id, ThreadGroup leader) {
    this.id = id;
    this.leader = leader;
  }

  /** The session id: the leader's process id. */
  public int id() {
    return id;
  }

  /** Who made the session. It may have ended. */
  public ThreadGroup leader() {
    return leader;
  }

  /** The controlling terminal, or null. */
  public TerminalControl terminal() {
    return terminal;
  }

  /** Gives the session a controlling terminal, or takes it away with null. */
  void setTerminal(TerminalControl newTerminal) {
    TerminalControl former = terminal;
    terminal = newTerminal;
    foreground = null;
    if (former != null) {
      former.setSession(null);
    }
    if (newTerminal != null) {
      newTerminal.setSession(this);
    }
  }

  /** The foreground process group of the terminal, or null. */
  public ProcessGroup foreground() {
    return foreground;
  }

  /** Makes a process group the foreground one: {@code tcsetpgrp(3)}. */
  void setForeground(ProcessGroup group) {
    foreground = group;
    TerminalControl present = terminal;
    if (present != null) {
      present.setForeground(group);
    }
  }
}
