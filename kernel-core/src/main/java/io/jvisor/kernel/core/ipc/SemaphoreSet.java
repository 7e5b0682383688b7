package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.sync.WaitResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * A set of semaphores: {@code semop(2)}.
 *
 * <p>Operations that cannot be done now wait in the order in which they came: those that wait for
 * zero and change nothing apart from the rest, which go first whenever values change. All fields
 * are guarded by the lock of the object.
 */
public final class SemaphoreSet extends IpcObject {
  /** {@code SEMVMX}: the highest value. */
  static final int MOST = 32767;

  /** The limit of what is undone: {@code SEMAEM}. */
  private static final int MOST_UNDONE = MOST;

  /** In the place of a result: the operations wait. */
  private static final long BLOCKED = 1;

  /** What a set takes of the heap, besides its semaphores. */
  private static final int BYTES = 256;

  /** What a semaphore takes. */
  private static final int SEMAPHORE_BYTES = 8;

  private final SemaphoreSets sets;
  private final int[] values;

  /** Who changed each last: {@code sempid}. */
  private final ProcessId[] processes;

  private final List<Pending> zeroWaiters = new ArrayList<>(0);
  private final List<Pending> changers = new ArrayList<>(0);

  /** How many of {@link #changers} have more than one operation. */
  private int manifold;

  /** What processes want undone. */
  private final List<Undo> undos = new ArrayList<>(0);

  /** When an operation was done last, in seconds. */
  private long operationTime;

  SemaphoreSet(SemaphoreSets sets, IpcPermissions permissions, int count) {
    super(permissions);
    this.sets = sets;
    this.values = new int[count];
    this.processes = new ProcessId[count];
    Arrays.fill(processes, ProcessId.NONE);
    this.changeTime = sets.seconds();
  }

  /** What a set of so many takes of the heap. */
  static long cost(int count) {
    return BYTES + (long) count * SEMAPHORE_BYTES;
  }

  @Override
  void dispose() {
    sets.disposed(this);
  }

  /** How many semaphores there are. */
  public int count() {
    return values.length;
  }

  /** A call that waits. Its fields are guarded by the lock of the set, but for the result. */
  private static final class Pending {
    final Task task;
    final SemaphoreOperations operations;
    final Undo undo;

    /** The first operation that cannot be done. */
    int blocking;

    /** {@link #BLOCKED} until somebody has done the operations, or has found out why not. */
    volatile long result = BLOCKED;

    Pending(Task task, SemaphoreOperations operations, Undo undo) {
      this.task = task;
      this.operations = operations;
      this.undo = undo;
    }

    void complete(long value) {
      result = value;
      task.wakeUp();
    }
  }

  /**
   * Does all operations or none; waits until it can.
   *
   * @param undo where to note what is to be undone, or null
   * @param deadline as of {@link Task#park}
   * @return 0
   * @throws ErrnoException {@code EFBIG}, {@code EACCES}, {@code EIDRM}, {@code ERANGE}, {@code
   *     EAGAIN}, {@code EINTR}
   */
  long operate(Task task, SemaphoreOperations operations, Undo undo, long deadline)
      throws ErrnoException {
    if (operations.highest() >= values.length) {
      throw Errno.EFBIG.exception();
    }
    check(task.credentials(), operations.alters() ? IpcPermissions.WRITE : IpcPermissions.READ);
    Pending pending;
    lock.lock();
    try {
      checkPresent();
      pending = new Pending(task, operations, undo);
      long result = perform(pending);
      if (result <= 0) {
        if (result == 0 && operations.alters()) {
          settle();
        }
        return result;
      }
      queue(pending).add(pending);
      if (isManifold(pending)) {
        manifold++;
      }
    } finally {
      lock.unlock();
    }
    return await(pending, deadline);
  }

  private List<Pending> queue(Pending pending) {
    return pending.operations.alters() ? changers : zeroWaiters;
  }

  private static boolean isManifold(Pending pending) {
    return pending.operations.alters() && pending.operations.count() > 1;
  }

  private long await(Pending pending, long deadline) {
    for (; ; ) {
      WaitResult woken = pending.task.park(deadline);
      if (pending.result != BLOCKED) {
        return pending.result;
      }
      if (woken != WaitResult.READY) {
        return withdraw(pending, woken);
      }
    }
  }

