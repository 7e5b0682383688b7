package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import io.jvisor.kernel.api.HeldBytes;
import io.jvisor.kernel.api.Task;

/** A message in a POSIX message queue. */
public final class MqueueMessage extends HeldBytes {
  /** Messages of all queues. */
  static final HeapShare SHARE = new HeapShare(16);

  /** What a message takes of the heap, besides its bytes. */
  private static final int COST = 96;

  private final int priority;

  /**
   * Copies a message in.
   *
   * @throws ErrnoException {@code EFAULT}; {@code ENOMEM} when messages take too much of the heap
   */
  MqueueMessage(Task task, int priority, long address, int length) throws ErrnoException {
    super(task, SHARE, COST, address, length);
    this.priority = priority;
  }

  /** {@code msg_prio}. */
  public int priority() {
    return priority;
  }
}
