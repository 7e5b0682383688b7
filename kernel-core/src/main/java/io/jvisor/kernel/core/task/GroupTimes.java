package io.jvisor.kernel.core.task;

import java.util.concurrent.atomic.AtomicLong;

/**
 * CPU time, in nanoseconds, of a process's threads that have ended, and of its children that have
 * ended and were waited for. Any thread.
 */
public final class GroupTimes {
  private final AtomicLong user = new AtomicLong();
  private final AtomicLong system = new AtomicLong();
  private final AtomicLong switches = new AtomicLong();
  private final AtomicLong childrenUser = new AtomicLong();
  private final AtomicLong childrenSystem = new AtomicLong();

  /** Adds a thread that ends. */
  void addThread(TaskTimes times) {
    user.addAndGet(times.user());
    system.addAndGet(times.system());
    switches.addAndGet(times.voluntarySwitches());
  }

  /** Adds a child that was waited for, and its children. */
  void addChild(ThreadGroup child) {
    long childUser = child.times.user(child) + child.times.childrenUser();
    long childSystem = child.times.system(child) + child.times.childrenSystem();
    childrenUser.addAndGet(childUser);
    childrenSystem.addAndGet(childSystem);
  }

  /** Guest time of a process, living threads included. */
  public long user(ThreadGroup group) {
    long sum = user.get();
    for (KernelTask thread : group.threads()) {
      sum += thread.times.user();
    }
    return sum;
  }

  /** Kernel time of a process, living threads included. */
  public long system(ThreadGroup group) {
    long sum = system.get();
    for (KernelTask thread : group.threads()) {
      sum += thread.times.system();
    }
    return sum;
  }

  /** Guest time of children that were waited for. */
  public long childrenUser() {
    return childrenUser.get();
  }

  /** Kernel time of children that were waited for. */
  public long childrenSystem() {
    return childrenSystem.get();
  }

  /** How often threads that have ended slept. */
  public long switches() {
    return switches.get();
  }
}
