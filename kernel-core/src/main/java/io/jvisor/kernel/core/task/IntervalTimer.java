package io.jvisor.kernel.core.task;

import io.jvisor.kernel.core.signal.SignalInfo;

/** A timer of {@code setitimer(2)}: sends a signal to the process. */
final class IntervalTimer extends GroupTimer {
  private final int signal;

  IntervalTimer(ThreadGroup group, TimerClock clock, int signal) {
    super(group, clock);
    this.signal = signal;
  }

  @Override
  void fire(long missed) {
    SignalSender.toGroup(group(), SignalInfo.kernel(signal));
  }
}
