package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import io.jvisor.kernel.api.Task;
import java.lang.foreign.MemorySegment;

/** A message in a POSIX message queue. */
public final class MqueueMessage {
  /** Messages of all queues. */
  static final HeapShare SHARE = new HeapShare(16);

  /** What a message takes of the heap, besides its bytes. */
  private static final int COST = 96;

  private final int priority;
  private final byte[] bytes;

  private MqueueMessage(int priority, byte[] bytes) {
    this.priority = priority;
    this.bytes = bytes;
  }

  /**
   * Copies a message in.
   *
   * @throws ErrnoException {@code EFAULT}; {@code ENOMEM} when messages take too much of the heap
   */
  static MqueueMessage read(Task task, int priority, long address, int length)
      throws ErrnoException {
    if (!SHARE.tryTake(COST + (long) length)) {
      throw Errno.ENOMEM.exception();
    }
    boolean done = false;
    try {
      byte[] bytes = new byte[length];
      task.memory().read(address, MemorySegment.ofArray(bytes), 0, length);
      done = true;
      return new MqueueMessage(priority, bytes);
    } finally {
      if (!done) {
        SHARE.give(COST + (long) length);
      }
    }
  }

  /** Gives back what it takes; called once. */
  void free() {
    SHARE.give(COST + (long) bytes.length);
  }

  /** {@code msg_prio}. */
  public int priority() {
    return priority;
  }

  /** Bytes. */
  public int length() {
    return bytes.length;
  }

  /** Copies the bytes out. */
  public void write(Task task, long address) throws ErrnoException {
    task.memory().write(address, MemorySegment.ofArray(bytes), 0, bytes.length);
  }
}
