package io.jvisor.syscalls.fs.epoll;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.AnonymousFile;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** An epoll instance: {@code epoll_create(2)}. */
final class EpollInstance extends AnonymousFile {
  /** An interest, with its places in the instance's map and in the wait queue of the file. */
  private static final int INTEREST = 256;

  /** Interests of all instances; beyond, {@code ENOSPC}. */
  private static final HeapShare SHARE = new HeapShare(12);

  private static final int READY = PollEvents.POLLIN | PollEvents.POLLRDNORM;

  /** Held while interests change and while ready ones are collected. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Changed under {@link #lock}, but for the removal of interests whose description is gone. */
  private final ConcurrentHashMap<Interest.Key, Interest> interests = new ConcurrentHashMap<>();

  private final ReadyList ready = new ReadyList();

  /** Tasks in {@code epoll_wait}; one is woken at a time. */
  private final WaitQueue tasks = new WaitQueue();

  /** Whoever else watches this instance; all are woken. */
  private final WaitQueue watchers = new WaitQueue();

  /**
   * Instances that watch this one, or did: where to look for those above. Guarded by {@link
   * Nesting#LOCK}.
   */
  private final Set<EpollInstance> outer = Collections.newSetFromMap(new WeakHashMap<>());

  EpollInstance() {
    super("[eventpoll]", OpenFlags.O_RDWR);
  }

  /** Takes the events that {@link #collect} finds. */
  @FunctionalInterface
  interface Sink {
    /** Takes one; {@code EFAULT} leaves it with the instance. */
    void add(int index, int events, long data) throws ErrnoException;
  }

  /**
   * {@code EPOLL_CTL_ADD}. The caller holds a reference to the description.
   *
   * @throws ErrnoException {@code EEXIST}, {@code ENOSPC}, {@code ELOOP}
   */
  void add(Task task, FileDescription file, int fd, int events, long data) throws ErrnoException {
    if (file instanceof EpollInstance inner) {
      Nesting.LOCK.lock();
      try {
        Nesting.check(this, inner);
        insert(task, file, fd, events, data);
        inner.outer.add(this);
      } finally {
        Nesting.LOCK.unlock();
      }
    } else {
      insert(task, file, fd, events, data);
    }
  }

