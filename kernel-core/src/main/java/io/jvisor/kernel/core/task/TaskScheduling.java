package io.jvisor.kernel.core.task;

/**
 * What a task asked of the scheduler, or had asked for it. Kept, and shown: the host schedules. Any
 * thread.
 */
public final class TaskScheduling {
  private volatile long affinity;
  private volatile SchedulingPolicy policy = SchedulingPolicy.DEFAULT;
  private volatile int ioPriority;

  /** With the default policy, on all of these CPUs. */
  TaskScheduling(long cpus) {
    affinity = cpus;
  }

  /** Takes over what a new task has from its parent. */
  void inherit(TaskScheduling parent) {
    affinity = parent.affinity;
    policy = parent.policy.ofChild();
    ioPriority = parent.ioPriority;
  }

  /** The CPUs that {@code sched_setaffinity(2)} asked for, one bit each. */
  public long affinity() {
    return affinity;
  }

  /** Sets {@link #affinity}. */
  public void setAffinity(long mask) {
    affinity = mask;
  }

  /** What {@code sched_setscheduler(2)} asked for. */
  public SchedulingPolicy policy() {
    return policy;
  }

  /** Sets {@link #policy}. */
  public void setPolicy(SchedulingPolicy changed) {
    policy = changed;
  }

  /** The priority that {@code ioprio_set(2)} asked for. */
  public int ioPriority() {
    return ioPriority;
  }

  /** Sets {@link #ioPriority}. */
  public void setIoPriority(int priority) {
    ioPriority = priority;
  }
}
