package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.kernel.core.signal.SignalInfo;

/** A session: {@code setsid(2)}. */
@SuppressWarnings("ReferenceEquality") // sessions and terminals are the objects themselves
public final class Session implements TerminalControl.Holder {
  private final PidTable table;
  private final Pid pid;
  private final ThreadGroup leader;

  /** How many process groups it has. Guarded by the tree lock. */
  int groups;

  /**
   * The group that was in the foreground when the terminal hung up: it hears of the leader's end.
   * Null for none. Guarded by the tree lock.
   */
  TerminalControl.Foreground formerForeground;

  private volatile int autogroupNice;

  Session(PidTable table, Pid pid, ThreadGroup leader) {
    this.table = table;
    this.pid = pid;
    this.leader = leader;
  }

  /** Its numbers: those of its leader. */
  public Pid pid() {
    return pid;
  }

  /** The nice value of the session as a whole, {@code sched(7)}: kept, and shown. */
  public int autogroupNice() {
    return autogroupNice;
  }

  /** Sets {@link #autogroupNice}. */
  public void setAutogroupNice(int nice) {
    autogroupNice = nice;
  }

  /** Who made the session. It may have ended. */
  public ThreadGroup leader() {
    return leader;
  }

  /** Takes a terminal away from all processes of the session. Caller holds the tree lock. */
  void lose(TerminalControl terminal) {
    for (ThreadGroup process : table.root().processes()) {
      if (process.terminal == terminal && process.session() == this) {
        process.terminal = null;
      }
    }
    if (terminal.session() == this) {
      terminal.setSession(null);
    }
  }

  @Override
  public void hangUp(TerminalControl terminal) {
    table.lock.lock();
    try {
      if (terminal.session() != this) {
        return;
      }
      formerForeground = terminal.foreground();
      lose(terminal);
    } finally {
      table.lock.unlock();
    }
    SignalSender.toGroup(leader, SignalInfo.kernel(Signals.SIGHUP));
    SignalSender.toGroup(leader, SignalInfo.kernel(Signals.SIGCONT));
  }
}
