package io.jvisor.kernel.core.seccomp;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.core.seccomp.Notification.State;
import io.jvisor.kernel.core.task.KernelTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The calls that wait for one listener: {@code seccomp_unotify(2)}. Between a filter, whose tasks
 * {@link #submit} calls, and the {@link NotificationFile} that a listener has; holds neither of
 * them. A task has one call in it at most.
 *
 * <p>Its lock comes after the signal lock, and after those of who asks {@link #poll}; so {@link
 * #events} is woken without it. Tasks are woken under it.
 */
public final class NotificationQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final WaitQueue events = new WaitQueue();

  /** {@code SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV}. */
  private final boolean isPatient;

  /** Oldest first. Guarded by {@link #lock}. */
  private final List<Notification> waiting = new ArrayList<>();

  /**
   * How many may be received. As on Linux, one whose task has gone counts until somebody looks for
   * it. Guarded by {@link #lock}.
   */
  private int requests;

  /** Guarded by {@link #lock}. */
  private long nextId = ThreadLocalRandom.current().nextLong();

  /** The listener is gone. Written under {@link #lock}. */
  private volatile boolean isClosed;

  /** No task has the filter any more. */
  private volatile boolean isOrphaned;

  /**
   * An empty queue.
   *
   * @param isPatient whether a task whose call was received lets itself be interrupted only by what
   *     kills it
   */
  public NotificationQueue(boolean isPatient) {
    this.isPatient = isPatient;
  }

  /** Who tells a listener that {@link #poll} changed. */
  WaitQueue events() {
    return events;
  }

  /** Whether the listener is gone. */
  boolean isClosed() {
    return isClosed;
  }

  // The task that makes a call

  /** Enters a call; null when nobody listens. */
  public Notification submit(Task task, CallData data) {
    lock.lock();
    try {
      if (isClosed) {
        return null;
      }
      Notification made = new Notification(nextId++, KernelTask.of(task).pid(), data.words.clone());
      waiting.add(made);
      requests++;
      return made;
    } finally {
      lock.unlock();
      events.wake(PollEvents.POLLIN | PollEvents.POLLRDNORM);
    }
  }

  /** Whether only the end of the task may interrupt its wait now. */
  public boolean isPatient(Notification call) {
    lock.lock();
    try {
      return isPatient && call.state != State.NEW;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is something to do for a task that waits as {@link #isPatient} said. */
  public boolean hasNews(Notification call, boolean patient) {
    lock.lock();
    try {
      return call.state == State.REPLIED
          || !call.descriptors.isEmpty()
          || patient != (isPatient && call.state != State.NEW);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Installs a descriptor, if there is one to install.
   *
   * @return whether the call is decided
   */
  public boolean proceed(Task task, Notification call) {
    AddedDescriptor added;
    lock.lock();
    try {
      added = call.descriptors.poll();
      if (added == null) {
        return call.state == State.REPLIED;
      }
      added.begin();
    } finally {
      lock.unlock();
    }
    long result = added.install(task);
    lock.lock();
    try {
      if (added.isReply && result < 0) {
        call.state = State.SENT;
      } else if (added.isReply) {
        call.result = result;
        call.isAdmitted = false;
      }
      return call.state == State.REPLIED;
    } finally {
      lock.unlock();
      added.finish(result);
    }
  }

  /** Takes a call out that is decided or given up. */
  public void withdraw(Notification call) {
    lock.lock();
    try {
      waiting.remove(call);
      for (AddedDescriptor added : call.descriptors) {
        added.begin();
        added.finish(Errno.ESRCH.result());
      }
      call.descriptors.clear();
    } finally {
      lock.unlock();
    }
  }

  /** No task has the filter any more. */
  void orphan() {
    isOrphaned = true;
    events.wake(-1);
  }

  // The listener

  /** Whether a listener need not wait any longer; takes one of the requests if there is one. */
  boolean tryTake() {
    lock.lock();
    try {
      if (requests > 0) {
        requests--;
        return true;
      }
      return isOrphaned;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Receives a call after {@link #tryTake}.
   *
   * @throws ErrnoException {@code ENOENT} when its task has gone
   */
  Notification receive() throws ErrnoException {
    Notification received = takeNew();
    if (received == null) {
      throw Errno.ENOENT.exception();
    }
    if (isPatient) {
      received.news().wake(-1);
    }
    events.wake(PollEvents.POLLOUT | PollEvents.POLLWRNORM);
    return received;
  }

  private Notification takeNew() {
    lock.lock();
    try {
      for (Notification each : waiting) {
        if (each.state == State.NEW) {
          each.state = State.SENT;
          return each;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Puts a call back that could not be given to the listener. */
  void putBack(Notification call) {
    lock.lock();
    try {
      if (waiting.contains(call)) {
        call.state = State.NEW;
        requests++;
      }
    } finally {
      lock.unlock();
    }
    events.wake(PollEvents.POLLIN | PollEvents.POLLRDNORM);
  }

  /**
   * Decides about a call.
   *
   * @throws ErrnoException {@code ENOENT}, {@code EINPROGRESS}
   */
  void reply(long id, long result, boolean admits) throws ErrnoException {
    lock.lock();
    try {
      sent(id).reply(result, admits);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a call was received and not decided. */
  boolean isSent(long id) {
    lock.lock();
    try {
      Notification call = find(id);
      return call != null && call.state == State.SENT;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives a call's task a descriptor.
   *
   * @return the call
   * @throws ErrnoException {@code ENOENT}, {@code EINPROGRESS}, {@code EBUSY}
   */
  Notification add(long id, AddedDescriptor added) throws ErrnoException {
    lock.lock();
    try {
      Notification call = sent(id);
      if (added.isReply) {
        if (!call.descriptors.isEmpty()) {
          throw Errno.EBUSY.exception();
        }
        call.state = State.REPLIED;
      }
      call.descriptors.add(added);
      call.news().wake(-1);
      return call;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a descriptor back; false when the task installs it or has done so. */
  boolean remove(Notification call, AddedDescriptor added) {
    lock.lock();
    try {
      return call.descriptors.remove(added);
    } finally {
      lock.unlock();
    }
  }

  private Notification sent(long id) throws ErrnoException {
    Notification call = find(id);
    if (call == null) {
      throw Errno.ENOENT.exception();
    }
    if (call.state != State.SENT) {
      throw Errno.EINPROGRESS.exception();
    }
    return call;
  }

  private Notification find(long id) {
    for (Notification each : waiting) {
      if (each.id == id) {
        return each;
      }
    }
    return null;
  }

  /** What a listener may do now: a mask of {@link PollEvents}. */
  int poll() {
    int ready = isOrphaned ? PollEvents.POLLHUP : 0;
    lock.lock();
    try {
      for (Notification each : waiting) {
        if (each.state == State.NEW) {
          ready |= PollEvents.POLLIN | PollEvents.POLLRDNORM;
        } else if (each.state == State.SENT) {
          ready |= PollEvents.POLLOUT | PollEvents.POLLWRNORM;
        }
      }
      return ready;
    } finally {
      lock.unlock();
    }
  }

  /** The listener is gone: all calls fail. */
  void close() {
    lock.lock();
    try {
      isClosed = true;
      for (Notification each : waiting) {
        if (each.state != State.REPLIED) {
          each.reply(Errno.ENOSYS.result(), false);
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
