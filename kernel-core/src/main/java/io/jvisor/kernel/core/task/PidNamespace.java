package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;
import io.jvisor.kernel.core.signal.SignalInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;

/** Numbers for tasks, and who has them: {@code pid_namespaces(7)}. */
public final class PidNamespace extends Namespace {
  /** How deep one may be below the first: {@code MAX_PID_NS_LEVEL}. */
  private static final int DEEPEST = 32;

  /** Where the search starts again after the largest number. */
  private static final int RESERVED = 300;

  private final PidTable table;

  /** This one last, and all above it. */
  private final PidNamespace[] path;

  /** Numbers in use, be it that nobody has entered with them yet. Guarded by the tree lock. */
  private final BitSet used = new BitSet();

  /** Guarded by the tree lock. */
  private int last;

  /** How many numbers are in use. Guarded by the tree lock. */
  private int count;

  /** No task may be made in it or below any more. Guarded by the tree lock. */
  private boolean closed;

  /** Signalled when {@link #count} falls; made when somebody waits. Guarded by the tree lock. */
  private Condition freed;

  /** The process whose number is 1, be it that it has ended; or null. Tree lock. */
  private volatile ThreadGroup init;

  /** What ended the first process, to those who wait for it; 0 for what did. */
  private volatile int rebootSignal;

  /** Who has entered. Written under the tree lock. */
  private final Map<Integer, Pid> pids = new ConcurrentHashMap<>();

  /** The first one: that of the kernel. */
  PidNamespace(PidTable table) {
    super(NamespaceKind.PID);
    this.table = table;
    this.path = new PidNamespace[] {this};
  }

  private PidNamespace(PidNamespace parent, Credentials maker) throws ErrnoException {
    super(NamespaceKind.PID, maker.userNamespace(), maker.euid());
    parent.hold();
    this.table = parent.table;
    this.path = Arrays.copyOf(parent.path, parent.path.length + 1);
    path[parent.path.length] = this;
  }

  /**
   * Another one inside this one, which the caller holds.
   *
   * @throws ErrnoException {@code ENOSPC} when it would be too deep or one too many, {@code EINVAL}
   *     when the maker is not in the user namespace that owns this one, nor inside it
   */
  public PidNamespace create(Credentials maker) throws ErrnoException {
    if (!owner().contains(maker.userNamespace())) {
      throw Errno.EINVAL.exception();
    }
    if (level() >= DEEPEST) {
      throw Errno.ENOSPC.exception();
    }
    return new PidNamespace(this, maker);
  }

  @Override
  public PidNamespace parent() {
    return path.length == 1 ? null : path[path.length - 2];
  }

  @Override
  public boolean isShownTo(Task task) {
    return isIn(KernelTask.of(task).pidNamespace());
  }

  @Override
  protected void ended() {
    parent().drop();
  }

  /** How many namespaces are above this one. */
  public int level() {
    return path.length - 1;
  }

  /** Whether this is a namespace or is below it, so that who is in it can be seen from there. */
  public boolean isIn(PidNamespace other) {
    int level = other.path.length - 1;
    return level < path.length && path[level] == other;
  }

  /** The one at a level: this one, or one above it. */
  public PidNamespace at(int level) {
    return path[level];
  }

  /**
   * Reserves a number. Caller holds the tree lock.
   *
   * @throws ErrnoException {@code EAGAIN} when all are in use
   */
  int reserve() throws ErrnoException {
    int number = used.nextClearBit(last + 1);
    if (number >= PidTable.PID_MAX) {
      number = used.nextClearBit(RESERVED);
      if (number >= PidTable.PID_MAX) {
        throw Errno.EAGAIN.exception();
      }
    }
    last = number;
    take(number);
    return number;
  }

