package io.jvisor.kernel.core.futex;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.core.mm.GuestMemory;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.task.KernelTask;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The waiters of all futexes of a kernel, in buckets by key: {@code futex(2)}.
 *
 * <p>The lock of a bucket orders a waiter's look at the word with the wakes. Lock order: buckets by
 * index, then the locks of memory management.
 */
public final class FutexTable {
  /** Matches every waiter: {@code FUTEX_BITSET_MATCH_ANY}. */
  public static final int MATCH_ANY = -1;

  private static final int BUCKETS = 256;

  private final Bucket[] buckets = new Bucket[BUCKETS];

  /** How many waiters of all buckets wait for a lock: see {@link PiFutex}. */
  final AtomicInteger lockWaiters = new AtomicInteger();

  /** A table without waiters. */
  public FutexTable() {
    for (int index = 0; index < BUCKETS; index++) {
      buckets[index] = new Bucket(index);
    }
  }

  /** Waiters whose keys hash alike, oldest first. */
  static final class Bucket {
    final int index;
    final ReentrantLock lock = new ReentrantLock();

    /** Guarded by {@link #lock}. */
    final ArrayDeque<FutexWaiter> waiters = new ArrayDeque<>();

    Bucket(int index) {
      this.index = index;
    }
  }

  Bucket bucket(FutexKey key) {
    return buckets[key.hashCode() & (BUCKETS - 1)];
  }

  /**
   * Waits while the word has a value.
   *
   * @param deadline nanoseconds on the monotonic clock, or {@link KernelTask#FOREVER}
   * @return 0 when woken, {@code -EAGAIN} when the word has another value, {@code -ETIMEDOUT}, or
   *     {@link Restart#SYS} when interrupted
   */
  public long await(
      KernelTask task, FutexKey key, long address, int expected, int bitset, long deadline)
      throws ErrnoException {
    FutexWaiter waiter = new FutexWaiter(task, key, bitset);
    if (!enlist(waiter, address, expected)) {
      return Errno.EAGAIN.result();
    }
    for (; ; ) {
      WaitResult result = waiter.bucket == null ? WaitResult.READY : task.park(deadline);
      if (waiter.bucket == null) {
        return 0;
      }
      if (result != WaitResult.READY) {
        if (!withdraw(waiter)) {
          return 0; // woken meanwhile
        }
        return result == WaitResult.TIMED_OUT ? Errno.ETIMEDOUT.result() : Restart.SYS;
      }
    }
  }

  /** Lists a waiter if the word has a value; false when it has another. */
  boolean enlist(FutexWaiter waiter, long address, int expected) throws ErrnoException {
    GuestMemory words = waiter.task.mm().atomics();
    Bucket bucket = bucket(waiter.key);
    for (; ; ) {
      if (words.getIntVolatile(address) != expected) {
        return false;
      }
      bucket.lock.lock();
      try {
        long value = words.peekInt(address);
        if (value >= 0) {
          if ((int) value != expected) {
            return false;
          }
          waiter.bucket = bucket;
          bucket.waiters.add(waiter);
          return true;
        }
      } finally {
        bucket.lock.unlock();
      }
    }
  }

  /** Takes a waiter off its list; false when somebody woke it before. */
  static boolean withdraw(FutexWaiter waiter) {
    for (; ; ) {
      Bucket bucket = waiter.bucket;
      if (bucket == null) {
        return false;
      }
      bucket.lock.lock();
      try {
        if (waiter.bucket == bucket) {
          bucket.waiters.remove(waiter);
          waiter.bucket = null;
          return true;
        }
      } finally {
        bucket.lock.unlock();
      }
    }
  }

  /** Wakes waiters of a private futex, as the kernel does at the end of a thread. */
  public int wake(MemoryManager mm, long address, int count) throws ErrnoException {
    int woken = wake(FutexKeys.privateKey(mm, address), count, MATCH_ANY);
    FutexKey shared = FutexKeys.sharedKey(mm, address);
    return woken > 0 || shared == null ? woken : wake(shared, count, MATCH_ANY);
  }

  /**
   * Wakes the oldest waiters.
   *
   * @param count how many at most
   * @param bitset only waiters with a bit of it
   * @return how many were woken
   * @throws ErrnoException {@code EINVAL} when a task waits for the lock that the word is
   */
  public int wake(FutexKey key, int count, int bitset) throws ErrnoException {
    Bucket bucket = bucket(key);
    bucket.lock.lock();
    try {
      return wakeLocked(bucket, key, count, bitset);
    } finally {
      bucket.lock.unlock();
    }
  }

