package io.jvisor.kernel.core.task;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What each real user has: tasks and queued signals, for {@code RLIMIT_NPROC} and {@code
 * RLIMIT_SIGPENDING}. Users without either are not kept, so that the table is bounded by the tasks.
 */
final class UserAccounts {
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. Elements: tasks, queued signals. */
  private final Map<Integer, int[]> accounts = new HashMap<>();

  private static final int TASKS = 0;
  private static final int SIGNALS = 1;

  /** Adds a task, unless the user has {@code limit} already. */
  boolean addTask(int uid, long limit) {
    return add(uid, TASKS, limit);
  }

  void removeTask(int uid) {
    add(uid, TASKS, -1, -1);
  }

  /** Adds a queued signal, unless the user has {@code limit} already. */
  boolean addSignal(int uid, long limit) {
    return add(uid, SIGNALS, limit);
  }

  void removeSignals(int uid, int count) {
    add(uid, SIGNALS, -1, -count);
  }

  /** How many tasks a user has. */
  int tasks(int uid) {
    lock.lock();
    try {
      int[] account = accounts.get(uid);
      return account == null ? 0 : account[TASKS];
    } finally {
      lock.unlock();
    }
  }

  /** How many signals wait for processes of a user. */
  int signals(int uid) {
    lock.lock();
    try {
      int[] account = accounts.get(uid);
      return account == null ? 0 : account[SIGNALS];
    } finally {
      lock.unlock();
    }
  }

  private boolean add(int uid, int kind, long limit) {
    return add(uid, kind, limit, 1);
  }

  private boolean add(int uid, int kind, long limit, int change) {
    if (change == 0) {
      return true;
    }
    lock.lock();
    try {
      int[] account = accounts.computeIfAbsent(uid, _ -> new int[2]);
      boolean allowed = Long.compareUnsigned(account[kind], limit) < 0;
      if (allowed) {
        account[kind] += change;
      }
      if (account[TASKS] == 0 && account[SIGNALS] == 0) {
        accounts.remove(uid);
      }
      return allowed;
    } finally {
      lock.unlock();
    }
  }
}
