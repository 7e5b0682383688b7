package io.jvisor.platform.spi.placement;

import io.jvisor.platform.spi.host.HostMutex;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Spreads kernel threads and their guests over the CPUs, once in 10 ms while guest code runs; the
 * tick stops with it, as that of a kernel does.
 *
 * <p>Waking a thread on another CPU costs more than most calls, so threads stay together until
 * their CPU is full, and part only if more gets done so ({@link Relocation}). A guest that did not
 * trap since the last tick computes, or sleeps: it is set free, and the host's scheduler does
 * better.
 */
public final class Balancer implements AutoCloseable {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** From this share of the time on a CPU is full. */
  private static final double FULL = 0.85;

  /** How often guest code runs in a tick where wake-ups matter. */
  private static final int BUSY = 50;

  /** So many guests more than another one has make a kernel thread slower for each. */
  private static final int CROWD = 8;

  private final Cpus cpus;
  private final HostMutex lock = new HostMutex();

  /** Those of kernel threads that run guests. Guarded by {@link #lock}. */
  private final List<Placement> placements = new ArrayList<>();

  /** Those of contexts that have a guest thread. Guarded by {@link #lock}. */
  private final List<Guest> guests = new ArrayList<>();

  /** Guarded by {@link #lock}. */
  private final Relocation relocation = new Relocation();

  private final MemorySegment scratch = Arena.ofAuto().allocate(16, 8);
  private final Thread thread = new Thread(null, this::tick, "jvisor-balancer", 256 << 10, false);

  /** Counts ticks. Owned by the balancer's thread. */
  private long ticks;

  /** CPU time by CPU since the last tick, in nanoseconds. Owned by the balancer's thread. */
  private final long[] used;

  /** By CPU, how many guests ran not long ago. Owned by the balancer's thread. */
  private final int[] computing;

  /** Whether the tick has stopped. Written by the tick, and by who starts it again. */
  private volatile boolean asleep;

  private volatile boolean closed;

  /** A balancer of no contexts yet. */
  public Balancer(Cpus cpus) {
    this.cpus = cpus;
    this.used = new long[cpus.limit()];
    this.computing = new int[cpus.limit()];
    thread.setDaemon(true);
    thread.start();
  }

  /** Adds a kernel thread that runs guests. */
  public void add(Placement placement) {
    lock.lock();
    try {
      placements.add(placement);
    } finally {
      lock.unlock();
    }
  }

  /** Removes a kernel thread that ends. */
  public void remove(Placement placement) {
    lock.lock();
    try {
      placements.remove(placement);
      relocation.forget(placement);
    } finally {
      lock.unlock();
    }
  }

  /** Adds a context that has got a guest thread. */
  public void add(Guest guest) {
    lock.lock();
    try {
      guests.add(guest);
    } finally {
      lock.unlock();
    }
  }

  /** Removes a context that loses its guest thread. */
  public void remove(Guest guest) {
    lock.lock();
    try {
      guests.remove(guest);
      relocation.forget(guest);
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
    ticks++;
    boolean active = false;
    long runs = 0;
    lock.lock();
    try {
      for (int i = 0; i < placements.size(); i++) {
        Placement placement = placements.get(i);
        active |= placement.relieve();
        if (placement.tick(scratch)) {
          active = true;
          runs += placement.runsInTick();
        } else {
          placement.free();
        }
      }
      for (int i = 0; i < guests.size(); i++) {
        Guest guest = guests.get(i);
        if (guest.tick(ticks, scratch)) {
          guest.placement().count(guest);
        } else {
          guest.free();
        }
        if (guest.isRecent()) {
          guest.placement().countRecent();
        }
      }
      if (active && cpus.several()) {
        place(elapsed, runs);
      }
    } finally {
      lock.unlock();
    }
    return active;
  }

  private void place(long elapsed, long runs) {
    for (int i = 0; i < placements.size(); i++) {
      Placement placement = placements.get(i);
      int cpu = placement.cpu();
      if (cpu >= 0) {
        used[cpu] += placement.used();
      }
    }
    double usual = (double) elapsed / TICK_NANOS;
    part(usual);
    if (relocation.tick(runs / usual)) {
      relocate((long) (elapsed * FULL), runs / usual);
    }
  }

  /** Gives guests a CPU of their own where there are enough. */
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

  /**
   * Tries one kernel thread on another CPU: away from a CPU that is full, or to the busier of two
   * that are not, where the two may be waiting for each other. Where it has several guests, which
   * compute, one of them gets a kernel thread of its own.
   */
  private void relocate(long full, double runs) {
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
    if (evenOut(full / 2)) { // others may want the CPUs as well
      relocation.rest();
    } else if (used[busiest] >= full) {
      if (!spread(busiest, idlest)) {
        split(busiest, idlest, full);
      }
    } else if (runs >= BUSY) {
      gather(busiest);
    }
  }

  /** Of those whose move makes the difference smaller, the one that closes it best. */
  private boolean spread(int busiest, int idlest) {
    long gap = used[busiest] - used[idlest];
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
      relocation.begin(best, idlest);
    }
    return best != null;
  }

