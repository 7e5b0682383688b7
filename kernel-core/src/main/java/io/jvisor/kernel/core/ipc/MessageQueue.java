package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.sync.WaitResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A message queue: {@code msgop(2)}. All fields are guarded by the lock of the object.
 *
 * <p>A message that comes while somebody waits for its like is handed to the first who does; room
 * that there is again is used for the first sender whose message fits.
 */
public final class MessageQueue extends IpcObject {
  /** In the place of a result: the call waits. */
  private static final long BLOCKED = Long.MIN_VALUE;

  /** In the place of a result: owner or mode changed, so that all is to be looked at again. */
  private static final long AGAIN = Long.MIN_VALUE + 1;

  private final MessageQueues queues;

  private IpcMessage first;
  private IpcMessage last;

  /** {@code msg_cbytes}. */
  private long bytes;

  /** {@code msg_qnum}. */
  private long messages;

  /** {@code msg_qbytes}. */
  private long mostBytes;

  private ProcessId lastSender = ProcessId.NONE;
  private ProcessId lastReceiver = ProcessId.NONE;
  private long sendTime;
  private long receiveTime;

  private final List<Receiver> receivers = new ArrayList<>(0);
  private final List<Sender> senders = new ArrayList<>(0);

  MessageQueue(MessageQueues queues, IpcPermissions permissions, long mostBytes) {
    super(permissions);
    this.queues = queues;
    this.mostBytes = mostBytes;
    this.changeTime = queues.seconds();
  }

  @Override
  void dispose() {
    queues.disposed();
  }

  private abstract static class Waiting {
    final Task task;

    /** {@link #BLOCKED} until somebody has dealt with the call. */
    volatile long result = BLOCKED;

    Waiting(Task task) {
      this.task = task;
    }

    void complete(long value) {
      result = value;
      task.wakeUp();
    }
  }

  private static final class Receiver extends Waiting {
    final MessageFilter filter;

    /** The longest message that it can take. */
    final long mostBytes;

    /** What it was given; written before the result. */
    IpcMessage message;

    Receiver(Task task, MessageFilter filter, long mostBytes) {
      super(task);
      this.filter = filter;
      this.mostBytes = mostBytes;
    }
  }

  private static final class Sender extends Waiting {
    final IpcMessage message;

    Sender(Task task, IpcMessage message) {
      super(task);
      this.message = message;
    }
  }

  /** Waits until a call is dealt with or interrupted; its result, or {@link Restart#NO_HAND}. */
  private <T extends Waiting> long await(T waiting, List<T> queue) {
    for (; ; ) {
      WaitResult woken = waiting.task.park(Task.FOREVER);
      if (waiting.result == BLOCKED && woken != WaitResult.READY) {
        lock.lock();
        try {
          if (waiting.result == BLOCKED) {
            queue.remove(waiting);
            return Restart.NO_HAND;
          }
        } finally {
          lock.unlock();
        }
      }
      if (waiting.result != BLOCKED) {
        return waiting.result;
      }
    }
  }

  /**
   * Sends a message.
   *
   * @param wait whether to wait for room
   * @return 0, or what asks for a restart; the message is the queue's only where it is 0
   * @throws ErrnoException {@code EACCES}, {@code EAGAIN}, {@code EIDRM}
   */
  long send(Task task, IpcMessage message, boolean wait) throws ErrnoException {
    for (; ; ) {
      Sender sender;
      lock.lock();
      try {
        check(task.credentials(), IpcPermissions.WRITE);
        checkPresent();
        if (fits(message)) {
          accept(task, message);
          return 0;
        }
        if (!wait) {
          throw Errno.EAGAIN.exception();
        }
        sender = new Sender(task, message);
        senders.add(sender);
      } finally {
        lock.unlock();
      }
      long result = await(sender, senders);
      if (result != AGAIN) {
        return result;
      }
    }
  }

  private boolean fits(IpcMessage message) {
    return bytes + message.length() <= mostBytes && messages + 1 <= mostBytes;
  }

  /** Takes a message of a task, for the queue or for who waits. */
  private void accept(Task sender, IpcMessage message) {
    lastSender = sender.processId();
    sendTime = queues.seconds();
    if (handOver(message)) {
      return;
    }
    message.previous = last;
    if (last == null) {
      first = message;
    } else {
      last.next = message;
    }
    last = message;
    bytes += message.length();
    messages++;
    queues.count(1, message.length());
  }

