package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;

/**
 * The numbers of a task, and of the process, process group and session that it was the first of:
 * {@code struct pid} of Linux. It has one in the namespace it was made in and one in each namespace
 * above. They are in use as long as any of the three has them, and never change.
 */
public final class Pid implements ProcessId {
  private final PidNamespace namespace;

  /** By level; the last is that of {@link #namespace}. */
  private final int[] numbers;

  /** A task that runs, or a leader that is a zombie; null for none. Written under the tree lock. */
  volatile KernelTask task;

  /** Written under the tree lock. */
  volatile ProcessGroup processGroup;

  /** Guarded by the tree lock. */
  Session session;

  /** How the process ended that is gone; a wait status. */
  private volatile int exitStatus;

  Pid(PidNamespace namespace, int[] numbers) {
    this.namespace = namespace;
    this.numbers = numbers;
  }

  /** The process is gone for good. */
  void setExitStatus(int status) {
    exitStatus = status;
  }

  /** How the process ended, once it is gone: a wait status. Any thread. */
  int exitStatus() {
    return exitStatus;
  }

  @Override
  public int open(Task opener) throws ErrnoException {
    KernelTask leader = task;
    return PidFile.open(KernelTask.of(opener), this, leader == null ? null : leader.group(), 0);
  }

  /** The namespace it was made in. */
  public PidNamespace namespace() {
    return namespace;
  }

  /** The number in the first namespace: no other has it while this one is in use. */
  int global() {
    return numbers[0];
  }

  /** The number in the namespace it was made in. */
  int local() {
    return numbers[numbers.length - 1];
  }

  /** The number at a level of {@link #namespace} and those above. */
  int at(int level) {
    return numbers[level];
  }

  /** The process group that it is the name of, or null. Any thread. */
  public ProcessGroup processGroup() {
    return processGroup;
  }

  /** The number in a namespace; 0 where it has none. */
  public int in(PidNamespace reader) {
    return namespace.isIn(reader) ? numbers[reader.level()] : 0;
  }

  @Override
  public int seenBy(Task reader) {
    return in(KernelTask.of(reader).pidNamespace());
  }

  /** Whether nothing has the numbers any more. Caller holds the tree lock. */
  boolean isFree() {
    return task == null && processGroup == null && session == null;
  }

  @Override
  public String toString() {
    return Integer.toString(numbers[0]);
  }
}