  private void insert(Task task, FileDescription file, int fd, int events, long data)
      throws ErrnoException {
    Interest.Key key = new Interest.Key(file, fd);
    lock.lock();
    try {
      if (interests.containsKey(key)) {
        throw Errno.EEXIST.exception();
      }
      if (!SHARE.tryTake(INTEREST)) {
        throw Errno.ENOSPC.exception();
      }
      Interest interest =
          new Interest(this, key, file.waitQueue(task), events | EpollEvents.ALWAYS, data);
      try {
        file.addReleaseListener(interest);
      } catch (ErrnoException tooMany) {
        SHARE.give(INTEREST);
        throw tooMany;
      }
      interests.put(key, interest);
      if (interest.has(EpollEvents.EPOLLEXCLUSIVE)) {
        interest.source().addExclusive(interest, PollEvents.ALL);
      } else {
        interest.source().add(interest, PollEvents.ALL);
      }
      listIfReady(task, interest);
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@code EPOLL_CTL_MOD}.
   *
   * @throws ErrnoException {@code ENOENT}; {@code EINVAL} for an exclusive interest
   */
  void modify(Task task, FileDescription file, int fd, int events, long data)
      throws ErrnoException {
    lock.lock();
    try {
      Interest interest = find(file, fd);
      if (interest.has(EpollEvents.EPOLLEXCLUSIVE)) {
        throw Errno.EINVAL.exception();
      }
      interest.modify(events | EpollEvents.ALWAYS, data);
      listIfReady(task, interest);
    } finally {
      lock.unlock();
    }
  }

  /**
   * {@code EPOLL_CTL_DEL}.
   *
   * @throws ErrnoException {@code ENOENT}
   */
  void remove(FileDescription file, int fd) throws ErrnoException {
    lock.lock();
    try {
      Interest interest = find(file, fd);
      file.removeReleaseListener(interest);
      drop(interest);
    } finally {
      lock.unlock();
    }
  }

  private Interest find(FileDescription file, int fd) throws ErrnoException {
    Interest interest = interests.get(new Interest.Key(file, fd));
    if (interest == null) {
      throw Errno.ENOENT.exception();
    }
    return interest;
  }

  private void listIfReady(Task task, Interest interest) {
    if (interest.poll(task) != 0) {
      listAndWake(interest);
    }
  }

  /**
   * Puts an interest on the ready list and wakes. Any locks but a list lock may be held.
   *
   * @return whether a task was woken
   */
  boolean listAndWake(Interest interest) {
    ready.add(interest);
    boolean woken = tasks.wake(READY, 1) > 0;
    watchers.wake(READY);
    return woken;
  }

  /** Ends an interest; called for the last {@code close(2)} too, so it takes no instance's lock. */
  void drop(Interest interest) {
    if (interest.remove()) {
      interests.remove(interest.key(), interest);
      interest.source().remove(interest);
      ready.remove(interest);
      SHARE.give(INTEREST);
    }
  }

  /**
   * Waits for events.
   *
   * @param most how many to take at most
   * @param deadline nanoseconds of {@code CLOCK_MONOTONIC}, {@link Task#FOREVER}, or a time that
   *     has passed
   * @return how many were taken, or -1 after a signal
   */
  int await(Task task, Sink sink, int most, long deadline) throws ErrnoException {
    for (; ; ) {
      int count = ready.isEmpty() ? 0 : collect(task, sink, most);
      if (count > 0 || deadline <= 0) {
        return count;
      }
      WaitResult result = task.await(tasks, READY, () -> !ready.isEmpty(), deadline);
      if (result != WaitResult.READY) {
        // A wake-up meant for this task alone must not be lost.
        count = ready.isEmpty() ? 0 : collect(task, sink, most);
        if (count > 0 || result == WaitResult.TIMED_OUT) {
          return count;
        }
        return -1;
      }
    }
  }

  /**
   * Takes events. Level-triggered interests go to the end of the list, to be looked at again; so
   * everyone gets a turn.
   */
  private int collect(Task task, Sink sink, int most) throws ErrnoException {
    int count = 0;
    lock.lock();
    try {
      for (int left = ready.size(); left > 0 && count < most; left--) {
        Interest interest = ready.take();
        if (interest == null) {
          break;
        }
        int events = interest.poll(task);
        if (events == 0) {
          continue;
        }
        try {
          sink.add(count, events, interest.data());
        } catch (ErrnoException error) {
          ready.addFirst(interest);
          if (count == 0) {
            throw error;
          }
          break;
        }
        count++;
        if (interest.has(EpollEvents.EPOLLONESHOT)) {
          interest.disable();
        } else if (!interest.has(EpollEvents.EPOLLET)) {
          ready.add(interest);
        }
      }
    } finally {
      lock.unlock();
    }
    if (!ready.isEmpty()) {
      tasks.wake(READY, 1);
    }
    return count;
  }

  /** Readable when an interest is ready. Interests that are not any more leave the list. */
  @Override
  public int poll() {
    return poll(null);
  }

  @Override
  public int poll(Task task) {
    if (ready.isEmpty()) {
      return 0;
    }
    lock.lock();
    try {
      for (int left = ready.size(); left > 0; left--) {
        Interest interest = ready.take();
        if (interest == null) {
          return 0;
        }
        if (interest.poll(task) != 0) {
          ready.addFirst(interest);
          return READY;
        }
      }
      return 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WaitQueue waitQueue() {
    return watchers;
  }

  /** The descriptions that are watched; for {@link Nesting} and {@code /proc}. */
  Iterable<Interest> interests() {
    return interests.values();
  }

  /** How long the longest chain of instances is that ends here. {@link Nesting#LOCK} is held. */
  int stepsAbove(int depth) {
    int steps = 0;
    for (EpollInstance instance : outer) {
      if (depth <= Nesting.MOST_STEPS && instance.watches(this)) {
        steps = Math.max(steps, 1 + instance.stepsAbove(depth + 1));
      }
    }
    return steps;
  }

  private boolean watches(EpollInstance inner) {
    for (Interest interest : interests.values()) {
      if (interest.file() == inner) {
        return true;
      }
    }
    return false;
  }

  @Override
  protected void onRelease() {
    for (Interest interest : interests.values()) {
      FileDescription file = interest.file();
      file.removeReleaseListener(interest);
      drop(interest);
    }
  }

  /** Linux has requests of its own here, for busy polling of network cards; all fail. */
  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /** One line for each interest whose description is still open, by descriptor. */
  @Override
  public void describe(Task task, StringBuilder text) {
    List<Interest> present = new ArrayList<>(interests.values());
    present.sort(Comparator.comparingInt(interest -> interest.key().fd()));
    for (Interest interest : present) {
      interest.describe(task, text);
    }
  }
}
