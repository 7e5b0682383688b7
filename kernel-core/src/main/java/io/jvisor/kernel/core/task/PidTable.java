package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** All tasks of the kernel, and the lock of the process tree. */
public final class PidTable {
  /** One past the largest number: {@code kernel.pid_max}. */
  public static final int PID_MAX = 32768;

  /** Numbers that are left for the kernel's own use on Linux. */
  private static final int RESERVED = 300;

  /** The tree lock; see the package. */
  final ReentrantLock lock = new ReentrantLock();

  /** Signalled when the last task is gone. */
  private final Condition empty = lock.newCondition();

  private final PidNamespace root = new PidNamespace(this);
  private final int taskLimit;

  /** Tasks that were entered, zombies included. Guarded by {@link #lock}. */
  private int count;

  /** Tasks whose thread runs or is about to. Guarded by {@link #lock}. */
  private int live;

  /** No task may be made any more. Guarded by {@link #lock}. */
  private boolean closed;

  /** Tasks that were ever made, for {@code /proc/stat}. Guarded by {@link #lock}. */
  private long created;

  /** Something done with the process tree at rest. */
  @FunctionalInterface
  public interface Action {
    /** Does it; must not block. */
    long run() throws ErrnoException;
  }

  /** A table that holds at most so many tasks. */
  public PidTable(int taskLimit) {
    this.taskLimit = Math.min(taskLimit, PID_MAX - RESERVED);
  }

  /** The first namespace, in which every task has a number. */
  public PidNamespace root() {
    return root;
  }

  /**
   * Reserves numbers for a new task. Caller holds the tree lock.
   *
   * @param wanted numbers to be given, that of the namespace first and then those of the ones above
   *     it, as far as they are named
   * @param maker whose permission that needs
   * @throws ErrnoException as {@link PidNamespace#reserve}; {@code EAGAIN} at the limit, {@code
   *     ENOMEM} when the sandbox or the namespace is ending
   */
  Pid allocate(PidNamespace namespace, List<Integer> wanted, Credentials maker)
      throws ErrnoException {
    if (closed || namespace.isClosed()) {
      throw Errno.ENOMEM.exception();
    }
    if (count >= taskLimit || live >= taskLimit) {
      throw Errno.EAGAIN.exception();
    }
    int[] numbers = new int[namespace.level() + 1];
    if (wanted.size() > numbers.length) {
      throw Errno.EINVAL.exception();
    }
    int level = namespace.level();
    try {
      for (; level >= 0; level--) {
        PidNamespace at = namespace.at(level);
        int given = namespace.level() - level;
        numbers[level] =
            given < wanted.size() ? at.reserve(wanted.get(given), maker) : at.reserve();
      }
    } finally {
      for (int i = level < 0 ? numbers.length : level + 1; i < numbers.length; i++) {
        namespace.at(i).free(numbers[i]); // it failed further up
      }
    }
    namespace.hold();
    return new Pid(namespace, numbers);
  }

  /** Enters a task that will run. Caller holds the tree lock. */
  void enter(KernelTask task) {
    Pid pid = task.pid();
    pid.task = task;
    for (int level = pid.namespace().level(); level >= 0; level--) {
      pid.namespace().at(level).enter(pid.at(level), pid);
    }
    if (pid.local() == 1) {
      pid.namespace().setInit(task.group());
    }
    count++;
    live++;
    created++;
  }

  /** Gives the numbers of a task that was never entered back. Caller holds the tree lock. */
  void cancel(Pid pid) {
    free(pid);
  }

  /** Takes a task out. Caller holds the tree lock. */
  void remove(KernelTask task) {
    Pid pid = task.pid();
    if (pid.task == task) {
      pid.task = null;
      count--;
      free(pid);
    }
  }

  /**
   * Lets a task take over another's numbers: {@code execve} of a thread. Caller holds the tree
   * lock.
   */
  void takeOver(KernelTask task, KernelTask former) {
    Pid old = task.pid();
    Pid taken = former.pid();
    old.task = null;
    taken.task = task;
    task.setPid(taken);
    count--;
    free(old);
  }

  /** Counts a task that will not run guest code any more. Caller holds the tree lock. */
  void ended() {
    if (--live == 0) {
      empty.signalAll();
    }
  }

  private void free(Pid pid) {
    if (pid.isFree()) {
      for (int level = pid.namespace().level(); level >= 0; level--) {
        pid.namespace().at(level).free(pid.at(level));
      }
      pid.namespace().drop();
    }
  }

  /**
   * Does something while no process comes, goes or changes its group, such as sending a signal to
   * several of them.
   */
  public long atRest(Action action) throws ErrnoException {
    lock.lock();
    try {
      return action.run();
    } finally {
      lock.unlock();
    }
  }

  /** How many tasks there are, zombies included. */
  public int count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** The number given out last in a namespace. */
  public int lastId(PidNamespace namespace) {
    lock.lock();
    try {
      return namespace.last();
    } finally {
      lock.unlock();
    }
  }

  /** Lets the next number of a namespace be the one after this: {@code ns_last_pid}. */
  public void setLastId(PidNamespace namespace, int number) {
    lock.lock();
    try {
      namespace.setLast(number);
    } finally {
      lock.unlock();
    }
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
    Pid pid = group.pid();
    Session session = new Session(this, pid, group);
    group.terminal = null;
    pid.session = session;
    move(group, newGroup(pid, session));
  }

  private ProcessGroup newGroup(Pid pid, Session session) {
    ProcessGroup group = new ProcessGroup(this, pid, session);
    pid.processGroup = group;
    session.groups++;
    return group;
  }

  /** The process group of a process's own number, made if there is none. Caller holds the lock. */
  ProcessGroup findOrMakeGroup(Pid pid, Session session) {
    ProcessGroup group = pid.processGroup;
    return group != null ? group : newGroup(pid, session);
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
        former.pid().processGroup = null;
        Session session = former.session();
        if (--session.groups == 0) {
          session.pid().session = null;
          if (session.pid() != former.pid()) {
            free(session.pid());
          }
        }
        free(former.pid());
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
