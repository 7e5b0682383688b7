package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.namespace.UserNamespace;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The message queues of a namespace: {@code msgget(2)}, {@code msgctl(2)}, {@code msgop(2)}. */
public final class MessageQueues {
  private static final HeapShare SHARE = new HeapShare(32);

  /** What a queue takes of the heap. */
  private static final int COST = 384;

  private static final int IPC_NOWAIT = 04000;
  private static final int MSG_NOERROR = 010000;
  private static final int MSG_EXCEPT = 020000;
  private static final int MSG_COPY = 040000;

  /** What {@code msgctl(2)} tells of a queue. */
  public record Status(
      IpcPermissions permissions,
      long sendTime,
      long receiveTime,
      long changeTime,
      long bytes,
      long messages,
      long mostBytes,
      ProcessId lastSender,
      ProcessId lastReceiver) {}

  private final UserNamespace owner;
  private final Clock clock;
  private final IpcTable<MessageQueue> table = new IpcTable<>(32_000);

  /** Of all queues. */
  private final AtomicInteger messages = new AtomicInteger();

  private final AtomicLong bytes = new AtomicLong();

  /** {@code MSGMAX}, bytes of one message. */
  private volatile int mostOfMessage = 8192;

  /** {@code MSGMNB}, bytes of a new queue. */
  private volatile int mostOfQueue = 16_384;

  MessageQueues(Clock clock, UserNamespace owner) {
    this.owner = owner;
    this.clock = clock;
  }

  /** Ids and keys. */
  public IpcTable<MessageQueue> table() {
    return table;
  }

  /** Messages in all queues. */
  public int messages() {
    return messages.get();
  }

  /** Bytes in all queues. */
  public long bytes() {
    return bytes.get();
  }

  /** {@code MSGMAX}. */
  public int mostOfMessage() {
    return mostOfMessage;
  }

  /** {@code MSGMNB}. */
  public int mostOfQueue() {
    return mostOfQueue;
  }

  /** {@code MSGMNI}. */
  public int mostQueues() {
    return table.limit();
  }

  void setMostOfMessage(int limit) {
    mostOfMessage = limit;
  }

  void setMostOfQueue(int limit) {
    mostOfQueue = limit;
  }

  long seconds() {
    return clock.realtimeNanos() / IpcNamespace.NANOS_PER_SECOND;
  }

  void count(int messageChange, int byteChange) {
    messages.addAndGet(messageChange);
    bytes.addAndGet(byteChange);
  }

  void disposed() {
    SHARE.give(COST);
  }

  /** {@code msgget(2)}. */
  public int get(Task task, int key, int flags) throws ErrnoException {
    Credentials caller = task.credentials();
    return table.get(
        caller, key, flags, () -> make(IpcPermissions.of(key, flags, caller, owner)), _ -> {});
  }

  private MessageQueue make(IpcPermissions permissions) throws ErrnoException {
    if (!SHARE.tryTake(COST)) {
      throw Errno.ENOMEM.exception();
    }
    return new MessageQueue(this, permissions, mostOfQueue);
  }

  /**
   * {@code msgsnd(2)}.
   *
   * @param address of the text
   */
  public long send(Task task, int id, long type, long address, long length, int flags)
      throws ErrnoException {
    if (length < 0 || length > mostOfMessage || id < 0 || type < 1) {
      throw Errno.EINVAL.exception();
    }
    IpcMessage message = new IpcMessage(task, type, address, (int) length);
    boolean done = false;
    try {
      long result = table.find(id).send(task, message, (flags & IPC_NOWAIT) == 0);
      done = result == 0;
      return result;
    } finally {
      if (!done) {
        message.free();
      }
    }
  }

  /**
   * {@code msgrcv(2)}.
   *
   * @param address of a {@code struct msgbuf}: eight bytes of type, then the text
   * @return how many bytes of text there were, or what asks for a restart
   */
  public long receive(Task task, int id, long address, long length, long type, int flags)
      throws ErrnoException {
    if (id < 0 || length < 0) {
      throw Errno.EINVAL.exception();
    }
    boolean copies = (flags & MSG_COPY) != 0;
    if (copies && ((flags & MSG_EXCEPT) != 0 || (flags & IPC_NOWAIT) == 0)) {
      throw Errno.EINVAL.exception();
    }
    boolean cut = (flags & MSG_NOERROR) != 0;
    MessageQueue.Received received =
        table
            .find(id)
            .receive(task, MessageFilter.of(type, flags), length, cut, (flags & IPC_NOWAIT) == 0);
    if (received.result() != 0) {
      return received.result();
    }
    IpcMessage message = received.message();
    if (!copies) {
      message.free();
    } else if (message.length() > Math.min(length, mostOfMessage)) {
      throw Errno.EINVAL.exception();
    }
    int count = (int) Math.min(length, message.length());
    task.memory().writeLong(address, message.type);
    message.write(task, address + Long.BYTES, count);
    return count;
  }

  /** {@code IPC_RMID}. */
  public void remove(Task task, int id) throws ErrnoException {
    MessageQueue queue = table.find(id);
    queue.lock.lock();
    try {
      queue.checkOwner(task.credentials());
      queue.checkPresent();
      queue.retire();
    } finally {
      queue.lock.unlock();
    }
    table.remove(queue);
    queue.dispose();
  }

  /** Removes all: the namespace has ended, so nobody waits. */
  void removeAll() {
    table.forEach(
        queue -> {
          queue.lock.lock();
          try {
            if (queue.isRemoved()) {
              return;
            }
            queue.retire();
          } finally {
            queue.lock.unlock();
          }
          table.remove(queue);
          queue.dispose();
        });
  }

  /** {@code IPC_SET}. */
  public void change(Task task, int id, int uid, int gid, int mode, long mostBytes)
      throws ErrnoException {
    MessageQueue queue = table.find(id);
    Credentials caller = task.credentials();
    queue.lock.lock();
    try {
      queue.checkOwner(caller);
      if (Long.compareUnsigned(mostBytes, mostOfQueue) > 0
          && !caller.has(Capability.SYS_RESOURCE)) {
        throw Errno.EPERM.exception();
      }
      queue.checkPresent();
      queue.change(uid, gid, mode, seconds());
      queue.changed(mostBytes < 0 ? Long.MAX_VALUE : mostBytes);
    } finally {
      queue.lock.unlock();
    }
  }

  /** {@code IPC_STAT}. */
  public Status status(MessageQueue queue) throws ErrnoException {
    queue.lock.lock();
    try {
      queue.checkPresent();
      return queue.status();
    } finally {
      queue.lock.unlock();
    }
  }
}
