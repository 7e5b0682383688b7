package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.mqueue.Mqueues;

/**
 * The objects of {@code sysvipc(7)} and {@code mq_overview(7)} that a process sees: {@code
 * ipc_namespaces(7)}. They are removed when the namespace ends.
 */
public final class IpcNamespace extends Namespace {
  static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final FileSystemEnvironment environment;
  private final SharedSegments segments;
  private final SemaphoreSets semaphores;
  private final MessageQueues queues;

  private final Mqueues mqueues;

  /** The first one, empty. */
  public IpcNamespace(FileSystemEnvironment environment) {
    super(NamespaceKind.IPC);
    this.environment = environment;
    this.segments = new SharedSegments(environment.memory(), environment.clock(), owner());
    this.semaphores = new SemaphoreSets(environment.clock(), owner());
    this.queues = new MessageQueues(environment.clock(), owner());
    this.mqueues = new Mqueues(environment);
  }

  private IpcNamespace(FileSystemEnvironment environment, Credentials maker) throws ErrnoException {
    super(NamespaceKind.IPC, maker.userNamespace(), maker.euid());
    this.environment = environment;
    this.segments = new SharedSegments(environment.memory(), environment.clock(), owner());
    this.semaphores = new SemaphoreSets(environment.clock(), owner());
    this.queues = new MessageQueues(environment.clock(), owner());
    this.mqueues = new Mqueues(environment);
  }

  /**
   * Another one, empty, which the caller holds.
   *
   * @throws ErrnoException {@code ENOSPC}
   */
  public IpcNamespace another(Credentials maker) throws ErrnoException {
    return new IpcNamespace(environment, maker);
  }

  /** What is attached or open stays until it is not. */
  @Override
  protected void ended() {
    segments.removeAll();
    semaphores.removeAll();
    queues.removeAll();
    mqueues.removeAll();
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
