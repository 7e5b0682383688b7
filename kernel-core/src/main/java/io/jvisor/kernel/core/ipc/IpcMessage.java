package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import io.jvisor.kernel.api.Task;
import java.lang.foreign.MemorySegment;

/** A message of {@code msgsnd(2)}. */
public final class IpcMessage {
  /** Messages of all queues. */
  private static final HeapShare SHARE = new HeapShare(16);

  /** What a message takes of the heap, besides its bytes. */
  private static final int COST = 96;

  final long type;
  private final byte[] bytes;

  /** The neighbours in the queue; guarded by its lock. */
  IpcMessage next;

  IpcMessage previous;

  private IpcMessage(long type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  /**
   * Copies a message in.
   *
   * @throws ErrnoException {@code EFAULT}; {@code ENOMEM} when messages take too much of the heap
   */
  static IpcMessage read(Task task, long type, long address, int length) throws ErrnoException {
    if (!SHARE.tryTake(COST + (long) length)) {
      throw Errno.ENOMEM.exception();
    }
    boolean done = false;
    try {
      byte[] bytes = new byte[length];
      task.memory().read(address, MemorySegment.ofArray(bytes), 0, length);
      done = true;
      return new IpcMessage(type, bytes);
    } finally {
      if (!done) {
        SHARE.give(COST + (long) length);
      }
    }
  }

  /** Gives back what it takes. Called once, by whoever took it off the queue. */
  void free() {
    SHARE.give(COST + (long) bytes.length);
  }

  /** Bytes of text. */
  public int length() {
    return bytes.length;
  }

  /** {@code mtype}. */
  public long type() {
    return type;
  }

  /** Copies the text out. */
  public void write(Task task, long address, int length) throws ErrnoException {
    task.memory().write(address, MemorySegment.ofArray(bytes), 0, length);
  }
}
