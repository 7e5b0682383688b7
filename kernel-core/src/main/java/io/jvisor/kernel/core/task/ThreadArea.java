package io.jvisor.kernel.core.task;

/**
 * What the C library registered for a thread: guest addresses, followed at the thread's end only.
 * Owned by the task's thread.
 */
public final class ThreadArea {
  /** {@code set_tid_address(2)}, {@code CLONE_CHILD_CLEARTID}; 0 for none. */
  private long clearChildTid;

  /** {@code set_robust_list(2)}; 0 for none. Read by {@code get_robust_list} of others. */
  private volatile long robustList;

  /** What 0 sets: what the maker had when it made the task. */
  private volatile long defaultSlackNanos = 50_000;

  /** Unsigned. Written by others, too: {@code /proc/PID/timerslack_ns}. */
  private volatile long timerSlackNanos = defaultSlackNanos;

  /** Where a zero is written, and a futex woken, at the end; 0 for none. */
  public long clearChildTid() {
    return clearChildTid;
  }

  /** Sets {@link #clearChildTid}. */
  public void setClearChildTid(long address) {
    clearChildTid = address;
  }

  /** The head of the list of robust futexes; 0 for none. */
  public long robustList() {
    return robustList;
  }

  /** Sets {@link #robustList}. */
  public void setRobustList(long address) {
    robustList = address;
  }

  /** {@code PR_GET_TIMERSLACK}, in nanoseconds. */
  public long timerSlack() {
    return timerSlackNanos;
  }

  /** {@code PR_SET_TIMERSLACK}, in nanoseconds, unsigned; 0 for the default. */
  public void setTimerSlack(long nanos) {
    timerSlackNanos = nanos == 0 ? defaultSlackNanos : nanos;
  }

  /** Begins with what the task's maker has. */
  void inheritTimerSlack(ThreadArea maker) {
    defaultSlackNanos = maker.timerSlackNanos;
    timerSlackNanos = defaultSlackNanos;
  }
}