  /** Gives a message to the first who waits for its like and has room for it. */
  private boolean handOver(IpcMessage message) {
    for (Iterator<Receiver> waiters = receivers.iterator(); waiters.hasNext(); ) {
      Receiver receiver = waiters.next();
      if (!receiver.filter.accepts(message.type)) {
        continue;
      }
      waiters.remove();
      if (message.length() > receiver.mostBytes) {
        receiver.complete(Errno.E2BIG.result());
        continue;
      }
      lastReceiver = receiver.task.processId();
      receiveTime = queues.seconds();
      receiver.message = message;
      receiver.complete(0);
      return true;
    }
    return false;
  }

  /**
   * What {@link #receive} found: a message, or why there is none.
   *
   * @param message null when the call is to be restarted
   * @param result 0, or what asks for a restart
   */
  record Received(IpcMessage message, long result) {}

  /**
   * Takes a message, or with {@link MessageFilter.Kind#POSITION} looks at it.
   *
   * @param mostBytes the longest that the caller takes whole
   * @param cut whether a longer one may be cut
   * @param wait whether to wait for one
   * @throws ErrnoException {@code EACCES}, {@code E2BIG}, {@code ENOMSG}, {@code EIDRM}
   */
  Received receive(Task task, MessageFilter filter, long mostBytes, boolean cut, boolean wait)
      throws ErrnoException {
    for (; ; ) {
      Receiver receiver;
      lock.lock();
      try {
        check(task.credentials(), IpcPermissions.READ);
        checkPresent();
        IpcMessage found = filter.find(first);
        if (found != null) {
          if (found.length() > mostBytes && !cut) {
            throw Errno.E2BIG.exception();
          }
          if (filter.kind() != MessageFilter.Kind.POSITION) {
            take(task, found);
          }
          return new Received(found, 0);
        }
        if (!wait) {
          throw Errno.ENOMSG.exception();
        }
        receiver = new Receiver(task, filter, cut ? Long.MAX_VALUE : mostBytes);
        receivers.add(receiver);
      } finally {
        lock.unlock();
      }
      long result = await(receiver, receivers);
      if (result != AGAIN) {
        return new Received(receiver.message, result);
      }
    }
  }

  private void take(Task task, IpcMessage message) {
    remove(message);
    lastReceiver = task.processId();
    receiveTime = queues.seconds();
    admitSenders();
  }

  private void remove(IpcMessage message) {
    if (message.previous == null) {
      first = message.next;
    } else {
      message.previous.next = message.next;
    }
    if (message.next == null) {
      last = message.previous;
    } else {
      message.next.previous = message.previous;
    }
    bytes -= message.length();
    messages--;
    queues.count(-1, -message.length());
  }

  /** Takes the messages of senders that wait, as far as they fit now. */
  private void admitSenders() {
    for (Iterator<Sender> waiters = senders.iterator(); waiters.hasNext(); ) {
      Sender sender = waiters.next();
      if (fits(sender.message)) {
        waiters.remove();
        accept(sender.task, sender.message);
        sender.complete(0);
      }
    }
  }

  /** {@code IPC_SET}, but for owner and mode: all who wait look again whether they may. */
  void changed(long newMostBytes) {
    mostBytes = newMostBytes;
    wakeAll(AGAIN);
  }

  /** {@code IPC_RMID}: wakes all who wait, and drops the messages. */
  void retire() {
    markRemoved();
    wakeAll(Errno.EIDRM.result());
    while (first != null) {
      IpcMessage message = first;
      remove(message);
      message.free();
    }
  }

  private void wakeAll(long result) {
    receivers.forEach(receiver -> receiver.complete(result));
    receivers.clear();
    senders.forEach(sender -> sender.complete(result));
    senders.clear();
  }

  /** What {@code msgctl(2)} tells. */
  MessageQueues.Status status() {
    return new MessageQueues.Status(
        permissions(),
        sendTime,
        receiveTime,
        changeTime,
        bytes,
        messages,
        mostBytes,
        lastSender,
        lastReceiver);
  }
}
