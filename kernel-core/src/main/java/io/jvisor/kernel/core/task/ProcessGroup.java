package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.kernel.core.signal.SignalInfo;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A process group: {@code setpgid(2)}. A shell makes one per job. */
public final class ProcessGroup implements TerminalControl.Foreground {
  private final Pid pid;
  private final Session session;
  final PidTable table;

  /** Guarded by the tree lock. */
  final Set<ThreadGroup> members = new LinkedHashSet<>();

  ProcessGroup(PidTable table, Pid pid, Session session) {
    this.table = table;
    this.pid = pid;
    this.session = session;
  }

  /** Its numbers: those of the process that was the first in it. */
  public Pid pid() {
    return pid;
  }

  @Override
  public void signal(int signal) {
    SignalSender.toProcessGroup(this, SignalInfo.kernel(signal));
  }

  /** The session it belongs to. */
  public Session session() {
    return session;
  }

  /** The processes of the group, zombies included. */
  public List<ThreadGroup> members() {
    table.lock.lock();
    try {
      return new ArrayList<>(members);
    } finally {
      table.lock.unlock();
    }
  }

  /**
   * Whether no member has a parent in another group of the session: nobody could continue it.
   *
   * @param except a process that does not count because it is ending, or null
   */
  boolean isOrphaned(ThreadGroup except) {
    for (ThreadGroup member : members) {
      ThreadGroup parent = member.parent;
      if (member != except
          && !member.isDead
          && parent != null
          && parent.processGroup != this
          && parent.processGroup.session == session) {
        return false;
      }
    }
    return true;
  }

  /** Whether a member is stopped; for orphaned groups. Caller holds the tree lock. */
  boolean hasStopped() {
    for (ThreadGroup member : members) {
      if (member.isStopped()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "pgrp " + pid;
  }
}
