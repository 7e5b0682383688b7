package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.core.ipc.SemaphoreSet.Undo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is to be undone of the semaphore operations of a task, or of several that {@code
 * CLONE_SYSVSEM} made share it: Linux's {@code struct sem_undo_list}. Kept over {@code execve(2)},
 * not inherited by {@code fork(2)}.
 */
public final class UndoList {
  private final AtomicInteger users = new AtomicInteger(1);

  /** A leaf, but that of a set is taken before it. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final Map<SemaphoreSet, Undo> undos = new HashMap<>(2);

  /** A list with one user. */
  public UndoList() {}

  /** Counts one more task. */
  public UndoList share() {
    users.incrementAndGet();
    return this;
  }

  /**
   * Counts one task less; with the last all is undone.
   *
   * @param process the task's process, which is noted as the last to change what changes
   */
  public void leave(ProcessId process) {
    if (users.decrementAndGet() != 0) {
      return;
    }
    List<Undo> all;
    lock.lock();
    try {
      all = List.copyOf(undos.values());
      undos.clear();
    } finally {
      lock.unlock();
    }
    for (Undo undo : all) {
      SemaphoreSet set = undo.set;
      set.lock.lock();
      try {
        set.apply(undo, process);
      } finally {
        set.lock.unlock();
      }
      SemaphoreSets.SHARE.give(Undo.cost(set.count()));
    }
  }

  /**
   * The record for a set, made when there is none.
   *
   * @throws ErrnoException {@code EIDRM}, {@code ENOMEM}
   */
  Undo of(SemaphoreSet set) throws ErrnoException {
    set.lock.lock();
    try {
      set.checkPresent();
      lock.lock();
      try {
        Undo present = undos.get(set);
        if (present != null) {
          return present;
        }
        if (!SemaphoreSets.SHARE.tryTake(Undo.cost(set.count()))) {
          throw Errno.ENOMEM.exception();
        }
        Undo made = new Undo(this, set);
        undos.put(set, made);
        set.add(made);
        return made;
      } finally {
        lock.unlock();
      }
    } finally {
      set.lock.unlock();
    }
  }

  /** Forgets a set that was removed. */
  void forget(Undo undo) {
    boolean removed;
    lock.lock();
    try {
      removed = undos.remove(undo.set, undo);
    } finally {
      lock.unlock();
    }
    if (removed) {
      SemaphoreSets.SHARE.give(Undo.cost(undo.set.count()));
    }
  }
}
