package io.jvisor.launcher.boot;

import io.jvisor.kernel.api.Clock;
import io.jvisor.platform.spi.host.HostClock;

/** The host's time as the sandbox's own. */
final class HostBackedClock implements Clock {
  @Override
  public long monotonicNanos() {
    return HostClock.monotonicNanos();
  }

  @Override
  public long realtimeNanos() {
    return HostClock.realtimeNanos();
  }
}
