package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The ids of tasks, process groups and sessions, and the lock of the process tree.
 *
 * <p>A number is in use as long as any of the three has it, as {@code struct pid} of Linux.
 */
public final class PidTable {
  /** One past the largest id: {@code kernel.pid_max}. */
  public static final int PID_MAX = 32768;

  /** Where the search starts again after the largest id. */
  private static final int RESERVED = 300;

  /** The tree lock; see the package. */
  final ReentrantLock lock = new ReentrantLock();

  /** Signalled when the last task is gone. */
  private final Condition empty = lock.newCondition();

  private final int taskLimit;

  /** Guarded by {@link #lock}. */
  private final BitSet used = new BitSet();

  /** Guarded by {@link #lock}. */
  private int last;

  /** Tasks that run, and leaders that are zombies. Written under {@link #lock}. */
  private final Map<Integer, KernelTask> tasks = new ConcurrentHashMap<>();

  /** Guarded by {@link #lock}. */
  private final Map<Integer, ProcessGroup> processGroups = new HashMap<>();

  /** Guarded by {@link #lock}. */
  private final Map<Integer, Session> sessions = new HashMap<>();

  /** Tasks whose thread runs or is about to. Guarded by {@link #lock}. */
  private int live;

  /** No task may be made any more. Guarded by {@link #lock}. */
  private boolean closed;

  /** Tasks that were ever made, for {@code /proc/stat}. Guarded by {@link #lock}. */
  private long created;

  /** A table that holds at most so many tasks. */
  public PidTable(int taskLimit) {
    this.taskLimit = Math.min(taskLimit, PID_MAX - RESERVED);
  }

  /**
   * Reserves an id for a new task. Caller holds the tree lock.
   *
   * @throws ErrnoException {@code EAGAIN} at the limit, {@code ENOMEM} when the sandbox is ending
   */
  int allocate() throws ErrnoException {
    if (closed) {
      throw Errno.ENOMEM.exception();
    }
    if (tasks.size() >= taskLimit || live >= taskLimit) {
      throw Errno.EAGAIN.exception();
    }
    int id = used.nextClearBit(last + 1);
    if (id >= PID_MAX) {
      id = used.nextClearBit(RESERVED);
      if (id >= PID_MAX) {
        throw Errno.EAGAIN.exception();
      }
    }
    used.set(id);
    last = id;
    return id;
  }

  /** Enters a task that will run. Caller holds the tree lock. */
  void enter(KernelTask task) {
    tasks.put(task.tid(), task);
    live++;
    created++;
  }

  /** Gives the id of a task that was never entered back. Caller holds the tree lock. */
  void cancel(int id) {
    free(id);
  }

  /** Takes a task out. Caller holds the tree lock. */
  void remove(KernelTask task) {
    if (tasks.remove(task.tid(), task)) {
      free(task.tid());
    }
  }

  /** Lets a task take over another's id: {@code execve} of a thread. Caller holds the tree lock. */
  void takeOver(KernelTask task, KernelTask former) {
    int old = task.tid();
    tasks.remove(old);
    tasks.put(former.tid(), task);
    task.tid = former.tid();
    free(old);
  }

  /** Counts a task that will not run guest code any more. Caller holds the tree lock. */
  void ended() {
    if (--live == 0) {
      empty.signalAll();
    }
  }

  private void free(int id) {
    if (!tasks.containsKey(id) && !processGroups.containsKey(id) && !sessions.containsKey(id)) {
      used.clear(id);
    }
  }

  /** The task with an id, or null. A leader that is a zombie is found. */
  public KernelTask task(int tid) {
    return tasks.get(tid);
  }

  /** The process with an id, or null. */
  public ThreadGroup process(int pid) {
    KernelTask task = tasks.get(pid);
    return task != null && task.group().leader() == task ? task.group() : null;
  }

  /** The process group with an id, or null. */
  public ProcessGroup processGroup(int id) {
    lock.lock();
    try {
      return processGroups.get(id);
    } finally {
      lock.unlock();
    }
  }

  /** All tasks, leaders that are zombies included, without any order. */
  public List<KernelTask> tasks() {
    return new ArrayList<>(tasks.values());
  }

  /** All processes, zombies included, without any order. */
  public List<ThreadGroup> processes() {
    List<ThreadGroup> list = new ArrayList<>();
    for (KernelTask task : tasks.values()) {
      if (task.group().leader() == task) {
        list.add(task.group());
      }
    }
    return list;
  }

  /** How many tasks there are, zombies included. */
  public int count() {
    return tasks.size();
  }

  /** The id given out last. */
  public int lastId() {
    return last;
  }

  /** How many tasks were ever made. */
  public long created() {
    lock.lock();
    try {
      return created;
    } finally {
      lock.unlock();
    }
  }

  /** Moves a process to a new session of its own. Caller holds the tree lock. */
  void newSession(ThreadGroup group) {
    Session session = new Session(this, group.tgid(), group);
    group.terminal = null;
    sessions.put(group.tgid(), session);
    move(group, newGroup(group.tgid(), session));
  }

  private ProcessGroup newGroup(int id, Session session) {
    ProcessGroup group = new ProcessGroup(this, id, session);
    processGroups.put(id, group);
    session.groups++;
    return group;
  }

  /** The process group with an id, made if there is none. Caller holds the tree lock. */
  ProcessGroup findOrMakeGroup(int id, Session session) {
    ProcessGroup group = processGroups.get(id);
    return group != null ? group : newGroup(id, session);
  }

  /** Moves a process to a group; null takes it out of all. Caller holds the tree lock. */
  void move(ThreadGroup process, ProcessGroup target) {
    ProcessGroup former = process.processGroup;
    if (former == target) {
      return;
    }
    if (target != null) {
      target.members.add(process);
      process.processGroup = target;
    }
    if (former != null) {
      former.members.remove(process);
      if (former.members.isEmpty()) {
        processGroups.remove(former.id());
        Session session = former.session();
        if (--session.groups == 0) {
          sessions.remove(session.id());
          free(session.id());
        }
        free(former.id());
      }
    }
  }

  /** Refuses new tasks from now on. */
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether no task may be made any more. Caller holds the tree lock. */
  boolean isClosed() {
    return closed;
  }

  /** Waits until no task runs. */
  public void awaitEmpty() throws InterruptedException {
    lock.lock();
    try {
      while (live > 0) {
        empty.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
