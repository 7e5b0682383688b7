package io.jvisor.platform.spi.placement;

import io.jvisor.platform.spi.host.HostClock;
import io.jvisor.platform.spi.host.HostCpus;
import io.jvisor.platform.spi.host.HostMutex;
import io.jvisor.platform.spi.host.HostProcess;
import java.lang.foreign.MemorySegment;

/**
 * On which CPU a kernel thread runs, and on which the guests that it runs: the same, since a
 * hand-over in which one sleeps is six times as fast on one CPU as across two; or another, where
 * both sides may look for each other.
 *
 * <p>It is pinned by the kernel thread when guest code is about to run, to the CPU where that
 * thread is. The {@link Balancer} moves it or sets it free.
 */
public class Placement {
  static final int FREE = -1;

  private final Cpus cpus;
  private final HostMutex lock = new HostMutex();

  /** The kernel thread; 0 until it begins. */
  private volatile int thread;

  /** The CPU, or {@link #FREE}. Written with {@link #lock}. */
  private volatile int cpu = FREE;

  /** Where guests run, or {@link #FREE}. Written with {@link #lock}. */
  private volatile int guestCpu = FREE;

  /** Grows with each run of guest code. The balancer reads it and does not mind an old value. */
  private int runs;

  /** What {@link #runs} was at the last tick. Owned by the balancer. */
  private int runsAtTick;

  /** How often guest code was run; an old value now and then. */
  protected final int runs() {
    return runs;
  }

  /** How often guest code was run between the last two ticks. Owned by the balancer. */
  private int runsInTick;

  /** The kernel thread's CPU time at the last tick, in nanoseconds. Owned by the balancer. */
  private long timeAtTick;

  /** The kernel thread's CPU time between the last two ticks, in ns. Owned by the balancer. */
  private long kernelTime;

  /** That of its guests. Owned by the balancer. */
  private long guestTime;

  /** Guests that ran between the last two ticks. Owned by the balancer. */
  private int guests;

  /** Guests that ran not long ago, in this tick or before. Owned by the balancer. */
  private int recent;

  /** Null where the threads always share a CPU. Owned by the balancer. */
  private final Parting parting;

  /** Whether guests have a CPU for themselves. Written with {@link #lock}. */
  private volatile boolean apart;

  /**
   * A placement of a thread that has not begun.
   *
   * @param mayPart whether kernel and guest can hand over without sleeping, and so gain from a CPU
   *     each
   */
  public Placement(Cpus cpus, boolean mayPart) {
    this.cpus = cpus;
    this.parting = mayPart ? new Parting() : null;
  }

  /** Says that the calling thread is the kernel thread. */
  public final void begin() {
    thread = HostProcess.threadId();
  }

  /** The host's id of the kernel thread; 0 until it begins. */
  public final int thread() {
    return thread;
  }

  /** Called by the kernel thread before guest code runs. */
  public final void run(Guest guest) {
    runs++;
    if (cpu == FREE) {
      pin();
    }
    guest.run(this, guestCpu);
  }

  private void pin() {
    if (cpus.several()) {
      moveHere();
    }
  }

  /** Moves to the CPU of the calling thread. */
  public final void moveHere() {
    settle(HostCpus.current());
  }

  /** Moves to a CPU. */
  public final void settle(int target) {
    lock.lock();
    try {
      moveTo(target);
    } finally {
      lock.unlock();
    }
  }

  /** The CPU, or a negative number. */
  public final int cpu() {
    return cpu;
  }

  /** CPU time of the kernel thread and its guests between the last two ticks, in nanoseconds. */
  final long used() {
    return kernelTime + guestTime;
  }

  /** CPU time of its guests between the last two ticks, in nanoseconds. */
  final long guestTime() {
    return guestTime;
  }

  /** How many guests it has that ran not long ago. */
  final int recent() {
    return recent;
  }

  /** How often guest code was run between the last two ticks. */
  final int runsInTick() {
    return runsInTick;
  }

  /** Moves to another CPU, unless set free meanwhile. Called by the balancer. */
  final void move(int target) {
    lock.lock();
    try {
      if (cpu != FREE) {
        moveTo(target);
      }
    } finally {
      lock.unlock();
    }
  }

  private void moveTo(int target) {
    cpu = target;
    guestCpu = target;
    apart = false;
    if (thread != 0) {
      cpus.pin(thread, target);
    }
  }

  /** Whether guests have a CPU for themselves, so that both sides may look without sleeping. */
  public final boolean isApart() {
    return apart;
  }

  /** Whether more may get done by two kernel threads: guests compute, and share a CPU. */
  final boolean isCrowded(long full) {
    return guests > 1 && guestTime > 2 * kernelTime && guestTime + (apart ? 0 : kernelTime) >= full;
  }

  /**
   * Parts kernel and guests, or brings them together. Called by the balancer after {@link #tick}.
   *
   * @param ticks the length of the tick, where 1 is usual
   * @param other the CPU that the guests can have
   * @param room whether it may be free
   */
  final void part(double ticks, int other, boolean room) {
    if (parting == null) {
      return;
    }
    boolean wanted = parting.tick(runsInTick / ticks, room && cpu != FREE && other != cpu);
    if (wanted == apart) {
      return;
    }
    lock.lock();
    try {
      if (cpu != FREE) {
        guestCpu = wanted ? other : cpu; // guests move when they run the next time
        apart = wanted;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets the kernel thread go where the host likes. */
  public final void free() {
    if (cpu == FREE) {
      return;
    }
    lock.lock();
    try {
      if (cpu != FREE) {
        cpu = FREE;
        guestCpu = FREE;
        apart = false;
        if (thread != 0) {
          cpus.unpin(thread);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes stock. Called by the balancer.
   *
   * @param scratch 16 bytes to work in
   * @return whether guest code was started since the last tick
   */
  final boolean tick(MemorySegment scratch) {
    int now = runs;
    runsInTick = now - runsAtTick;
    runsAtTick = now;
    guests = 0;
    recent = 0;
    guestTime = 0;
    boolean active = runsInTick != 0;
    if (!active && parting != null) {
      parting.rest();
    }
    if (active || kernelTime != 0) {
      long time = HostClock.threadNanos(thread, scratch);
      kernelTime = Math.max(0, time - timeAtTick);
      timeAtTick = time;
    }
    return active;
  }

  /** Counts a guest that ran since the last tick. Called by the balancer after {@link #tick}. */
  final void count(Guest guest) {
    guests++;
    guestTime += guest.used();
  }

  /** Counts a guest that ran not long ago. Called by the balancer after {@link #tick}. */
  final void countRecent() {
    recent++;
  }

  /**
   * Looks after work that the kernel thread has no time for. Called by the balancer in each tick.
   *
   * @return whether there is such work, and so must be another tick
   */
  protected boolean relieve() {
    return false;
  }
}
