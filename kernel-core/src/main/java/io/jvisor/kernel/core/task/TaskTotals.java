package io.jvisor.kernel.core.task;

import java.util.function.ToLongFunction;

/**
 * What all tasks of a kernel are or have used together. Every figure is found by looking at each
 * task when it is asked for. Any thread, without the tree lock.
 */
public final class TaskTotals {
  private final PidTable tasks;

  /** The totals of a table. */
  public TaskTotals(PidTable tasks) {
    this.tasks = tasks;
  }

  /** Tasks that run or could. */
  public int running() {
    int running = 0;
    for (KernelTask task : tasks.root().tasks()) {
      running += task.state() == 'R' ? 1 : 0;
    }
    return running;
  }

  /** Tasks that run, could, or wait for what no signal ends: what counts for load averages. */
  public int active() {
    int active = 0;
    for (KernelTask task : tasks.root().tasks()) {
      char state = task.state();
      active += state == 'R' || state == 'D' ? 1 : 0;
    }
    return active;
  }

  /** CPU time of guest code, in nanoseconds. */
  public long user() {
    return sum(group -> group.times().user(group) + group.times().childrenUser());
  }

  /** CPU time in the kernel, in nanoseconds. */
  public long system() {
    return sum(group -> group.times().system(group) + group.times().childrenSystem());
  }

  /** How often tasks slept. */
  public long switches() {
    return sum(group -> group.times().usage(group).switches());
  }

  /** Page faults. */
  public long faults() {
    return sum(
        group -> group.times().usage(group).faults() + group.times().childrenUsage().faults());
  }

  private long sum(ToLongFunction<ThreadGroup> figure) {
    return tasks.root().processes().stream().mapToLong(figure).sum();
  }
}
