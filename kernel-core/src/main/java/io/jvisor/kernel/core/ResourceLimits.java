package io.jvisor.kernel.core;

import io.jvisor.kernel.api.abi.Resource;

/**
 * The limits of a process: {@code getrlimit(2)}. -1 stands for no limit. Values are compared as
 * unsigned numbers, so that no limit is the largest one.
 *
 * <p>Each limit is read and written without a lock; a pair that is read while it changes may mix
 * old and new, which Linux's lock-free readers allow as well.
 */
public final class ResourceLimits {
  /** No limit: {@code RLIM_INFINITY}. */
  public static final long INFINITY = -1;

  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  private final long[] soft;
  private final long[] hard;

  private ResourceLimits(long[] soft, long[] hard) {
    this.soft = soft;
    this.hard = hard;
  }

  /** What Linux gives to its first process, with the descriptor limits of a login session. */
  public static ResourceLimits defaults() {
    long[] soft = new long[Resource.COUNT];
    long[] hard = new long[Resource.COUNT];
    java.util.Arrays.fill(soft, INFINITY);
    java.util.Arrays.fill(hard, INFINITY);
    ResourceLimits limits = new ResourceLimits(soft, hard);
    limits.set(Resource.RLIMIT_STACK, 8 * MIB, INFINITY);
    limits.set(Resource.RLIMIT_CORE, 0, INFINITY);
    limits.set(Resource.RLIMIT_NPROC, 4096, 4096);
    limits.set(Resource.RLIMIT_NOFILE, 1024, 1 << 20);
    limits.set(Resource.RLIMIT_MEMLOCK, 8 * MIB, 8 * MIB);
    limits.set(Resource.RLIMIT_SIGPENDING, 4096, 4096);
    limits.set(Resource.RLIMIT_MSGQUEUE, 800 * KIB, 800 * KIB);
    limits.set(Resource.RLIMIT_NICE, 0, 0);
    limits.set(Resource.RLIMIT_RTPRIO, 0, 0);
    return limits;
  }

  /** A copy, as {@code fork(2)} makes. */
  public ResourceLimits copy() {
    return new ResourceLimits(soft.clone(), hard.clone());
  }

  /** The soft limit of an {@code RLIMIT_*}. */
  public long soft(int resource) {
    return soft[resource];
  }

  /** The hard limit of an {@code RLIMIT_*}. */
  public long hard(int resource) {
    return hard[resource];
  }

  /** Sets both limits without any check. */
  public void set(int resource, long softLimit, long hardLimit) {
    soft[resource] = softLimit;
    hard[resource] = hardLimit;
  }
}
