package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.signal.SignalInfo;

/**
 * {@code RLIMIT_CPU}: {@code SIGXCPU} when the soft limit is used up and each second after it,
 * {@code SIGKILL} at the hard limit.
 */
final class CpuLimit extends GroupTimer {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long MOST_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

  CpuLimit(ThreadGroup group) {
    super(group, TimerClock.CPU);
  }

  /** Goes by the limits as they are now. */
  void update() {
    long soft = group().limits().soft(Resource.RLIMIT_CPU);
    if (soft < 0 || soft > MOST_SECONDS) {
      clear();
    } else {
      setAt(Math.max(1, soft) * NANOS_PER_SECOND, NANOS_PER_SECOND);
    }
  }

  @Override
  void fire(long missed) {
    long hard = group().limits().hard(Resource.RLIMIT_CPU);
    long used = TimerClock.CPU.now(group()) / NANOS_PER_SECOND;
    boolean isOver = hard >= 0 && used >= Math.max(1, hard);
    SignalSender.toGroup(group(), SignalInfo.kernel(isOver ? Signals.SIGKILL : Signals.SIGXCPU));
  }
}
