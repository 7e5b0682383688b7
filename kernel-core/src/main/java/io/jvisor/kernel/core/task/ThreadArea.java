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

  private static final long DEFAULT_SLACK = 50_000;

  /** Written by others, too: {@code /proc/PID/timerslack_ns}. */
  private volatile long timerSlackNanos = DEFAULT_SLACK;

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

  /** {@code PR_SET_TIMERSLACK}, in nanoseconds; the default for what is not positive. */
  public void setTimerSlack(long nanos) {
    timerSlackNanos = nanos <= 0 ? DEFAULT_SLACK : nanos;
  }
}
