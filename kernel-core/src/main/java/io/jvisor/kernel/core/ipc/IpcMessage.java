package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import io.jvisor.kernel.api.HeldBytes;
import io.jvisor.kernel.api.Task;

/** A message of {@code msgsnd(2)}. Whoever takes it off the queue frees it. */
final class IpcMessage extends HeldBytes {
  /** Messages of all queues. */
  private static final HeapShare SHARE = new HeapShare(16);

  /** What a message takes of the heap, besides its bytes. */
  private static final int COST = 96;

  /** {@code mtype}. */
  final long type;

  /** The neighbours in the queue; guarded by its lock. */
  IpcMessage next;

  IpcMessage previous;

  /**
   * Copies a message in.
   *
   * @param address of the text
   * @throws ErrnoException {@code EFAULT}; {@code ENOMEM} when messages take too much of the heap
   */
  IpcMessage(Task task, long type, long address, int length) throws ErrnoException {
    super(task, SHARE, COST, address, length);
    this.type = type;
  }
}
