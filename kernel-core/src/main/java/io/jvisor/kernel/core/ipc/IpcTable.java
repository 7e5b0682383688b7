package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The objects of one kind by id and by key: Linux's {@code struct ipc_ids}.
 *
 * <p>An id is an index and, above it, a sequence number, so that the id of an object that is gone
 * is not soon another's. Indices are given in turn as in {@code ipc_idr_alloc()} of Linux, which
 * goes on through at least {@value #LEAST_CYCLE} of them before it begins anew.
 */
public final class IpcTable<T extends IpcObject> {
  private static final int INDEX_BITS = 15;

  /** {@code IPCMNI}: how many objects of a kind there can be. */
  public static final int MAXIMUM = 1 << INDEX_BITS;

  private static final int INDEX_MASK = MAXIMUM - 1;
  private static final int MOST_SEQUENCES = Integer.MAX_VALUE >> INDEX_BITS;
  private static final int LEAST_CYCLE = 64;

  private static final int IPC_CREAT = 01000;
  private static final int IPC_EXCL = 02000;

  /** Makes an object that has no id yet. */
  @FunctionalInterface
  interface Maker<T> {
    T make() throws ErrnoException;
  }

  /** Refuses an object that is there already, for what a caller asks of it. */
  @FunctionalInterface
  interface Check<T> {
    void check(T present) throws ErrnoException;
  }

  private final ReentrantLock lock = new ReentrantLock();

  /** By index. Replaced by a longer one, and written, with the lock held; read without. */
  private volatile AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(LEAST_CYCLE);

  /** Guarded by {@link #lock}. */
  private final Map<Integer, T> byKey = new HashMap<>();

  /** How many there are. Guarded by {@link #lock}. */
  private int count;

  /** Where the search for a free index begins. Guarded by {@link #lock}. */
  private int cursor;

  /** Guarded by {@link #lock}. */
  private int lastIndex = -1;

  /** Guarded by {@link #lock}. */
  private int sequence;

  /** The id that the next object is to have, or -1: {@code shm_next_id} and its kin. */
  private volatile int nextId = -1;

  /** The most there may be: {@code shmmni} and its kin. */
  private volatile int limit;

  IpcTable(int limit) {
    this.limit = limit;
  }

  int nextId() {
    return nextId;
  }

  void setNextId(int id) {
    nextId = id;
  }

  int limit() {
    return limit;
  }

  void setLimit(int objects) {
    limit = objects;
  }

  /**
   * {@code shmget(2)} and its kin: finds the object of a key, or makes one.
   *
   * @param flags {@code IPC_CREAT}, {@code IPC_EXCL} and permission bits
   * @return the id
   * @throws ErrnoException {@code ENOENT}, {@code EEXIST}, {@code EACCES}, {@code ENOSPC}
   */
  int get(Credentials caller, int key, int flags, Maker<T> maker, Check<T> check)
      throws ErrnoException {
    lock.lock();
    try {
      T present = key == IpcPermissions.PRIVATE ? null : byKey.get(key);
      if (present == null) {
        if (key != IpcPermissions.PRIVATE && (flags & IPC_CREAT) == 0) {
          throw Errno.ENOENT.exception();
        }
        return add(maker);
      }
      if ((flags & (IPC_CREAT | IPC_EXCL)) == (IPC_CREAT | IPC_EXCL)) {
        throw Errno.EEXIST.exception();
      }
      check.check(present);
      present.check(caller, flags);
      return present.id();
    } finally {
      lock.unlock();
    }
  }

  private int add(Maker<T> maker) throws ErrnoException {
    T made = maker.make();
    boolean done = false;
    try {
      if (count >= limit) {
        throw Errno.ENOSPC.exception();
      }
      int index = allocate();
      int id = (sequence << INDEX_BITS) + index;
      made.setPermissions(made.permissions().withId(id, sequence));
      slots.set(index, made);
      if (made.permissions().key() != IpcPermissions.PRIVATE) {
        byKey.put(made.permissions().key(), made);
      }
      count++;
      done = true;
      return id;
    } finally {
      if (!done) {
        made.dispose();
      }
    }
  }

  /** A free index; sets the sequence number that goes with it. */
  private int allocate() throws ErrnoException {
    int wanted = nextId;
    if (wanted >= 0) {
      nextId = -1;
      int index = findFree(wanted & INDEX_MASK, MAXIMUM);
      if (index < 0) {
        throw Errno.ENOSPC.exception();
      }
      sequence = wanted >> INDEX_BITS;
      return index;
    }
    int end = Math.min(MAXIMUM, Math.max(count * 3 / 2, LEAST_CYCLE));
    int index = cursor < end ? findFree(cursor, end) : -1;
    if (index < 0) {
      index = findFree(0, end);
    }
    if (index < 0) {
      throw Errno.ENOSPC.exception();
    }
    cursor = index + 1;
    if (index <= lastIndex && ++sequence >= MOST_SEQUENCES) {
      sequence = 0;
    }
    lastIndex = index;
    return index;
  }

  private int findFree(int from, int end) {
    for (int index = from; index < end; index++) {
      if (index >= slots.length()) {
        grow(index);
        return index;
      }
      if (slots.get(index) == null) {
        return index;
      }
    }
    return -1;
  }

  private void grow(int index) {
    AtomicReferenceArray<T> old = slots;
    int length = Math.min(MAXIMUM, Math.max(index + 1, old.length() * 2));
    AtomicReferenceArray<T> longer = new AtomicReferenceArray<>(length);
    for (int i = 0; i < old.length(); i++) {
      longer.set(i, old.get(i));
    }
    slots = longer;
  }

  /**
   * The object of an id. It may be removed at any time by others.
   *
   * @throws ErrnoException {@code EINVAL} when there is none
   */
  public T find(int id) throws ErrnoException {
    T found = id < 0 ? null : at(id & INDEX_MASK);
    if (found == null || found.id() != id) {
      throw Errno.EINVAL.exception();
    }
    return found;
  }

  /** The object of an index, for {@code SHM_STAT} and its kin: {@code EINVAL} for none. */
  public T findIndex(int index) throws ErrnoException {
    T found = index < 0 ? null : at(index & INDEX_MASK);
    if (found == null) {
      throw Errno.EINVAL.exception();
    }
    return found;
  }

  private T at(int index) {
    AtomicReferenceArray<T> present = slots;
    return index < present.length() ? present.get(index) : null;
  }

  /** Takes an object out that was marked as removed. Its lock is not held. */
  void remove(T object) {
    lock.lock();
    try {
      slots.set(object.id() & INDEX_MASK, null);
      byKey.remove(object.permissions().key(), object);
      count--;
    } finally {
      lock.unlock();
    }
  }

  /** Lets others use the key that an object had. Its lock is not held. */
  void freeKey(int key, T object) {
    lock.lock();
    try {
      byKey.remove(key, object);
    } finally {
      lock.unlock();
    }
  }

  /** How many there are. */
  public int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** The highest index in use, 0 when there is none: what {@code IPC_INFO} returns. */
  public int highestIndex() {
    AtomicReferenceArray<T> present = slots;
    for (int index = present.length() - 1; index > 0; index--) {
      if (present.get(index) != null) {
        return index;
      }
    }
    return 0;
  }

  /** Visits all, by index, without a lock. */
  void forEach(Consumer<T> visitor) {
    AtomicReferenceArray<T> present = slots;
    for (int index = 0; index < present.length(); index++) {
      T object = present.get(index);
      if (object != null) {
        visitor.accept(object);
      }
    }
  }
}
