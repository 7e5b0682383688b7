package io.jvisor.kernel.core.task;

/**
 * How a task asked to be scheduled ({@code sched(7)}): kept, inherited and shown; the host
 * schedules.
 *
 * @param policy {@code SCHED_*}
 * @param priority 1 to 99 of real-time policies, 0 of the others
 * @param resetOnFork whether children start with the default
 */
public record SchedulingPolicy(int policy, int priority, boolean resetOnFork) {
  public static final int SCHED_OTHER = 0;
  public static final int SCHED_FIFO = 1;
  public static final int SCHED_RR = 2;
  public static final int SCHED_BATCH = 3;
  public static final int SCHED_IDLE = 5;
  public static final int SCHED_DEADLINE = 6;

  /** What the first process has. */
  public static final SchedulingPolicy DEFAULT = new SchedulingPolicy(SCHED_OTHER, 0, false);

  /** Whether it has priorities. */
  public boolean isRealTime() {
    return policy == SCHED_FIFO || policy == SCHED_RR;
  }

  /** What a child gets. */
  SchedulingPolicy ofChild() {
    if (!resetOnFork) {
      return this;
    }
    return isRealTime() ? DEFAULT : new SchedulingPolicy(policy, priority, false);
  }
}
