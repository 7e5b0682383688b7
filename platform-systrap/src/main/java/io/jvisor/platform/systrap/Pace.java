package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.host.HostCpus;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long the two sides of a hand-over look at the state word before they sleep. Looking is
 * cheaper than waking by a factor of twenty, where each side has a CPU; elsewhere it only takes the
 * CPU from the other side.
 */
final class Pace {
  /** How often a side looks: some ten microseconds. */
  private static final int LOOKS = 400;

  private final int cpus = HostCpus.affinity(0).cardinality();

  /** Contexts whose guest code runs. */
  private final AtomicInteger running = new AtomicInteger();

  /** Guest code of a context is about to run: how often both sides look. */
  int start() {
    return running.incrementAndGet() * 2 <= cpus ? LOOKS : 0;
  }

  /** Guest code of a context trapped. */
  void stop() {
    running.decrementAndGet();
  }
}
