package io.jvisor.platform.ptrace;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Spreads contexts over the CPUs, once in 10 ms while guest code runs; the tick stops with it, as
 * that of a kernel does.
 *
 * <p>Waking a thread on another CPU costs more than most calls, so contexts stay together until
 * their CPU is full. A context that did not trap since the last tick computes, or sleeps: it is set
 * free, and the host's scheduler does better.
 */
final class Balancer implements AutoCloseable {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** From this share of the time on a CPU is full. */
  private static final double FULL = 0.85;

  private final Cpus cpus;
  private final ReentrantLock lock = new ReentrantLock();

  /** Placements of contexts that have a tracee. Guarded by {@link #lock}. */
  private final List<Placement> placements = new ArrayList<>();

  private final CpuClock clock = new CpuClock();
  private final Thread thread = new Thread(null, this::tick, "jvisor-balancer", 256 << 10, false);

  /** CPU time by CPU since the last tick, in nanoseconds. Owned by the balancer's thread. */
  private final long[] used;

  /** Whether the tick has stopped. Written by the tick, and by who starts it again. */
  private volatile boolean asleep;

  private volatile boolean closed;

  Balancer(Cpus cpus) {
    this.cpus = cpus;
    this.used = new long[cpus.limit()];
    thread.setDaemon(true);
    if (cpus.several()) {
      thread.start();
    }
  }

  void add(Placement placement) {
    lock.lock();
    try {
      placements.add(placement);
    } finally {
      lock.unlock();
    }
  }

  void remove(Placement placement) {
    lock.lock();
    try {
      placements.remove(placement);
    } finally {
      lock.unlock();
    }
  }

  /** Called before guest code runs. */
  void running() {
    if (asleep) {
      asleep = false;
      LockSupport.unpark(thread);
    }
  }

  private void tick() {
    long last = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(this, TICK_NANOS);
      long now = System.nanoTime();
      if (!balance(Math.max(1, now - last))) {
        asleep = true;
        // Guest code may have begun to run before it could see that.
        while (asleep && !closed && !balance(TICK_NANOS)) {
          LockSupport.park(this);
        }
        asleep = false;
        now = System.nanoTime();
      }
      last = now;
    }
  }

  /** Returns whether any context ran guest code since the last time. */
  private boolean balance(long elapsed) {
    java.util.Arrays.fill(used, 0);
    boolean active = false;
    lock.lock();
    try {
      for (int i = 0; i < placements.size(); i++) {
        Placement placement = placements.get(i);
        if (placement.tick(clock)) {
          active = true;
          int cpu = placement.cpu();
          if (cpu >= 0) {
            used[cpu] += placement.used();
          }
        } else {
          placement.free();
        }
      }
      if (active) {
        relieve((long) (elapsed * FULL));
      }
    } finally {
      lock.unlock();
    }
    return active;
  }

  /** Moves one context away from the busiest CPU if that is full and another has room. */
  private void relieve(long full) {
    int busiest = cpus.first();
    int idlest = busiest;
    for (int cpu = cpus.first(); cpu >= 0; cpu = cpus.next(cpu)) {
      if (used[cpu] > used[busiest]) {
        busiest = cpu;
      }
      if (used[cpu] < used[idlest]) {
        idlest = cpu;
      }
    }
    long gap = used[busiest] - used[idlest];
    if (used[busiest] < full) {
      return;
    }
    // Of those whose move makes the gap smaller, the one that closes it best.
    Placement best = null;
    for (int i = 0; i < placements.size(); i++) {
      Placement placement = placements.get(i);
      if (placement.cpu() == busiest
          && placement.used() > 0
          && placement.used() < gap
          && (best == null
              || Math.abs(gap - 2 * placement.used()) < Math.abs(gap - 2 * best.used()))) {
        best = placement;
      }
    }
    if (best != null) {
      best.move(idlest);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
