package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The messages of a POSIX message queue: the highest priority first, and within one the oldest.
 *
 * <p>A message that comes while somebody waits for one is handed over; room that there is again is
 * the first waiting sender's.
 */
final class Mqueue {
  /** {@code MQ_PRIO_MAX}. */
  static final int PRIORITIES = 32_768;

  private static final int SIGEV_SIGNAL = 0;

  private static final int READABLE = PollEvents.POLLIN | PollEvents.POLLRDNORM;
  private static final int WRITABLE = PollEvents.POLLOUT | PollEvents.POLLWRNORM;

  private final ReentrantLock lock = new ReentrantLock();
  private final MqueueAttributes attributes;
  private final WaitQueue events = new WaitQueue();

  /** Guarded by {@link #lock}, as all that follows. */
  private final TreeMap<Integer, ArrayDeque<MqueueMessage>> messages =
      new TreeMap<>(Comparator.reverseOrder());

  private int count;
  private long bytes;
  private final List<Waiting> senders = new ArrayList<>(0);
  private final List<Waiting> receivers = new ArrayList<>(0);

  /** Null when nobody wants to be told. */
  private MqueueNotification notification;

  Mqueue(MqueueAttributes attributes) {
    this.attributes = attributes;
  }

  MqueueAttributes attributes() {
    return attributes;
  }

  WaitQueue events() {
    return events;
  }

  /** A call that waits: to send its message, or for one. */
  private static final class Waiting {
    final Task task;

    /** What is sent or was received. Guarded by the lock until {@link #isDone}. */
    MqueueMessage message;

    volatile boolean isDone;

    Waiting(Task task, MqueueMessage message) {
      this.task = task;
      this.message = message;
    }

    void complete() {
      isDone = true;
      task.wakeUp();
    }
  }

  /**
   * Sends a message.
   *
   * @param deadline as of {@link Task#park}
   * @throws ErrnoException {@code EAGAIN}, {@code ETIMEDOUT}, or what asks for a restart; the
   *     message is the caller's then
   */
  void send(Task task, MqueueMessage message, boolean wait, long deadline) throws ErrnoException {
    Waiting waiting;
    lock.lock();
    try {
      if (count < attributes.messages()) {
        accept(task, message);
        return;
      }
      if (!wait) {
        throw Errno.EAGAIN.exception();
      }
      waiting = new Waiting(task, message);
      senders.add(waiting);
    } finally {
      lock.unlock();
    }
    await(waiting, senders, deadline);
  }

  /**
   * Takes the first message.
   *
   * @param deadline as of {@link Task#park}
   * @throws ErrnoException {@code EAGAIN}, {@code ETIMEDOUT}, or what asks for a restart
   */
  MqueueMessage receive(Task task, boolean wait, long deadline) throws ErrnoException {
    Waiting waiting;
    lock.lock();
    try {
      if (count > 0) {
        return take();
      }
      if (!wait) {
        throw Errno.EAGAIN.exception();
      }
      waiting = new Waiting(task, null);
      receivers.add(waiting);
    } finally {
      lock.unlock();
    }
    await(waiting, receivers, deadline);
    return waiting.message;
  }

  private void await(Waiting waiting, List<Waiting> list, long deadline) throws ErrnoException {
    for (; ; ) {
      WaitResult woken = waiting.task.park(deadline);
      if (waiting.isDone) {
        return;
      }
      if (woken != WaitResult.READY && withdraw(waiting, list)) {
        throw woken == WaitResult.TIMED_OUT ? Errno.ETIMEDOUT.exception() : Restart.exception();
      }
    }
  }

  /** Takes a call off its list; false when it was done meanwhile. */
  private boolean withdraw(Waiting waiting, List<Waiting> list) {
    lock.lock();
    try {
      return list.remove(waiting);
    } finally {
      lock.unlock();
    }
  }

  /** Hands a message to who waits for one, or keeps it. */
  private void accept(Task sender, MqueueMessage message) {
    if (!receivers.isEmpty()) {
      Waiting receiver = receivers.removeFirst();
      receiver.message = message;
      receiver.complete();
      return;
    }
    insert(message);
    if (count == 1 && notification != null) {
      MqueueNotification told = notification;
      notification = null;
      told.deliver(sender);
    }
    events.wake(READABLE);
  }

  private void insert(MqueueMessage message) {
    messages.computeIfAbsent(message.priority(), _ -> new ArrayDeque<>(4)).add(message);
    count++;
    bytes += message.length();
  }

  private MqueueMessage take() {
    ArrayDeque<MqueueMessage> first = messages.firstEntry().getValue();
    MqueueMessage message = first.remove();
    if (first.isEmpty()) {
      messages.remove(message.priority());
    }
    count--;
    bytes -= message.length();
    if (senders.isEmpty()) {
      events.wake(WRITABLE);
    } else {
      Waiting sender = senders.removeFirst();
      insert(sender.message);
      sender.complete();
    }
    return message;
  }

  /** Messages that wait: {@code mq_curmsgs}. */
  int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  int poll() {
    int present = count();
    return (present > 0 ? READABLE : 0) | (present < attributes.messages() ? WRITABLE : 0);
  }

  /** Asks to be told of the next message that finds the queue empty: {@code EBUSY}. */
  void setNotification(MqueueNotification wanted) throws ErrnoException {
    lock.lock();
    try {
      if (notification != null) {
        throw Errno.EBUSY.exception();
      }
      notification = wanted;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what the process of a task asked for. */
  void removeNotification(Task task) {
    lock.lock();
    try {
      if (notification != null && notification.isOf(task)) {
        notification = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** What reading the file shows a task: {@code mq_overview(7)}. */
  String text(Task reader) {
    lock.lock();
    try {
      MqueueNotification told = notification;
      return "QSIZE:%-10d NOTIFY:%-5d SIGNO:%-5d NOTIFY_PID:%-6d%n"
          .formatted(
              bytes,
              told == null ? 0 : told.kind(),
              told == null || told.kind() != SIGEV_SIGNAL ? 0 : told.signal(),
              told == null ? 0 : told.process().seenBy(reader));
    } finally {
      lock.unlock();
    }
  }

  /** Drops the messages; nobody can get at the queue any more. */
  void clear() {
    lock.lock();
    try {
      messages.values().forEach(list -> list.forEach(MqueueMessage::free));
      messages.clear();
      count = 0;
      bytes = 0;
      notification = null;
    } finally {
      lock.unlock();
    }
  }
}
