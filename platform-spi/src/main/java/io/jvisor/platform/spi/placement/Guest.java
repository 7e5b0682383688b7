package io.jvisor.platform.spi.placement;

import io.jvisor.platform.spi.host.HostMutex;
import java.lang.foreign.MemorySegment;

/**
 * Where the guest thread of one context runs: on the CPU that the kernel thread's {@link Placement}
 * has for it, as long as it traps often. One that did not trap since the last tick computes, or
 * sleeps, and runs where the host likes.
 */
public final class Guest {
  /** Ticks after which a guest that did not run sleeps, most likely. */
  private static final int RECENT = 16;

  private final Cpus cpus;
  private final HostMutex lock = new HostMutex();

  /** The thread, or 0 when there is none. Guarded by {@link #lock}. */
  private int tid;

  /** The CPU, or {@link Placement#FREE}. Written with {@link #lock}. */
  private volatile int cpu = Placement.FREE;

  /** Its process's; null when there is no thread. Owned by the balancer and who sets the thread. */
  private volatile ProcessClock clock;

  /** Whose kernel thread ran it last. Written by that thread. */
  private volatile Placement placement;

  /** Where the balancer wants it to go; null for where it is. */
  private volatile Move move;

  /** Grows with each run. The balancer reads it and does not mind an old value. */
  private int runs;

  /** What {@link #runs} was at the last tick. Owned by the balancer. */
  private int runsAtTick;

  /** How often it ran between the last two ticks. Owned by the balancer. */
  private int runsInTick;

  /** Ticks since it ran. Owned by the balancer. */
  private int rest = RECENT;

  /** CPU time of its process between the last two ticks, in ns. Owned by the balancer. */
  private long used;

  /** The guest thread of a context that has none yet. */
  public Guest(Cpus cpus) {
    this.cpus = cpus;
  }

  /** Says which thread it is from now on; 0 and null for none. */
  public void set(int newTid, ProcessClock newClock) {
    lock.lock();
    try {
      tid = newTid;
      clock = newClock;
      cpu = Placement.FREE;
    } finally {
      lock.unlock();
    }
  }

  /** How often it ran; an old value now and then. */
  public int runs() {
    return runs;
  }

  /** Called by the kernel thread that is about to run it. */
  void run(Placement by, int wanted) {
    if (placement != by) {
      placement = by;
    }
    runs++; // the balancer asks who ran it once it sees that it ran
    if (cpu != wanted) {
      move(wanted);
    }
  }

  private void move(int target) {
    if (target == Placement.FREE) {
      free();
      return;
    }
    lock.lock();
    try {
      if (tid != 0) {
        cpu = target;
        cpus.pin(tid, target);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets it run where the host likes. */
  public void free() {
    if (cpu == Placement.FREE) {
      return;
    }
    lock.lock();
    try {
      if (cpu != Placement.FREE) {
        cpu = Placement.FREE;
        if (tid != 0) {
          cpus.unpin(tid);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whose kernel thread ran it last. */
  Placement placement() {
    return placement;
  }

  /** How often it ran between the last two ticks. */
  int runsInTick() {
    return runsInTick;
  }

  /** Whether it ran not long ago: where many share a CPU, not each of them runs in each tick. */
  boolean isRecent() {
    return rest < RECENT;
  }

  /** CPU time of its process between the last two ticks, in nanoseconds. */
  long used() {
    return used;
  }

  /** Has it run by another kernel thread from its next run on; null for none after all. */
  void send(Move wanted) {
    move = wanted;
  }

  /** What {@link #send} was told since the last time; null for nothing. */
  public Move takeMove() {
    Move wanted = move;
    if (wanted != null) {
      move = null;
    }
    return wanted;
  }

  /**
   * Takes stock. Called by the balancer.
   *
   * @return whether it ran since the last tick
   */
  boolean tick(long tick, MemorySegment scratch) {
    int now = runs;
    runsInTick = now - runsAtTick;
    runsAtTick = now;
    rest = runsInTick != 0 ? 0 : Math.min(rest + 1, RECENT);
    ProcessClock process = clock;
    used = runsInTick != 0 && process != null ? process.tick(tick, scratch) : 0;
    return runsInTick != 0;
  }
}
