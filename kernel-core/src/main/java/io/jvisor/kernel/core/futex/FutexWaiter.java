package io.jvisor.kernel.core.futex;

import io.jvisor.kernel.core.task.KernelTask;

/** A task that waits on a futex. */
final class FutexWaiter {
  final KernelTask task;
  final int bitset;

  /** What it waits on; changes when it is requeued. Guarded by the lock of {@link #bucket}. */
  FutexKey key;

  /** Where it is listed; null when it was woken. Written with the bucket's lock held. */
  volatile FutexTable.Bucket bucket;

  FutexWaiter(KernelTask task, FutexKey key, int bitset) {
    this.task = task;
    this.key = key;
    this.bitset = bitset;
  }
}
