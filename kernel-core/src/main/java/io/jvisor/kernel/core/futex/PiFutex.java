package io.jvisor.kernel.core.futex;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.core.mm.GuestMemory;
import io.jvisor.kernel.core.task.KernelTask;
import java.util.Iterator;

/**
 * Futexes that are locks: the word holds the owner's thread id, and the kernel hands it to the next
 * one ({@code FUTEX_LOCK_PI} of {@code futex(2)}, {@code Documentation/locking/pi-futex.rst}).
 * Priorities decide who is next; nobody inherits them, since the host schedules.
 *
 * <p>A word changes with its bucket's lock held, except by those who need not ask the kernel.
 */
public final class PiFutex {
  static final int FUTEX_WAITERS = 0x80000000;
  static final int FUTEX_OWNER_DIED = 0x40000000;
  static final int FUTEX_TID_MASK = 0x3fffffff;

  private final FutexTable table;
  private final KernelTask task;
  private final FutexKey key;
  private final long address;

  /** The lock that a word is, as a task sees it. */
  public PiFutex(KernelTask task, FutexKey key, long address) {
    this.table = task.kernel().futexes();
    this.task = task;
    this.key = key;
    this.address = address;
  }

  /**
   * Takes the lock.
   *
   * @param waits whether to wait for it; {@code EAGAIN} when it is not free otherwise
   * @param deadline nanoseconds on the monotonic clock, or {@link KernelTask#FOREVER}
   * @return 0, {@code -ETIMEDOUT}, or {@link Restart#NO_INTR} when interrupted
   * @throws ErrnoException {@code EDEADLK} when the caller has it, {@code ESRCH} when the word
   *     names nobody, {@code EAGAIN}, {@code EFAULT}, {@code EINVAL} when others wait to be woken
   */
  public long lock(boolean waits, long deadline) throws ErrnoException {
    FutexTable.Bucket bucket = table.bucket(key);
    FutexWaiter waiter = null;
    while (waiter == null) {
      task.mm().atomics().getIntVolatile(address); // takes the page in
      bucket.lock.lock();
      try {
        long seen = task.mm().atomics().peekInt(address);
        if (seen < 0) {
          continue;
        }
        if (tryTake(bucket, (int) seen)) {
          return 0;
        }
        if (((int) seen & FUTEX_TID_MASK) == 0) {
          continue; // the word changed
        }
        if (!waits) {
          throw Errno.EAGAIN.exception();
        }
        waiter = enlist(bucket, (int) seen);
      } finally {
        bucket.lock.unlock();
      }
    }
    return sleep(waiter, deadline);
  }

  private boolean tryTake(FutexTable.Bucket bucket, int word) throws ErrnoException {
    int owner = word & FUTEX_TID_MASK;
    if (owner == task.localTid()) {
      throw Errno.EDEADLK.exception();
    }
    boolean isContended = false;
    for (FutexWaiter waiter : bucket.waiters) {
      if (waiter.key.equals(key)) {
        if (!waiter.isForLock()) {
          throw Errno.EINVAL.exception();
        }
        isContended = true;
      }
    }
    if (owner != 0) {
      return false;
    }
    int taken = (word & FUTEX_OWNER_DIED) | task.localTid() | (isContended ? FUTEX_WAITERS : 0);
    return FutexWords.compareAndSet(task.mm(), address, word, taken);
  }

  /**
   * Waits for the owner to hand the lock over; null when the word changed meanwhile. The waiter is
   * counted before the owner is looked at, and an owner that ends says so before it looks at the
   * count: one of the two sees the other.
   */
  private FutexWaiter enlist(FutexTable.Bucket bucket, int word) throws ErrnoException {
    table.lockWaiters.incrementAndGet();
    boolean isListed = false;
    try {
      KernelTask owner = task.pidNamespace().task(word & FUTEX_TID_MASK);
      if (owner == null || owner.isEnding()) {
        throw Errno.ESRCH.exception();
      }
      if (!FutexWords.compareAndSet(task.mm(), address, word, word | FUTEX_WAITERS)) {
        return null;
      }
      FutexWaiter waiter = new FutexWaiter(task, key, address, owner);
      waiter.bucket = bucket;
      bucket.waiters.add(waiter);
      isListed = true;
      return waiter;
    } finally {
      if (!isListed) {
        table.lockWaiters.decrementAndGet();
      }
    }
  }

