package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Resource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the queues of each real user count against {@code RLIMIT_MSGQUEUE}. Users without queues are
 * not kept, so that the table is bounded by the queues.
 */
final class MqueueAccounts {
  private final ReentrantLock lock = new ReentrantLock();

  /** Bytes by user. Guarded by {@link #lock}. */
  private final Map<Integer, Long> used = new HashMap<>();

  /** Takes bytes for the real user of a task: {@code EMFILE} when there are too many. */
  void take(Task task, long bytes) throws ErrnoException {
    int user = task.credentials().uid();
    long limit = task.softLimit(Resource.RLIMIT_MSGQUEUE);
    lock.lock();
    try {
      long sum = used.getOrDefault(user, 0L) + bytes;
      if (Long.compareUnsigned(sum, limit) > 0) {
        throw Errno.EMFILE.exception();
      }
      used.put(user, sum);
    } finally {
      lock.unlock();
    }
  }

  void give(int user, long bytes) {
    lock.lock();
    try {
      used.computeIfPresent(user, (_, sum) -> sum == bytes ? null : Long.valueOf(sum - bytes));
    } finally {
      lock.unlock();
    }
  }
}
