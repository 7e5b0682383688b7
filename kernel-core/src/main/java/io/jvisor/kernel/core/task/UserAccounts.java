package io.jvisor.kernel.core.task;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What each real user has: tasks and queued signals, for {@code RLIMIT_NPROC} and {@code
 * RLIMIT_SIGPENDING}. Users without either are not kept, so that the table is bounded by the tasks.
 */
final class UserAccounts {
  /** The most signals and timers of all users together, whatever their limits say. */
  private static final int MOST_SIGNALS = 1 << 16;

  private static final int TASKS = 0;
  private static final int SIGNALS = 1;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. Elements: tasks, queued signals. */
  private final Map<Integer, int[]> accounts = new HashMap<>();

  /** Signals and timers of all users. Guarded by {@link #lock}. */
  private int signals;

  /** Adds a task, unless the user has {@code limit} already; -1 for no limit. */
  boolean addTask(int uid, long limit) {
    return add(uid, TASKS, limit, 1);
  }

  void removeTask(int uid) {
    add(uid, TASKS, -1, -1);
  }

  /** Adds a queued signal or a timer, unless the user, or all together, have too many. */
  boolean addSignal(int uid, long limit) {
    lock.lock();
    try {
      return signals < MOST_SIGNALS && add(uid, SIGNALS, limit, 1);
    } finally {
      lock.unlock();
    }
  }

  /** Adds a signal that cannot be refused: each process has room for one of each kind. */
  void addForcedSignal(int uid) {
    add(uid, SIGNALS, -1, 1);
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
        signals += kind == SIGNALS ? change : 0;
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
