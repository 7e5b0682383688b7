package io.jvisor.kernel.core.task;

/** A session: {@code setsid(2)}. */
public final class Session {
  private final int id;
  private final ThreadGroup leader;

  /** How many process groups it has. Guarded by the tree lock. */
  int groups;

  /** The terminal that the session's processes share; null for none. */
  private volatile Object terminal;

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
  public Object terminal() {
    return terminal;
  }

  /** Gives the session a controlling terminal, or takes it away with null. */
  public void setTerminal(Object newTerminal) {
    terminal = newTerminal;
    foreground = null;
  }

  /** The foreground process group of the terminal, or null. */
  public ProcessGroup foreground() {
    return foreground;
  }

  /** Makes a process group the foreground one: {@code tcsetpgrp(3)}. */
  public void setForeground(ProcessGroup group) {
    foreground = group;
  }
}
