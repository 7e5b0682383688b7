package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.HeapShare;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.ipc.SemaphoreSet.Undo;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The semaphore sets of a namespace: {@code semget(2)}, {@code semctl(2)}. */
public final class SemaphoreSets {
  /** Sets, and what is to be undone. */
  static final HeapShare SHARE = new HeapShare(16);

  /** What {@code semctl(2)} tells of a set. */
  public record Status(
      IpcPermissions permissions, long operationTime, long changeTime, int semaphores) {}

  private final UserNamespace owner;
  private final Clock clock;
  private final IpcTable<SemaphoreSet> table = new IpcTable<>(32_000);

  /** Semaphores of all sets. */
  private final AtomicInteger semaphores = new AtomicInteger();

  /** {@code SEMMSL}, semaphores of one set. */
  private volatile int mostOfSet = 32_000;

  /** {@code SEMMNS}, semaphores of all sets. */
  private volatile int mostOfAll = 1_024_000_000;

  /** {@code SEMOPM}, operations of one call. */
  private volatile int mostOperations = 500;

  SemaphoreSets(Clock clock, UserNamespace owner) {
    this.owner = owner;
    this.clock = clock;
  }

  /** Ids and keys. */
  public IpcTable<SemaphoreSet> table() {
    return table;
  }

  /** Semaphores of all sets. */
  public int semaphores() {
    return semaphores.get();
  }

  /** {@code SEMMSL}. */
  public int mostOfSet() {
    return mostOfSet;
  }

  /** {@code SEMMNS}. */
  public int mostOfAll() {
    return mostOfAll;
  }

  /** {@code SEMOPM}. */
  public int mostOperations() {
    return mostOperations;
  }

  /** {@code SEMMNI}. */
  public int mostSets() {
    return table.limit();
  }

  /** Sets the four of {@code /proc/sys/kernel/sem}. */
  void setLimits(int ofSet, int ofAll, int operations, int sets) {
    mostOfSet = ofSet;
    mostOfAll = ofAll;
    mostOperations = operations;
    table.setLimit(sets);
  }

  long seconds() {
    return clock.realtimeNanos() / IpcNamespace.NANOS_PER_SECOND;
  }

  /** {@code semget(2)}. */
  public int get(Task task, int key, int count, int flags) throws ErrnoException {
    if (count < 0 || count > mostOfSet) {
      throw Errno.EINVAL.exception();
    }
    Credentials caller = task.credentials();
    return table.get(
        caller,
        key,
        flags,
        () -> make(IpcPermissions.of(key, flags, caller, owner), count),
        present -> {
          if (count > present.count()) {
            throw Errno.EINVAL.exception();
          }
        });
  }

  private SemaphoreSet make(IpcPermissions permissions, int count) throws ErrnoException {
    if (count == 0) {
      throw Errno.EINVAL.exception();
    }
    if ((long) semaphores.get() + count > mostOfAll) {
      throw Errno.ENOSPC.exception();
    }
    if (!SHARE.tryTake(SemaphoreSet.cost(count))) {
      throw Errno.ENOMEM.exception();
    }
    semaphores.addAndGet(count);
    return new SemaphoreSet(this, permissions, count);
  }

  /** A set is gone. */
  void disposed(SemaphoreSet set) {
    semaphores.addAndGet(-set.count());
    SHARE.give(SemaphoreSet.cost(set.count()));
  }

  /**
   * {@code semop(2)}.
   *
   * @param undos of the task, or null when no operation is to be undone
   * @param deadline as of {@link Task#park}
   */
  public long operate(
      Task task, int id, SemaphoreOperations operations, UndoList undos, long deadline)
      throws ErrnoException {
    SemaphoreSet set = table.find(id);
    Undo undo = operations.undoes() ? undos.of(set) : null;
    return set.operate(task, operations, undo, deadline);
  }

