package io.jvisor.kernel.core.futex;

import io.jvisor.kernel.core.task.KernelTask;

/** A task that waits on a futex. */
final class FutexWaiter {
  final KernelTask task;
  final int bitset;

  /** The word, for one who hands a lock over; 0 where the word is no lock. */
  final long lockAddress;

  /** What it waits on; changes when it is requeued. Guarded by the lock of {@link #bucket}. */
  FutexKey key;

  /** The task that holds the lock waited for. Guarded by the lock of {@link #bucket}. */
  KernelTask owner;

  /** Where it is listed; null when it was woken. Written with the bucket's lock held. */
  volatile FutexTable.Bucket bucket;

  /** One who waits to be woken. */
  FutexWaiter(KernelTask task, FutexKey key, int bitset) {
    this.task = task;
    this.key = key;
    this.bitset = bitset;
    this.lockAddress = 0;
  }

  /** One who waits for a lock. */
  FutexWaiter(KernelTask task, FutexKey key, long lockAddress, KernelTask owner) {
    this.task = task;
    this.key = key;
    this.bitset = FutexTable.MATCH_ANY;
    this.lockAddress = lockAddress;
    this.owner = owner;
  }

  /** Whether it waits to be given a lock, not to be woken. */
  boolean isForLock() {
    return lockAddress != 0;
  }
}
