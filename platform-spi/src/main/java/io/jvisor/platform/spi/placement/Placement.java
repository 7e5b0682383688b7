package io.jvisor.platform.spi.placement;

import io.jvisor.platform.spi.host.HostClock;
import io.jvisor.platform.spi.host.HostCpus;
import io.jvisor.platform.spi.host.HostProcess;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/**
 * On which CPU one context's two threads run: the task's thread and its guest thread. They never
 * run at the same time, and a hand-over in which one sleeps is six times as fast on one CPU as
 * across two.
 *
 * <p>A placement is pinned by the task's thread when guest code is about to run, to the CPU where
 * that thread is. The {@link Balancer} moves it or sets it free.
 */
public final class Placement {
  private static final int FREE = -1;

  private final Cpus cpus;
  private final int tracer;
  private final ReentrantLock lock = new ReentrantLock();

  /** The guest thread, or 0 when there is none. Guarded by {@link #lock}. */
  private int guest;

  /** The guest thread's process. Guarded by {@link #lock}. */
  private int guestProcess;

  /** The CPU, or {@link #FREE}. Written with {@link #lock}. */
  private volatile int cpu = FREE;

  /** Grows with each run of guest code. The balancer reads it and does not mind an old value. */
  private int runs;

  /** What {@link #runs} was at the last tick. Owned by the balancer. */
  private int runsAtTick;

  /** CPU time at the last tick, in nanoseconds. Owned by the balancer. */
  private long timeAtTick;

  /** CPU time between the last two ticks, in nanoseconds. Owned by the balancer. */
  private long used;

  /** How often guest code was run between the last two ticks. Owned by the balancer. */
  private int runsInTick;

  /** Null where the threads always share a CPU. Owned by the balancer. */
  private final Parting parting;

  /** Whether each of the two threads has a CPU to itself. Written with {@link #lock}. */
  private volatile boolean apart;

  /**
   * A placement for the calling thread.
   *
   * @param mayPart whether the two threads can hand over without sleeping, and so gain from a CPU
   *     each
   */
  public Placement(Cpus cpus, boolean mayPart) {
    this.cpus = cpus;
    this.parting = mayPart ? new Parting() : null;
    this.tracer = HostProcess.threadId();
  }

  /** Says which guest thread of which process the tracer has from now on; 0 for none. */
  public void guest(int process, int tid) {
    lock.lock();
    try {
      guestProcess = process;
      guest = tid;
      cpu = FREE;
      apart = false;
    } finally {
      lock.unlock();
    }
    if (tid != 0) {
      pin();
    }
  }

  /** Called by the tracer before guest code runs. */
  public void run() {
    runs++;
    if (cpu == FREE) {
      pin();
    }
  }

  private void pin() {
    if (!cpus.several()) {
      return;
    }
    lock.lock();
    try {
      moveTo(HostCpus.current());
    } finally {
      lock.unlock();
    }
  }

  /** The CPU, or a negative number. */
  public int cpu() {
    return cpu;
  }

  /** CPU time between the last two ticks, in nanoseconds. */
  long used() {
    return used;
  }

  /** How often guest code was run between the last two ticks. */
  int runsInTick() {
    return runsInTick;
  }

  /** Moves to another CPU, unless set free meanwhile. Called by the balancer. */
  void move(int target) {
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
    apart = false;
    cpus.pin(tracer, target);
    if (guest != 0) {
      cpus.pin(guest, target);
    }
  }

  /** Whether each thread has a CPU to itself, and may look for the other without sleeping. */
  public boolean isApart() {
    return apart;
  }

  /**
   * Parts the threads, or brings them together. Called by the balancer after {@link #tick}.
   *
   * @param ticks the length of the tick, where 1 is usual
   * @param other the CPU that the guest thread can have
   * @param room whether it may be free
   */
  void part(double ticks, int other, boolean room) {
    if (parting == null) {
      return;
    }
    boolean wanted = parting.tick(runsInTick / ticks, room && cpu != FREE && other != cpu);
    if (wanted == apart) {
      return;
    }
    lock.lock();
    try {
      if (cpu != FREE && guest != 0) {
        cpus.pin(guest, wanted ? other : cpu);
        apart = wanted;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets both threads go where the host likes. */
  public void free() {
    lock.lock();
    try {
      if (cpu != FREE) {
        cpu = FREE;
        apart = false;
        cpus.unpin(tracer);
        if (guest != 0) {
          cpus.unpin(guest);
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
  boolean tick(MemorySegment scratch) {
    int now = runs;
    runsInTick = now - runsAtTick;
    boolean active = runsInTick != 0;
    if (!active && parting != null) {
      parting.rest();
    }
    runsAtTick = now;
    if (active || used != 0) {
      lock.lock();
      try {
        long time = HostClock.threadNanos(tracer, scratch);
        if (guest != 0) {
          time += HostClock.processNanos(guestProcess, scratch);
        }
        used = Math.max(0, time - timeAtTick);
        timeAtTick = time;
      } finally {
        lock.unlock();
      }
    }
    return active;
  }
}