  /** The guest that computes most, of those that share a kernel thread with another. */
  private void split(int busiest, int idlest, long full) {
    Guest best = null;
    for (int i = 0; i < guests.size(); i++) {
      Guest guest = guests.get(i);
      if (guest.runsInTick() > 0
          && guest.placement().cpu() == busiest
          && guest.placement().isCrowded(full)
          && (best == null || guest.used() > best.used())) {
        best = guest;
      }
    }
    if (best != null) {
      relocation.begin(best, idlest);
    }
  }

  /**
   * Where guests compute on several CPUs, has each CPU run as many of them as the others, and no
   * kernel thread far fewer than another one of its CPU: no more gets done, but a guest that has a
   * CPU or a kernel thread for itself would get as much done as all those together that share one.
   * There is nothing to try.
   *
   * @param least the CPU time of all together from which on they are in each other's way, in ns
   * @return whether guests were sent elsewhere
   */
  private boolean evenOut(long least) {
    java.util.Arrays.fill(computing, 0);
    long guestTime = 0;
    long kernelTime = 0;
    for (int i = 0; i < placements.size(); i++) {
      Placement placement = placements.get(i);
      int cpu = placement.cpu();
      if (cpu >= 0) {
        computing[cpu] += placement.recent();
        // Not by placement: the time of a process counts for one of its threads.
        guestTime += placement.guestTime();
        kernelTime += placement.used() - placement.guestTime();
      }
    }
    if (guestTime < 2 * kernelTime || guestTime + kernelTime < least) {
      return false;
    }
    int most = cpus.first();
    int fewest = -1; // of those that run any
    for (int cpu = most; cpu >= 0; cpu = cpus.next(cpu)) {
      if (computing[cpu] > computing[most]) {
        most = cpu;
      }
      if (computing[cpu] > 0 && (fewest < 0 || computing[cpu] < computing[fewest])) {
        fewest = cpu;
      }
    }
    if (fewest < 0) {
      return false;
    }
    int moves = (computing[most] - computing[fewest]) / 2;
    if (moves > 0) {
      return send(crowd(most), crowd(fewest), moves);
    }
    for (int i = 0; i < placements.size(); i++) {
      Placement placement = placements.get(i);
      int cpu = placement.cpu();
      if (cpu >= 0 && placement.recent() > 0) {
        Placement crowd = crowd(cpu);
        if (crowd != null && crowd.recent() - placement.recent() >= CROWD) {
          return send(placement, crowd, placement.recent());
        }
      }
    }
    return false;
  }

  /** The kernel thread of a CPU that has most guests; null when all have just left it. */
  private Placement crowd(int cpu) {
    Placement most = null;
    for (int i = 0; i < placements.size(); i++) {
      Placement placement = placements.get(i);
      if (placement.cpu() == cpu && (most == null || placement.recent() > most.recent())) {
        most = placement;
      }
    }
    return most;
  }

  private boolean send(Placement from, Placement to, int count) {
    if (from == null || to == null || from.isApart() || to.isApart()) {
      return false;
    }
    Move move = new Move(to, to.cpu());
    int left = count;
    for (int i = 0; i < guests.size() && left > 0; i++) {
      Guest guest = guests.get(i);
      if (guest.isRecent() && guest.placement() == from) {
        guest.send(move);
        left--;
      }
    }
    return left < count;
  }

  /** The kernel thread that runs guests most often on another CPU. */
  private void gather(int target) {
    Placement best = null;
    for (int i = 0; i < placements.size(); i++) {
      Placement placement = placements.get(i);
      int cpu = placement.cpu();
      if (cpu >= 0
          && cpu != target
          && !placement.isApart()
          && (best == null || placement.runsInTick() > best.runsInTick())) {
        best = placement;
      }
    }
    if (best != null) {
      relocation.begin(best, target);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
