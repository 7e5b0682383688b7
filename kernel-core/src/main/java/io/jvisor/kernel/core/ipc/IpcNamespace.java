package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Clock;
import io.jvisor.platform.spi.memory.MemoryFile;

/**
 * The objects of {@code sysvipc(7)} that a process sees: {@code ipc_namespaces(7)}. A kernel has
 * one.
 */
public final class IpcNamespace {
  static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final SharedSegments segments;
  private final SemaphoreSets semaphores;
  private final MessageQueues queues;

  /** An empty namespace. */
  public IpcNamespace(MemoryFile memory, Clock clock) {
    this.segments = new SharedSegments(memory, clock);
    this.semaphores = new SemaphoreSets(clock);
    this.queues = new MessageQueues(clock);
  }

  /** Shared memory segments. */
  public SharedSegments segments() {
    return segments;
  }

  /** Semaphore sets. */
  public SemaphoreSets semaphores() {
    return semaphores;
  }

  /** Message queues. */
  public MessageQueues queues() {
    return queues;
  }
}