  /**
   * Reserves a number that was asked for. Caller holds the tree lock.
   *
   * @throws ErrnoException {@code EINVAL} when it cannot be one, or a first process is wanted
   *     first; {@code EPERM}; {@code EEXIST} when it is in use
   */
  int reserve(int number, Credentials maker) throws ErrnoException {
    if (number < 1 || number >= PidTable.PID_MAX || (number != 1 && init == null)) {
      throw Errno.EINVAL.exception();
    }
    if (!mayChoose(maker)) {
      throw Errno.EPERM.exception();
    }
    if (used.get(number)) {
      throw Errno.EEXIST.exception();
    }
    take(number);
    return number;
  }

  private void take(int number) {
    used.set(number);
    count++;
  }

  /** Whether a task may say which numbers are given out here. */
  public boolean mayChoose(Credentials task) {
    return task.has(Capability.CHECKPOINT_RESTORE, owner())
        || task.has(Capability.SYS_ADMIN, owner());
  }

  /** Lets the next number be the one after this. Caller holds the tree lock. */
  void setLast(int number) {
    last = number;
  }

  /** Lets a number be found. Caller holds the tree lock. */
  void enter(int number, Pid pid) {
    pids.put(number, pid);
  }

  /** Gives a number back. Caller holds the tree lock. */
  void free(int number) {
    pids.remove(number);
    used.clear(number);
    count--;
    if (count == 0 && init == null && level() > 0) {
      last = 0; // the next one is the first
    }
    if (freed != null) {
      freed.signalAll();
    }
  }

  /** Makes a process the one that ends the namespace. Caller holds the tree lock. */
  void setInit(ThreadGroup group) {
    init = group;
    group.ownNamespace = this;
    group.isUnkillable = level() > 0;
  }

  /** The process whose number is 1, be it that it has ended; null for none so far. Any thread. */
  public ThreadGroup init() {
    return init;
  }

  /** Refuses new tasks from now on. Caller holds the tree lock. */
  void close() {
    closed = true;
  }

  /** Whether no task may be made in it any more. Caller holds the tree lock. */
  boolean isClosed() {
    for (PidNamespace namespace : path) {
      if (namespace.closed) {
        return true;
      }
    }
    return false;
  }

  /** Waits until no more than so many numbers are in use. Caller holds the tree lock, once. */
  void awaitCount(int most) {
    if (freed == null) {
      freed = table.lock.newCondition();
    }
    while (count > most) {
      freed.awaitUninterruptibly();
    }
  }

  /** What ended the first process, to those who wait for it; 0 for what did. */
  int rebootSignal() {
    return rebootSignal;
  }

  /** Ends the namespace by {@code reboot(2)}; its first process seems to end by a signal. */
  public void reboot(int signal) {
    rebootSignal = signal;
    ThreadGroup first = init;
    if (first != null) {
      SignalSender.toGroup(first, SignalInfo.kernel(Signals.SIGKILL));
    }
  }

  /** The number given out last. Caller holds the tree lock. */
  int last() {
    return last;
  }

  /** Who is called by a number, be it that only a process group has it still; or null. */
  public Pid pid(int number) {
    return pids.get(number);
  }

  /** The task with a number, or null. A leader that is a zombie is found. */
  public KernelTask task(int tid) {
    Pid pid = pids.get(tid);
    return pid == null ? null : pid.task;
  }

  /** The process with a number, or null. */
  public ThreadGroup process(int tgid) {
    KernelTask task = task(tgid);
    return task != null && task.group().leader() == task ? task.group() : null;
  }

  /** The process group with a number, or null. */
  public ProcessGroup processGroup(int id) {
    Pid pid = pids.get(id);
    return pid == null ? null : pid.processGroup;
  }

  /** All tasks in it and below, leaders that are zombies included, without any order. */
  public List<KernelTask> tasks() {
    List<KernelTask> list = new ArrayList<>();
    for (Pid pid : pids.values()) {
      KernelTask task = pid.task;
      if (task != null) {
        list.add(task);
      }
    }
    return list;
  }

  /** All processes in it and below, zombies included, without any order. */
  public List<ThreadGroup> processes() {
    List<ThreadGroup> list = new ArrayList<>();
    for (Pid pid : pids.values()) {
      KernelTask task = pid.task;
      if (task != null && task.group().leader() == task) {
        list.add(task.group());
      }
    }
    return list;
  }
}
