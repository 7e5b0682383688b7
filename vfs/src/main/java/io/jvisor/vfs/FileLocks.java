package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The advisory locks on one file: {@code flock(2)}, and the record locks of {@code fcntl(2)}, which
 * belong to a process (its descriptor table) or to an open file description.
 *
 * <p>{@code flock} and record locks do not see each other, as on Linux's local file systems.
 */
public final class FileLocks {
  /**
   * Which owner waits for which, over all files: what {@code EDEADLK} is found by. Guarded by
   * {@link #GRAPH_LOCK}, which is taken with a file's {@link #lock} held.
   */
  private static final IdentityHashMap<Object, Object> WAITS_FOR = new IdentityHashMap<>();

  private static final ReentrantLock GRAPH_LOCK = new ReentrantLock();

  /** Files that have locks, for {@code /proc/locks}. */
  private static final Set<FileLocks> LOCKED = ConcurrentHashMap.newKeySet();

  private final Inode inode;

  /** Whether it is in {@link #LOCKED}. Guarded by {@link #lock}. */
  private boolean isListed;

  /** Who waits for a lock. Guarded by {@link #lock}. */
  private final List<Lock> waiting = new ArrayList<>();

  /** Woken whenever a lock is given up or weakened. */
  private final WaitQueue queue = new WaitQueue();

  private final ReentrantLock lock = new ReentrantLock();

  /** Holders of {@code flock} locks. Guarded by {@link #lock}. */
  private final IdentityHashMap<FileDescription, Lock> wholes = new IdentityHashMap<>();

  /** Guarded by {@link #lock}. */
  private final RecordLocks records = new RecordLocks();

  FileLocks(Inode inode) {
    this.inode = inode;
  }

  /** What a lock is, for {@code /proc/locks}. */
  public enum Kind {
    /** {@code flock(2)}. */
    FLOCK,
    /** A record lock of a process. */
    POSIX,
    /** A record lock of an open file description. */
    OFDLCK
  }

  /**
   * A lock that somebody has or waits for.
   *
   * @param process that took it; null for locks of a description
   * @param start first byte
   * @param end last byte; {@link Long#MAX_VALUE} for all that follow
   */
  public record Lock(
      Kind kind, boolean exclusive, ProcessId process, long start, long end, boolean isWaiting) {
    static Lock whole(Task task, boolean exclusive, boolean isWaiting) {
      return new Lock(Kind.FLOCK, exclusive, task.processId(), 0, Long.MAX_VALUE, isWaiting);
    }

    static Lock record(Held held, boolean isWaiting) {
      Kind kind = held.process() == null ? Kind.OFDLCK : Kind.POSIX;
      return new Lock(kind, held.exclusive(), held.process(), held.start(), held.end(), isWaiting);
    }
  }

  /** The locks of all files that have any. */
  public static List<FileLocks> all() {
    return new ArrayList<>(LOCKED);
  }

  /** The file. */
  public Inode inode() {
    return inode;
  }

  /** All locks on the file, then who waits for one. */
  public List<Lock> list() {
    lock.lock();
    try {
      List<Lock> list = new ArrayList<>(wholes.values());
      records.all().forEach(held -> list.add(Lock.record(held, false)));
      list.addAll(waiting);
      return list;
    } finally {
      lock.unlock();
    }
  }

  /** Lists the file, or no more. Caller holds {@link #lock}. */
  private void updateList() {
    boolean hasLocks = !wholes.isEmpty() || !records.all().isEmpty();
    if (hasLocks != isListed) {
      isListed = hasLocks;
      if (hasLocks) {
        LOCKED.add(this);
      } else {
        LOCKED.remove(this);
      }
    }
  }

