package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.host.HostCpus;
import io.jvisor.platform.spi.placement.Balancer;
import io.jvisor.platform.spi.placement.Cpus;
import io.jvisor.platform.spi.placement.IdleList;

/** The carriers: those that run tasks, and those that wait for one. */
final class Carriers implements AutoCloseable {
  private final Cpus cpus;
  private final Balancer balancer;
  private final boolean shared = VirtualThreads.isAvailable() && Futex.canAwaitSeveral();
  private final IdleList<Carrier> idle = new IdleList<>();

  Carriers(Cpus cpus, Balancer balancer) {
    this.cpus = cpus;
    this.balancer = balancer;
  }

  /** Whether a carrier can have several tasks; else each task has one to itself. */
  boolean areShared() {
    return shared;
  }

  Cpus cpus() {
    return cpus;
  }

  Balancer balancer() {
    return balancer;
  }

  /**
   * Runs a body on a thread of its own.
   *
   * @throws OutOfMemoryError when the host has no thread left
   */
  void start(String name, Runnable body) {
    new TaskThread(this, name, body).start();
  }

  /** Has a carrier that has nothing to do go on with a task. */
  void dispatch(TaskThread task) {
    while (!take().add(task)) {
      // It was about to end.
    }
  }

  /** A carrier that has nothing to do, placed on a CPU. */
  Carrier spare(int cpu) {
    Carrier carrier = take();
    carrier.settle(cpu);
    return carrier;
  }

  /** Puts back a carrier that was taken for nothing. */
  void giveBack(Carrier carrier) {
    if (!enterIdle(carrier)) {
      carrier.end();
    }
  }

  /**
   * A carrier that has nothing to do; it waits until something is added, or until it is {@link
   * #giveBack given back}.
   */
  Carrier take() {
    Carrier carrier = idle.take();
    if (carrier == null) {
      return Carrier.start(this); // inherits the caller's CPU
    }
    if (cpus.several()) {
      carrier.settle(HostCpus.current());
    }
    return carrier;
  }

  /** Notes that a carrier has nothing to do. Returns whether it is to wait, or else to end. */
  boolean enterIdle(Carrier carrier) {
    return idle.enter(carrier);
  }

  /** Takes a carrier from those that wait, unless somebody has taken it already. */
  boolean leaveIdle(Carrier carrier) {
    return idle.leave(carrier);
  }

  /** Lets carriers end that wait, and others when they have nothing to do. */
  @Override
  public void close() {
    idle.close().forEach(Carrier::end);
  }
}