  /** Takes a call off the list, unless somebody was quicker. */
  private long withdraw(Pending pending, WaitResult reason) {
    lock.lock();
    try {
      if (pending.result == BLOCKED) {
        queue(pending).remove(pending);
        manifold -= isManifold(pending) ? 1 : 0;
        // Linux never restarts it: signal(7).
        return (reason == WaitResult.TIMED_OUT ? Errno.EAGAIN : Errno.EINTR).result();
      }
      return pending.result;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does all operations of a call or none.
   *
   * @return 0 when they are done, {@link #BLOCKED}, or a negative errno
   */
  private long perform(Pending pending) {
    SemaphoreOperations operations = pending.operations;
    int count = operations.count();
    for (int i = 0; i < count; i++) {
      long result = step(pending, i);
      if (result != 0) {
        rollBack(pending, i);
        pending.blocking = i;
        return result;
      }
    }
    ProcessId process = pending.task.processId();
    for (int i = 0; i < count; i++) {
      processes[operations.number(i)] = process;
    }
    operationTime = sets.seconds();
    return 0;
  }

  /** Does one operation. */
  private long step(Pending pending, int index) {
    SemaphoreOperations operations = pending.operations;
    int number = operations.number(index);
    int delta = operations.delta(index);
    int value = values[number];
    if ((delta == 0 && value != 0) || value + delta < 0) {
      return operations.isImpatient(index) ? Errno.EAGAIN.result() : BLOCKED;
    }
    if (value + delta > MOST) {
      return Errno.ERANGE.result();
    }
    if (operations.isUndone(index)) {
      int adjust = pending.undo.adjust[number] - delta;
      if (adjust < -MOST_UNDONE - 1 || adjust > MOST_UNDONE) {
        return Errno.ERANGE.result();
      }
      pending.undo.adjust[number] = (short) adjust;
    }
    values[number] = value + delta;
    return 0;
  }

  /** Undoes the operations before one. */
  private void rollBack(Pending pending, int end) {
    SemaphoreOperations operations = pending.operations;
    for (int i = end - 1; i >= 0; i--) {
      int number = operations.number(i);
      values[number] -= operations.delta(i);
      if (operations.isUndone(i)) {
        pending.undo.adjust[number] += (short) operations.delta(i);
      }
    }
  }

  /** Does what waits and can be done now, after values changed. */
  private void settle() {
    settleZeroWaiters();
    int index = 0;
    while (index < changers.size()) {
      Pending pending = changers.get(index);
      long result = perform(pending);
      if (result == BLOCKED) {
        index++;
        continue;
      }
      changers.remove(index);
      boolean retry = manifold > 0;
      manifold -= isManifold(pending) ? 1 : 0;
      pending.complete(result);
      if (result == 0) {
        settleZeroWaiters();
        // One that only takes from one semaphore lets nobody before it go on.
        index = retry ? 0 : index;
      }
    }
  }

  private void settleZeroWaiters() {
    for (Iterator<Pending> waiters = zeroWaiters.iterator(); waiters.hasNext(); ) {
      Pending pending = waiters.next();
      long result = perform(pending);
      if (result != BLOCKED) {
        waiters.remove();
        pending.complete(result);
      }
    }
  }

  /** What {@code semctl(2)} asks about one semaphore. */
  public enum Query {
    /** {@code GETVAL}. */
    VALUE,
    /** {@code GETPID}: who changed it last. */
    PROCESS,
    /** {@code GETNCNT}: how many wait for it to grow. */
    GROWTH_WAITERS,
    /** {@code GETZCNT}: how many wait for it to be zero. */
    ZERO_WAITERS;

    int of(Task reader, SemaphoreSet set, int number) {
      return switch (this) {
        case VALUE -> set.values[number];
        case PROCESS -> set.processes[number].seenBy(reader);
        case GROWTH_WAITERS -> set.waiters(number, false);
        case ZERO_WAITERS -> set.waiters(number, true);
      };
    }
  }

  private int waiters(int number, boolean forZero) {
    return waiters(changers, number, forZero) + waiters(zeroWaiters, number, forZero);
  }

  private static int waiters(List<Pending> queue, int number, boolean forZero) {
    int found = 0;
    for (Pending pending : queue) {
      int blocking = pending.blocking;
      if (pending.operations.number(blocking) == number
          && (pending.operations.delta(blocking) == 0) == forZero) {
        found++;
      }
    }
    return found;
  }

  /** {@code SETVAL}. */
  void setValue(int number, int value, ProcessId process) {
    for (Undo undo : undos) {
      undo.adjust[number] = 0;
    }
    values[number] = value;
    processes[number] = process;
    changeTime = sets.seconds();
    settle();
  }

  /** {@code GETALL}. */
  int[] values() {
    return values.clone();
  }

  /** {@code SETALL}. */
  void setValues(int[] all, ProcessId process) {
    System.arraycopy(all, 0, values, 0, values.length);
    Arrays.fill(processes, process);
    for (Undo undo : undos) {
      Arrays.fill(undo.adjust, (short) 0);
    }
    changeTime = sets.seconds();
    settle();
  }

  /** {@code sem_otime}. */
  long operationTime() {
    return operationTime;
  }

  /** {@code IPC_RMID}: wakes all who wait. Returns what was to be undone. */
  List<Undo> retire() {
    markRemoved();
    for (List<Pending> queue : List.of(zeroWaiters, changers)) {
      for (Pending pending : queue) {
        pending.complete(Errno.EIDRM.result());
      }
      queue.clear();
    }
    manifold = 0;
    List<Undo> all = List.copyOf(undos);
    undos.clear();
    return all;
  }

  /** Notes what is to be undone. */
  void add(Undo undo) {
    undos.add(undo);
  }

  /** Undoes what a process that ends has done. */
  void apply(Undo undo, ProcessId process) {
    if (isRemoved()) {
      return;
    }
    undos.remove(undo);
    boolean changed = false;
    for (int number = 0; number < values.length; number++) {
      int adjust = undo.adjust[number];
      if (adjust != 0) {
        values[number] = Math.clamp(values[number] + (long) adjust, 0, MOST);
        processes[number] = process;
        changed = true;
      }
    }
    if (changed) {
      operationTime = sets.seconds();
      settle();
    }
  }

  /** What the tasks of one {@link UndoList} want undone of one set: {@code semadj}. */
  static final class Undo {
    final UndoList list;
    final SemaphoreSet set;

    /** Guarded by the lock of the set. */
    final short[] adjust;

    Undo(UndoList list, SemaphoreSet set) {
      this.list = list;
      this.set = set;
      this.adjust = new short[set.count()];
    }

    /** What so many semaphores take of the heap. */
    static long cost(int count) {
      return 128 + (long) count * Short.BYTES;
    }
  }
}
