package io.jvisor.kernel.core.strace;

import io.jvisor.kernel.core.WaitStatus;

/** Wait statuses as text. */
final class WaitText {
  private WaitText() {}

  /** As the macros of {@code wait(2)} take it apart. */
  static String of(int status) {
    if (WaitStatus.isExited(status)) {
      return "{WIFEXITED(s) && WEXITSTATUS(s) == " + WaitStatus.exitStatus(status) + "}";
    }
    if (WaitStatus.isSignaled(status)) {
      return "{WIFSIGNALED(s) && WTERMSIG(s) == "
          + SignalText.name(WaitStatus.signal(status))
          + ((status & WaitStatus.CORE) != 0 ? " && WCOREDUMP(s)}" : "}");
    }
    if (status == WaitStatus.CONTINUED) {
      return "{WIFCONTINUED(s)}";
    }
    return "{WIFSTOPPED(s) && WSTOPSIG(s) == "
        + SignalText.name(WaitStatus.exitStatus(status))
        + "}";
  }
}
