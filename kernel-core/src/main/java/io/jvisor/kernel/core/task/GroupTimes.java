package io.jvisor.kernel.core.task;

/**
 * CPU time, in nanoseconds, of a process's threads that have ended, and of its children that have
 * ended and were waited for.
 */
public final class GroupTimes {
  private long user;
  private long system;
  private long switches;
  private long childrenUser;
  private long childrenSystem;

  /** Adds a thread that ends. */
  synchronized void addThread(TaskTimes times) {
    user += times.user();
    system += times.system();
    switches += times.voluntarySwitches();
  }

  /** Adds a child that was waited for, and its children. */
  void addChild(ThreadGroup child) {
    long childUser = child.times.user(child) + child.times.childrenUser();
    long childSystem = child.times.system(child) + child.times.childrenSystem();
    synchronized (this) {
      childrenUser += childUser;
      childrenSystem += childSystem;
    }
  }

  private synchronized long deadUser() {
    return user;
  }

  private synchronized long deadSystem() {
    return system;
  }

  /** Guest time of a process, living threads included. */
  public long user(ThreadGroup group) {
    long sum = deadUser();
    for (KernelTask thread : group.threads()) {
      sum += thread.times.user();
    }
    return sum;
  }

  /** Kernel time of a process, living threads included. */
  public long system(ThreadGroup group) {
    long sum = deadSystem();
    for (KernelTask thread : group.threads()) {
      sum += thread.times.system();
    }
    return sum;
  }

  /** Guest time of children that were waited for. */
  public synchronized long childrenUser() {
    return childrenUser;
  }

  /** Kernel time of children that were waited for. */
  public synchronized long childrenSystem() {
    return childrenSystem;
  }

  /** How often threads that have ended slept. */
  public synchronized long switches() {
    return switches;
  }
}
