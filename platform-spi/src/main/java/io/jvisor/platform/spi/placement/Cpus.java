package io.jvisor.platform.spi.placement;

import io.jvisor.platform.spi.host.HostCpus;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/** The CPUs that the kernel may use, and masks to pin a guest thread to one or to none of them. */
public final class Cpus {
  private final MemorySegment all;

  /** By CPU number; null where the kernel may not run. */
  private final MemorySegment[] single;

  private final BitSet allowed;

  /** Those of the calling thread. */
  public Cpus() {
    allowed = HostCpus.affinity(0);
    Arena arena = Arena.ofAuto();
    all = HostCpus.mask(arena, allowed);
    single = new MemorySegment[allowed.length()];
    allowed.stream()
        .forEach(
            cpu -> {
              BitSet one = new BitSet();
              one.set(cpu);
              single[cpu] = HostCpus.mask(arena, one);
            });
  }

  /** Whether there is anything to choose. */
  public boolean several() {
    return allowed.cardinality() > 1;
  }

  /** How many there are. */
  int count() {
    return allowed.cardinality();
  }

  /** One more than the highest CPU number. */
  int limit() {
    return allowed.length();
  }

  /** The lowest CPU number. */
  int first() {
    return allowed.nextSetBit(0);
  }

  /** The next higher CPU number, or a negative number. */
  int next(int cpu) {
    return allowed.nextSetBit(cpu + 1);
  }

  /** Keeps a thread on one CPU; best effort. */
  public void pin(int tid, int cpu) {
    if (cpu >= 0 && cpu < single.length && single[cpu] != null) {
      HostCpus.setAffinity(tid, single[cpu]);
    }
  }

  /** Lets a thread run on all CPUs; best effort. */
  public void unpin(int tid) {
    HostCpus.setAffinity(tid, all);
  }
}