  /** Waits until an attempt succeeds, shown meanwhile. */
  private WaitResult await(Task task, Lock wanted, BooleanSupplier attempt) {
    change(() -> waiting.add(wanted));
    try {
      return task.await(queue, PollEvents.ALL, attempt, Task.FOREVER);
    } finally {
      change(() -> waiting.remove(wanted));
    }
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      what.run();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A record lock.
   *
   * @param owner a descriptor table or an open file description
   * @param process what {@code F_GETLK} tells; null for locks of a description
   * @param exclusive whether {@code F_WRLCK}
   * @param start first byte
   * @param end last byte; {@link Long#MAX_VALUE} for all that follow
   */
  public record Held(Object owner, ProcessId process, boolean exclusive, long start, long end) {
    boolean overlaps(long first, long last) {
      return start <= last && first <= end;
    }
  }

  /**
   * Takes or changes a {@code flock(2)} lock. A change gives the old lock up first.
   *
   * @param wait whether to wait for other holders
   * @throws ErrnoException {@code EAGAIN}, or a restart when interrupted
   */
  public void flock(Task task, FileDescription holder, boolean exclusive, boolean wait)
      throws ErrnoException {
    if (tryFlock(task, holder, exclusive)) {
      return;
    }
    if (!wait) {
      throw Errno.EAGAIN.exception();
    }
    WaitResult result =
        await(task, Lock.whole(task, exclusive, true), () -> tryFlock(task, holder, exclusive));
    if (result != WaitResult.READY) {
      throw Restart.exception();
    }
  }

  private boolean tryFlock(Task task, FileDescription holder, boolean exclusive) {
    boolean weakened;
    boolean taken;
    lock.lock();
    try {
      Lock former = wholes.get(holder);
      if (former != null && former.exclusive() == exclusive) {
        return true;
      }
      weakened = wholes.remove(holder) != null;
      taken = exclusive ? wholes.isEmpty() : wholes.values().stream().noneMatch(Lock::exclusive);
      if (taken) {
        wholes.put(holder, Lock.whole(task, exclusive, false));
      }
      updateList();
    } finally {
      lock.unlock();
    }
    if (weakened) {
      queue.wake(PollEvents.ALL);
    }
    return taken;
  }

  /** Gives a {@code flock(2)} lock up: {@code LOCK_UN}. */
  public void unlockFlock(FileDescription holder) {
    lock.lock();
    try {
      if (wholes.remove(holder) == null) {
        return;
      }
      updateList();
    } finally {
      lock.unlock();
    }
    queue.wake(PollEvents.ALL);
  }

  /**
   * Takes a record lock, which replaces what the owner has in the range.
   *
   * @param owner the task's descriptor table, or the description for {@code F_OFD_SETLK}
   * @param process the process, or null
   * @param end last byte, {@link Long#MAX_VALUE} for all that follow
   * @param wait {@code F_SETLKW}
   * @throws ErrnoException {@code EAGAIN}, {@code EDEADLK}, {@code ENOLCK}, or a restart when
   *     interrupted
   */
  public void lockRecord(
      Task task,
      Object owner,
      ProcessId process,
      boolean exclusive,
      long start,
      long end,
      boolean wait)
      throws ErrnoException {
    Held wanted = new Held(owner, process, exclusive, start, end);
    Attempt attempt = new Attempt(wanted, wait && process != null);
    if (!attempt.getAsBoolean()) {
      if (!wait) {
        throw Errno.EAGAIN.exception();
      }
      WaitResult result;
      try {
        result = await(task, Lock.record(wanted, true), attempt);
      } finally {
        forget(owner);
      }
      if (result != WaitResult.READY) {
        throw Restart.exception();
      }
    }
    if (attempt.error != null) {
      throw attempt.error.exception();
    }
  }

  /** One try to take a record lock; done when it holds the lock or can never get it. */
  private final class Attempt implements BooleanSupplier {
    private final Held wanted;
    private final boolean detect;
    private Errno error;

    Attempt(Held wanted, boolean detect) {
      this.wanted = wanted;
      this.detect = detect;
    }

    @Override
    public boolean getAsBoolean() {
      boolean weakened;
      lock.lock();
      try {
        Held conflict = records.conflict(wanted);
        if (conflict != null) {
          if (detect && waitsInCircle(wanted.owner(), conflict.owner())) {
            error = Errno.EDEADLK;
            return true;
          }
          return false;
        }
        if (!records.hasRoom()) {
          error = Errno.ENOLCK;
          return true;
        }
        weakened = records.replace(wanted);
        updateList();
      } finally {
        lock.unlock();
      }
      if (weakened) {
        queue.wake(PollEvents.ALL);
      }
      return true;
    }
  }

  /** Notes that an owner waits for another, unless that would close a circle. */
  @SuppressWarnings("ReferenceEquality") // owners are who they are
  private static boolean waitsInCircle(Object owner, Object holder) {
    GRAPH_LOCK.lock();
    try {
      Object next = holder;
      for (int steps = 0; next != null && steps <= WAITS_FOR.size(); steps++) {
        if (next == owner) {
          return true;
        }
        next = WAITS_FOR.get(next);
      }
      WAITS_FOR.put(owner, holder);
      return false;
    } finally {
      GRAPH_LOCK.unlock();
    }
  }

  private static void forget(Object owner) {
    GRAPH_LOCK.lock();
    try {
      WAITS_FOR.remove(owner);
    } finally {
      GRAPH_LOCK.unlock();
    }
  }

  /** Gives up what an owner has in a range: {@code F_UNLCK}. */
  public void unlockRecord(Object owner, long start, long end) throws ErrnoException {
    boolean changed;
    lock.lock();
    try {
      if (!records.hasRoom()) { // cutting a lock in two makes one more
        throw Errno.ENOLCK.exception();
      }
      changed = records.remove(owner, start, end);
      updateList();
    } finally {
      lock.unlock();
    }
    if (changed) {
      queue.wake(PollEvents.ALL);
    }
  }

  /**
   * A lock that would be in the way: {@code F_GETLK}.
   *
   * @return null when the lock could be taken
   */
  public Held conflict(Object owner, boolean exclusive, long start, long end) {
    lock.lock();
    try {
      return records.conflict(new Held(owner, null, exclusive, start, end));
    } finally {
      lock.unlock();
    }
  }

  /** Drops everything that a description or a descriptor table holds. */
  void release(Object owner) {
    boolean changed;
    lock.lock();
    try {
      changed = records.remove(owner, 0, Long.MAX_VALUE);
      if (owner instanceof FileDescription) {
        changed |= wholes.remove(owner) != null;
      }
      updateList();
    } finally {
      lock.unlock();
    }
    if (changed) {
      queue.wake(PollEvents.ALL);
    }
  }
}
