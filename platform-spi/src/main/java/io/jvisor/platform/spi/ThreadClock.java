package io.jvisor.platform.spi;

import io.jvisor.platform.spi.host.HostClock;
import io.jvisor.platform.spi.host.HostProcess;

/** The clock of a thread that belongs to one task: that of the thread which makes it. */
final class ThreadClock implements KernelClock {
  private final int thread = HostProcess.threadId();

  @Override
  public long nanos() {
    return HostClock.threadNanos(thread);
  }
}
