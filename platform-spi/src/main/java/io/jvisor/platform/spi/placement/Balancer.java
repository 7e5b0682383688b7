package io.jvisor.platform.spi.placement;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
public final class Balancer implements AutoCloseable {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** From this share of the time on a CPU is full. */
  private static final double FULL = 0.85;

  private final Cpus cpus;
  private final ReentrantLock lock = new ReentrantLock();

  /** Placements of contexts that have a tracee. Guarded by {@link #lock}. */
  private final List<Placement> placements = new ArrayList<>();

  private final MemorySegment scratch = Arena.ofAuto().allocate(16, 8);
  private final Thread thread = new Thread(null, this::tick, "jvisor-balancer", 256 << 10, false);

  /** CPU time by CPU since the last tick, in nanoseconds. Owned by the balancer's thread. */
  private final long[] used;

  /** Whether the tick has stopped. Written by the tick, and by who starts it again. */
  private volatile boolean asleep;

  private volatile boolean closed;

  /** A balancer of no contexts yet. */
  public Balancer(Cpus cpus) {
    this.cpus = cpus;
    this.used = new long[cpus.limit()];
    thread.setDaemon(true);
    if (cpus.several()) {
      thread.start();
    }
  }

  public void add(Placement placement) {
    lock.lock();
    try {
      placements.add(placement);
    } finally {
      lock.unlock();
    }
  }

  public void remove(Placement placement) {
    lock.lock();
    try {
      placements.remove(placement);
    } finally {
      lock.unlock();
    }
  }

  /** Called before guest code runs. */
  public void running() {
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
        if (placement.tick(scratch)) {
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
        part((double) elapsed / TICK_NANOS);
        relieve((long) (elapsed * FULL));
      }
    } finally {
      lock.unlock();
    }
    return active;
  }

  /** Gives contexts a second CPU where there are enough. */
  private void part(double ticks) {
    int pinned = 0;
    for (int i = 0; i < placements.size(); i++) {
      pinned += placements.get(i).cpu() >= 0 ? 1 : 0;
    }
    boolean room = pinned * 2 <= cpus.count();
    for (int i = 0; i < placements.size(); i++) {
      Placement placement = placements.get(i);
      int cpu = placement.cpu();
      if (cpu >= 0) {
        int other = idlestBut(cpu);
        placement.part(ticks, other, room);
        if (placement.isApart()) {
          used[other] += placement.used() / 2;
        }
      }
    }
  }

  private int idlestBut(int taken) {
    int idlest = taken;
    for (int cpu = cpus.first(); cpu >= 0; cpu = cpus.next(cpu)) {
      if (cpu != taken && (idlest == taken || used[cpu] < used[idlest])) {
        idlest = cpu;
      }
    }
    return idlest;
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
          && !placement.isApart()
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