  /** {@code IPC_RMID}. */
  public void remove(Task task, int id) throws ErrnoException {
    SemaphoreSet set = table.find(id);
    List<Undo> undos;
    set.lock.lock();
    try {
      set.checkOwner(task.credentials());
      set.checkPresent();
      undos = set.retire();
    } finally {
      set.lock.unlock();
    }
    removed(set, undos);
  }

  private void removed(SemaphoreSet set, List<Undo> undos) {
    for (Undo undo : undos) {
      undo.list.forget(undo);
    }
    table.remove(set);
    set.dispose();
  }

  /** Removes all: the namespace has ended, so nobody waits. */
  void removeAll() {
    table.forEach(
        set -> {
          List<Undo> undos;
          set.lock.lock();
          try {
            if (set.isRemoved()) {
              return;
            }
            undos = set.retire();
          } finally {
            set.lock.unlock();
          }
          removed(set, undos);
        });
  }

  /** {@code IPC_SET}. */
  public void change(Task task, int id, int uid, int gid, int mode) throws ErrnoException {
    SemaphoreSet set = table.find(id);
    set.lock.lock();
    try {
      set.checkOwner(task.credentials());
      set.checkPresent();
      set.change(uid, gid, mode, seconds());
    } finally {
      set.lock.unlock();
    }
  }

  /** {@code IPC_STAT}. */
  public Status status(SemaphoreSet set) throws ErrnoException {
    set.lock.lock();
    try {
      set.checkPresent();
      return new Status(set.permissions(), set.operationTime(), set.changeTime, set.count());
    } finally {
      set.lock.unlock();
    }
  }

  /**
   * {@code GETVAL}, {@code GETPID}, {@code GETNCNT} and {@code GETZCNT}.
   *
   * @param number of the semaphore, as the guest gave it
   */
  public int query(Task task, int id, int number, SemaphoreSet.Query query) throws ErrnoException {
    SemaphoreSet set = table.find(id);
    set.check(task.credentials(), IpcPermissions.READ);
    set.lock.lock();
    try {
      set.checkPresent();
      checkNumber(set, number);
      return query.of(task, set, number);
    } finally {
      set.lock.unlock();
    }
  }

  private static void checkNumber(SemaphoreSet set, int number) throws ErrnoException {
    if (number < 0 || number >= set.count()) {
      throw Errno.EINVAL.exception();
    }
  }

  /** {@code SETVAL}. */
  public void setValue(Task task, int id, int number, int value) throws ErrnoException {
    if (value < 0 || value > SemaphoreSet.MOST) {
      throw Errno.ERANGE.exception();
    }
    SemaphoreSet set = table.find(id);
    checkNumber(set, number);
    set.check(task.credentials(), IpcPermissions.WRITE);
    set.lock.lock();
    try {
      set.checkPresent();
      set.setValue(number, value, task.processId());
    } finally {
      set.lock.unlock();
    }
  }

  /** {@code GETALL}. */
  public int[] values(Task task, int id) throws ErrnoException {
    SemaphoreSet set = table.find(id);
    set.check(task.credentials(), IpcPermissions.READ);
    set.lock.lock();
    try {
      set.checkPresent();
      return set.values();
    } finally {
      set.lock.unlock();
    }
  }

  /** The set whose values {@code SETALL} replaces. */
  public SemaphoreSet settable(Task task, int id) throws ErrnoException {
    SemaphoreSet set = table.find(id);
    set.check(task.credentials(), IpcPermissions.WRITE);
    return set;
  }

  /** {@code SETALL}. */
  public void setValues(Task task, SemaphoreSet set, int[] values) throws ErrnoException {
    for (int value : values) {
      if (value > SemaphoreSet.MOST) {
        throw Errno.ERANGE.exception();
      }
    }
    set.lock.lock();
    try {
      set.checkPresent();
      set.setValues(values, task.processId());
    } finally {
      set.lock.unlock();
    }
  }
}
