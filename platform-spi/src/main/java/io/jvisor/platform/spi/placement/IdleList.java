package io.jvisor.platform.spi.placement;

import io.jvisor.platform.spi.host.HostMutex;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Threads that wait for work: to make one costs more than most tasks take. The last one to come is
 * the first to go. Any thread.
 *
 * @param <T> what stands for a thread
 */
public final class IdleList<T> {
  /** The most that wait. */
  private static final int MOST = 64;

  private final HostMutex lock = new HostMutex();

  /** Guarded by {@link #lock}. */
  private final Deque<T> idle = new ArrayDeque<>();

  /** Guarded by {@link #lock}. */
  private boolean closed;

  /** Takes one that waits; null when none does. */
  public T take() {
    lock.lock();
    try {
      return idle.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Notes that one has nothing to do. Returns whether it is to wait, or else to end. */
  public boolean enter(T thread) {
    lock.lock();
    try {
      if (closed || idle.size() >= MOST) {
        return false;
      }
      idle.addFirst(thread);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Removes one; false if somebody has taken it already. */
  public boolean leave(T thread) {
    lock.lock();
    try {
      return idle.remove(thread);
    } finally {
      lock.unlock();
    }
  }

  /** Lets none wait any more; returns those that did, for the caller to end. */
  public List<T> close() {
    lock.lock();
    try {
      closed = true;
      List<T> left = List.copyOf(idle);
      idle.clear();
      return left;
    } finally {
      lock.unlock();
    }
  }
}
