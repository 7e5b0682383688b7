package io.jvisor.syscalls.fs.epoll;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The interests that may be ready, oldest first: linked through the interests themselves, so that a
 * wake-up allocates nothing.
 */
final class ReadyList {
  private final ReentrantLock lock = new ReentrantLock();

  /** Written under {@link #lock}; read without it to see whether there is anything. */
  private volatile Interest first;

  /** Guarded by {@link #lock}. */
  private Interest last;

  /** Guarded by {@link #lock}. */
  private int size;

  boolean isEmpty() {
    return first == null;
  }

  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  /** Adds an interest at the end unless it is on the list. */
  void add(Interest interest) {
    lock.lock();
    try {
      if (interest.listed || interest.isRemoved()) {
        return;
      }
      interest.listed = true;
      interest.previous = last;
      interest.next = null;
      if (last == null) {
        first = interest;
      } else {
        last.next = interest;
      }
      last = interest;
      size++;
    } finally {
      lock.unlock();
    }
  }

  /** Puts an interest back at the front unless it is on the list. */
  void addFirst(Interest interest) {
    lock.lock();
    try {
      if (interest.listed || interest.isRemoved()) {
        return;
      }
      interest.listed = true;
      interest.previous = null;
      interest.next = first;
      if (first == null) {
        last = interest;
      } else {
        first.previous = interest;
      }
      first = interest;
      size++;
    } finally {
      lock.unlock();
    }
  }

  /** Takes the oldest interest off, or null. */
  Interest take() {
    lock.lock();
    try {
      Interest interest = first;
      if (interest != null) {
        unlink(interest);
      }
      return interest;
    } finally {
      lock.unlock();
    }
  }

  /** Takes an interest off if it is on the list. It has been marked as removed. */
  void remove(Interest interest) {
    lock.lock();
    try {
      if (interest.listed) {
        unlink(interest);
      }
    } finally {
      lock.unlock();
    }
  }

  private void unlink(Interest interest) {
    if (interest.previous == null) {
      first = interest.next;
    } else {
      interest.previous.next = interest.next;
    }
    if (interest.next == null) {
      last = interest.previous;
    } else {
      interest.next.previous = interest.previous;
    }
    interest.listed = false;
    interest.next = null;
    interest.previous = null;
    size--;
  }
}