  private long sleep(FutexWaiter waiter, long deadline) {
    for (; ; ) {
      WaitResult result = waiter.bucket == null ? WaitResult.READY : task.park(deadline);
      if (waiter.bucket == null) {
        return 0; // the word names this task
      }
      if (result != WaitResult.READY) {
        if (!FutexTable.withdraw(waiter)) {
          return 0;
        }
        table.lockWaiters.decrementAndGet();
        return result == WaitResult.TIMED_OUT ? Errno.ETIMEDOUT.result() : Restart.NO_INTR;
      }
    }
  }

  /**
   * Gives the lock to the next one, or to nobody.
   *
   * @throws ErrnoException {@code EPERM} when the caller has it not, {@code EFAULT}
   */
  public void unlock() throws ErrnoException {
    GuestMemory words = task.mm().atomics();
    FutexTable.Bucket bucket = table.bucket(key);
    for (; ; ) {
      int word = words.getIntVolatile(address);
      if ((word & FUTEX_TID_MASK) != task.localTid()) {
        throw Errno.EPERM.exception();
      }
      bucket.lock.lock();
      try {
        FutexWaiter next = next(bucket, key);
        if (next != null && !next.isForLock()) {
          throw Errno.EINVAL.exception();
        }
        int value = next == null ? 0 : next.task.localTid() | FUTEX_WAITERS;
        if (FutexWords.compareAndSet(task.mm(), address, word, value)) {
          if (next != null) {
            give(table, bucket, next);
          }
          return;
        }
      } finally {
        bucket.lock.unlock();
      }
    }
  }

  /**
   * The waiter with the highest priority, the oldest of several. Caller holds the bucket's lock.
   */
  private static FutexWaiter next(FutexTable.Bucket bucket, FutexKey key) {
    FutexWaiter best = null;
    for (FutexWaiter waiter : bucket.waiters) {
      if (waiter.key.equals(key) && (best == null || priority(waiter) > priority(best))) {
        best = waiter;
      }
    }
    return best;
  }

  private static int priority(FutexWaiter waiter) {
    return waiter.task.scheduling().policy().priority();
  }

  /** Wakes the new owner; the word names it already. Caller holds the bucket's lock. */
  private static void give(FutexTable table, FutexTable.Bucket bucket, FutexWaiter next) {
    bucket.waiters.remove(next);
    table.lockWaiters.decrementAndGet();
    for (FutexWaiter waiter : bucket.waiters) {
      if (waiter.isForLock() && waiter.key.equals(next.key)) {
        waiter.owner = next.task;
      }
    }
    next.bucket = null;
    next.task.wakeUp();
  }

  /** Hands over what a task that ends still holds, marked as left by a dead owner. */
  static void ownerEnded(KernelTask task) {
    FutexTable table = task.kernel().futexes();
    if (table.lockWaiters.get() == 0) {
      return;
    }
    for (FutexTable.Bucket bucket : table.buckets()) {
      bucket.lock.lock();
      try {
        FutexWaiter orphan = orphan(bucket, task);
        while (orphan != null) {
          inherit(table, bucket, orphan);
          orphan = orphan(bucket, task);
        }
      } finally {
        bucket.lock.unlock();
      }
    }
  }

  private static FutexWaiter orphan(FutexTable.Bucket bucket, KernelTask owner) {
    Iterator<FutexWaiter> iterator = bucket.waiters.iterator();
    while (iterator.hasNext()) {
      FutexWaiter waiter = iterator.next();
      if (waiter.isForLock() && waiter.owner == owner) {
        return next(bucket, waiter.key);
      }
    }
    return null;
  }

  /** Writes through the heir's memory: the dead owner may have none any more. */
  private static void inherit(FutexTable table, FutexTable.Bucket bucket, FutexWaiter heir) {
    int value = heir.task.localTid() | FUTEX_WAITERS | FUTEX_OWNER_DIED;
    try {
      GuestMemory words = heir.task.mm().atomics();
      int word = words.getIntVolatile(heir.lockAddress);
      for (int seen = words.compareAndExchangeInt(heir.lockAddress, word, value);
          seen != word;
          seen = words.compareAndExchangeInt(heir.lockAddress, word, value)) {
        word = seen;
      }
    } catch (ErrnoException _) {
      // The heir took the page away: it is woken, and what it reads there is its own doing.
    }
    give(table, bucket, heir);
  }
}
