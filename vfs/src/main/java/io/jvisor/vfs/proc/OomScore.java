package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;

/**
 * {@code oom_score_adj}, and {@code oom_adj} of old, which shows the same number on another scale:
 * {@code proc_pid_oom_score_adj(5)}.
 */
final class OomScore {
  private static final int MOST = 1000;

  /** What {@code oom_adj} has for "never"; one more than its steps to the other side. */
  private static final int OLD_DISABLED = -17;

  private static final int OLD_MOST = 15;

  private OomScore() {}

  /** Sets {@code oom_score_adj}: {@code EACCES} below what a privileged process set last. */
  static void set(Task task, ProcessView process, String text) throws ErrnoException {
    int value = Settings.number(text, -MOST, MOST);
    boolean privileged = task.credentials().has(Capability.SYS_RESOURCE);
    if (!privileged && value < process.oomScoreMinimum()) {
      throw Errno.EACCES.exception();
    }
    process.setOomScoreAdjustment(value);
    if (privileged) {
      process.setOomScoreMinimum(value);
    }
  }

  /** What {@code oom_adj} shows. */
  static int old(ProcessView process) {
    return Math.min(OLD_MOST, process.oomScoreAdjustment() * -OLD_DISABLED / MOST);
  }

  /** Sets {@code oom_adj}: {@code EACCES} below what is set now. */
  static void setOld(Task task, ProcessView process, String text) throws ErrnoException {
    int old = Settings.number(text, OLD_DISABLED, OLD_MOST);
    int value = old == OLD_MOST ? MOST : old * MOST / -OLD_DISABLED;
    if (value < process.oomScoreAdjustment() && !task.credentials().has(Capability.SYS_RESOURCE)) {
      throw Errno.EACCES.exception();
    }
    process.setOomScoreAdjustment(value);
  }
}