  private static int wakeLocked(Bucket bucket, FutexKey key, int count, int bitset)
      throws ErrnoException {
    int woken = 0;
    Iterator<FutexWaiter> iterator = bucket.waiters.iterator();
    while (woken < count && iterator.hasNext()) {
      FutexWaiter waiter = iterator.next();
      if ((waiter.bitset & bitset) != 0 && waiter.key.equals(key)) {
        if (waiter.isForLock()) {
          throw Errno.EINVAL.exception();
        }
        iterator.remove();
        waiter.bucket = null;
        waiter.task.wakeUp();
        woken++;
      }
    }
    return woken;
  }

  /** Changes a word and says whether the waiters of the second futex are woken. */
  @FunctionalInterface
  public interface WordOperation {
    /** Runs with the locks of both buckets held. */
    boolean apply() throws ErrnoException;
  }

  /**
   * {@code FUTEX_WAKE_OP}: changes a word and wakes waiters of two futexes.
   *
   * @return how many were woken
   */
  public int wakeOperation(
      FutexKey first, int firstCount, FutexKey second, int secondCount, WordOperation operation)
      throws ErrnoException {
    Bucket firstBucket = bucket(first);
    Bucket secondBucket = bucket(second);
    lockBoth(firstBucket, secondBucket);
    try {
      boolean wakesSecond = operation.apply();
      int woken = wakeLocked(firstBucket, first, firstCount, MATCH_ANY);
      if (wakesSecond) {
        woken += wakeLocked(secondBucket, second, secondCount, MATCH_ANY);
      }
      return woken;
    } finally {
      unlockBoth(firstBucket, secondBucket);
    }
  }

  /**
   * {@code FUTEX_REQUEUE} and {@code FUTEX_CMP_REQUEUE}: wakes some waiters and lets others wait on
   * another futex.
   *
   * @param expected what the word at {@code address} must be, or null to move in any case
   * @return how many were woken or moved
   * @throws ErrnoException {@code EAGAIN} when the word has another value
   */
  public int requeue(
      KernelTask task,
      FutexKey from,
      FutexKey to,
      int wakeCount,
      int moveCount,
      long address,
      Integer expected)
      throws ErrnoException {
    Bucket source = bucket(from);
    Bucket target = bucket(to);
    for (; ; ) {
      if (expected != null && task.mm().atomics().getIntVolatile(address) != expected) {
        throw Errno.EAGAIN.exception();
      }
      lockBoth(source, target);
      try {
        if (expected != null) {
          long value = task.mm().atomics().peekInt(address);
          if (value < 0) {
            continue; // the page went away: bring it in again without the locks
          }
          if ((int) value != expected) {
            throw Errno.EAGAIN.exception();
          }
        }
        int woken = wakeLocked(source, from, wakeCount, MATCH_ANY);
        int moved = from.equals(to) ? 0 : move(source, target, from, to, moveCount);
        return woken + moved;
      } finally {
        unlockBoth(source, target);
      }
    }
  }

  private static int move(Bucket source, Bucket target, FutexKey from, FutexKey to, int count)
      throws ErrnoException {
    ArrayDeque<FutexWaiter> moving = new ArrayDeque<>();
    Iterator<FutexWaiter> iterator = source.waiters.iterator();
    while (moving.size() < count && iterator.hasNext()) {
      FutexWaiter waiter = iterator.next();
      if (waiter.key.equals(from)) {
        if (waiter.isForLock()) {
          throw Errno.EINVAL.exception();
        }
        iterator.remove();
        waiter.key = to;
        waiter.bucket = target;
        moving.add(waiter);
      }
    }
    target.waiters.addAll(moving);
    return moving.size();
  }

  /** All buckets. */
  Bucket[] buckets() {
    return buckets;
  }

  private static void lockBoth(Bucket one, Bucket other) {
    Bucket first = one.index <= other.index ? one : other;
    Bucket second = first == one ? other : one;
    first.lock.lock();
    if (second != first) {
      second.lock.lock();
    }
  }

  private static void unlockBoth(Bucket one, Bucket other) {
    one.lock.unlock();
    if (other != one) {
      other.lock.unlock();
    }
  }
}
