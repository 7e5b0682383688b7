package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Clock;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.mqueue.Mqueues;

/**
 * The objects of {@code sysvipc(7)} and {@code mq_overview(7)} that a process sees: {@code
 * ipc_namespaces(7)}. A kernel has one.
 */
public final class IpcNamespace {
  static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final SharedSegments segments;
  private final SemaphoreSets semaphores;
  private final MessageQueues queues;

  private final Mqueues mqueues;

  /** An empty namespace. */
  public IpcNamespace(FileSystemEnvironment environment) {
    Clock clock = environment.clock();
    this.segments = new SharedSegments(environment.memory(), clock);
    this.semaphores = new SemaphoreSets(clock);
    this.queues = new MessageQueues(clock);
    this.mqueues = new Mqueues(environment);
  }

  /** POSIX message queues. */
  public Mqueues mqueues() {
    return mqueues;
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
