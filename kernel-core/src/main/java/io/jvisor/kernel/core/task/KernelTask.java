package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.socket.SocketMessage;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.ipc.UndoList;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.mm.UserSink;
import io.jvisor.kernel.core.mm.UserSource;
import io.jvisor.kernel.core.namespace.Namespaces;
import io.jvisor.kernel.core.seccomp.SeccompState;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.platform.spi.CallGate;
import io.jvisor.platform.spi.Context;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.proc.AuditLogin;
import io.jvisor.vfs.proc.CurrentCall;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A guest thread: identity, what it shares with others, and its place in the kernel. What happens
 * to it is told by the other classes of the package: {@link RunLoop}, {@link CloneOperation},
 * {@link ExecOperation}, {@link ExitOperation}, {@link WaitOperation}, {@link SignalSender}, {@link
 * SignalDelivery}.
 */
public final class KernelTask implements Task {
  private final Kernel kernel;

  /** Changed by {@link PidTable#takeOver} only. */
  private volatile Pid pid;

  /** The number in the first namespace; of {@link #pid}. */
  private volatile int tid;

  /** The number in the task's own namespace; of {@link #pid}. */
  private volatile int localTid;

  private final ThreadGroup group;

  /** Replaced by the task itself, in exec and exit; null once it has none. */
  volatile MemoryManager mm;

  /** Replaced by the task itself; null once it has none. */
  volatile FdTable files;

  /** Replaced by the task itself; null once it has none. */
  volatile FsContext fs;

  /** Written under the signal lock. */
  private volatile Credentials credentials;

  /** Replaced by the task itself; null once it is in none. */
  private volatile Namespaces namespaces;

  /**
   * What restricts the task's calls. Written under the signal lock, by {@link SeccompOperation}.
   */
  volatile SeccompState seccomp = SeccompState.NONE;

  /**
   * Calls are not made without somebody looking at them: {@code --strace}, a tracer, or {@link
   * #seccomp}. Written under the signal lock; see {@link #updateWatch}.
   */
  volatile boolean isWatched;

  /** {@code comm}: at most 15 bytes. */
  private volatile String name;

  final Context context;
  private final TaskMemory taskMemory;

  /** Sleeping and being woken. */
  final Sleeper sleeper = new Sleeper(this);

  /** Mask, pending signals, alternate stack. */
  final TaskSignals signals = new TaskSignals();

  /** CPU time. */
  final TaskTimes times;

  /** What the C library registered with the kernel. */
  private final ThreadArea threadArea = new ThreadArea();

  /**
   * Something is to be done before the guest goes on: a signal, a stop, an exit. Set by anyone with
   * the signal lock held, cleared by the task with the lock held.
   */
  private volatile boolean hasWork;

  /** Guest code runs or is about to; see {@link #notifyWork}. Written by the task. */
  volatile boolean isInGuest;

  /** The thread is to end because another one executes a program. Written under signal lock. */
  volatile boolean isDying;

  /** The task gives up what guests wait for. Written by the task. */
  volatile boolean isLeavingUser;

  /** The task has left the list of threads. Written under the signal lock. */
  volatile boolean isGone;

  /** How the task is traced; null when it is not. Written under tree lock and signal lock. */
  private volatile Tracee tracee;

  /** Whom it traces; null until it has done so. Guarded by the tree lock. */
  Set<KernelTask> tracees;

  /** Whether its tracer looks at its system calls. Written by the task, under the signal lock. */
  boolean isObserved;

  /** The system call that is being made, or -1; as {@code orig_rax} of Linux. */
  long syscall = -1;

  /** {@code SEM_UNDO}; null until it is used or shared. */
  private UndoList undos;

  /** What {@code restart_syscall(2)} goes on with. */
  private RestartBlock restartBlock;

  /** Told when this task, a child of {@code vfork}, has left its parent's memory; or null. */
  VforkCompletion vfork;

  /** How the task ended, as a wait status; that of the last task is the process's. */
  int exitStatus;

  /** {@code PR_SET_PDEATHSIG}. Written by the task. */
  private volatile int parentDeathSignal;

  /** The user whose account counts this task. Guarded by the tree lock. */
  int accountedUser;

  private final TaskScheduling scheduling;
  private volatile AuditLogin login = AuditLogin.NONE;

  private final IoCounts ioCounts = new IoCounts();
  private final UserSink userSink = new UserSink();
  private final UserSource userSource = new UserSource();

  /** Made with the first socket call. */
  private SocketMessage socketMessage;

  /** A task that takes the caller's holds of its namespaces, the user namespace included. */
  KernelTask(
      Kernel kernel,
      Pid pid,
      ThreadGroup group,
      Credentials credentials,
      Namespaces namespaces,
      String name) {
    this.kernel = kernel;
    setPid(pid);
    this.group = group;
    this.credentials = credentials;
    this.namespaces = namespaces;
    this.name = name;
    this.context = kernel.platform().newContext();
    this.taskMemory = kernel.taskServices().memoryPool().take();
    this.times = new TaskTimes(kernel.clock(), kernel.platform());
    this.scheduling = new TaskScheduling(kernel.onlineCpus());
    this.isWatched = kernel.tracer() != null;
  }

  /** The kernel's class of a task that a handler was given. */
  public static KernelTask of(Task task) {
    return (KernelTask) task;
  }

  /** The kernel. */
  public Kernel kernel() {
    return kernel;
  }

  /** The process. Any thread. */
  public ThreadGroup group() {
    return group;
  }

  /** The task's numbers. Any thread. */
  public Pid pid() {
    return pid;
  }

  /** Gives the task other numbers, in the same namespace. Caller holds the tree lock. */
  final void setPid(Pid changed) {
    pid = changed;
    tid = changed.global();
    localTid = changed.local();
  }

  /** The namespace whose numbers the task gives and gets. Any thread. */
  public PidNamespace pidNamespace() {
    return pid.namespace();
  }

  /** The number in the task's own namespace: {@code gettid(2)}. Any thread. */
  public int localTid() {
    return localTid;
  }

  /** How the task is traced; null when it is not. Any thread. */
  public Tracee tracee() {
    return tracee;
  }

  /** Caller holds the tree lock and the signal lock. */
  void setTracee(Tracee changed) {
    tracee = changed;
  }

  /** Says whether somebody looks at the task's calls. Caller holds the signal lock. */
  void updateWatch() {
    isWatched = kernel.tracer() != null || isObserved || seccomp.mode() != Seccomp.MODE_DISABLED;
  }

  /** Takes notice that nobody traces the task any more. On its own thread. */
  void forgetTracer() {
    group.signalLock.lock();
    try {
      isObserved = false;
      updateWatch();
    } finally {
      group.signalLock.unlock();
    }
  }

  /** Sets which call is seen as interrupted: what a tracer does to {@code orig_rax}. */
  public void setCall(long number) {
    syscall = number < 0 ? -1 : number;
  }

  /**
   * Puts a call that came by the gate to behind its instruction; the registers are complete then.
   */
  void leaveGate() {
    registers().complete();
    CallGate gate = kernel.callGate();
    if (gate != null
        && mm != null
        && Long.compareUnsigned(registers().rip() - gate.address(), gate.bytes()) < 0) {
      mm.hideGate(registers(), false);
    }
  }

  /** The address space; null when the task has ended. */
  public MemoryManager mm() {
    return mm;
  }

  /** Root, working directory and umask; null when the task has ended. */
  public FsContext fs() {
    return fs;
  }

  /** The namespaces it is in; null when the task has ended. Any thread. */
  public Namespaces namespaces() {
    return namespaces;
  }

  /**
   * What {@link Namespaces#create} makes, for the task or a child.
   *
   * @throws ErrnoException {@code EINVAL} when its children are in another PID namespace already
   */
  public Namespaces createNamespaces(long flags, Credentials maker) throws ErrnoException {
    Namespaces own = namespaces;
    if ((flags & CloneFlags.CLONE_NEWPID) != 0 && own.pidForChildren() != pidNamespace()) {
      throw Errno.EINVAL.exception();
    }
    return own.create(flags, maker);
  }

  /** Takes the caller's hold of other namespaces, or null, and drops those it was in. */
  public void setNamespaces(Namespaces others) {
    Namespaces former = namespaces;
    namespaces = others;
    if (former != null) {
      former.drop();
    }
  }

  /** What is undone of semaphores when the task ends; made when it is first asked for. */
  public UndoList undos() {
    if (undos == null) {
      undos = new UndoList();
    }
    return undos;
  }

  /** Lets a new task share what is undone, or begin with nothing. */
  void shareUndos(KernelTask parent, boolean shared) {
    undos = shared ? parent.undos().share() : null;
  }

  /** Undoes what no other task shares: at the end, or with {@code unshare(CLONE_SYSVSEM)}. */
  public void leaveUndos() {
    UndoList list = undos;
    undos = null;
    if (list != null) {
      list.leave(group.pid());
    }
  }

  /** The general registers, while the task is in the kernel. */
  public Registers registers() {
    return taskMemory.registers();
  }

  /** How guest code of this task runs. */
  public Context context() {
    return context;
  }

  /** The name that {@code PR_SET_NAME} sets. Any thread. */
  public String name() {
    return name;
  }

  /** Sets the name; more than 15 bytes are cut. */
  public void setName(String newName) {
    name = newName.length() > 15 ? newName.substring(0, 15) : newName;
  }

  /** Mask, pending signals, alternate stack. */
  public TaskSignals signals() {
    return signals;
  }

  /** CPU time. */
  public TaskTimes times() {
    return times;
  }

  /** What it asked of the scheduler. */
  public TaskScheduling scheduling() {
    return scheduling;
  }

  /** What the C library registered with the kernel. */
  public ThreadArea threadArea() {
    return threadArea;
  }

  /** What it has read and written. */
  public IoCounts ioCounts() {
    return ioCounts;
  }

  /** The task's guest buffers to fill, to be set by the call that uses them. */
  public UserSink userSink() {
    return userSink;
  }

  /** The task's guest buffers to take from, to be set by the call that uses them. */
  public UserSource userSource() {
    return userSource;
  }

  /** {@code PR_GET_PDEATHSIG}. */
  public int parentDeathSignal() {
    return parentDeathSignal;
  }

  /** {@code PR_SET_PDEATHSIG}. */
  public void setParentDeathSignal(int signal) {
    parentDeathSignal = signal;
  }

  /**
   * Replaces the credentials. {@code no_new_privs} stays: another thread may have set it since
   * {@code changed} was made.
   */
  public void setCredentials(Credentials changed) {
    group.signalLock.lock();
    try {
      credentials = credentials.noNewPrivs() ? changed.withNoNewPrivs() : changed;
    } finally {
      group.signalLock.unlock();
    }
  }

  /**
   * Replaces the credentials by some of another user namespace, whose hold the task takes from the
   * caller.
   */
  public void setUserNamespace(Credentials changed) {
    Credentials former = credentials;
    if (!former.mayActAs(changed)) {
      group.dumpable = 0; // or those inside could take what it brings with it
      parentDeathSignal = 0;
    }
    setCredentials(changed);
    former.userNamespace().drop();
  }

  /** Leaves all namespaces, at the end. What its credentials say is kept for show. */
  void leaveNamespaces() {
    setNamespaces(null);
    credentials.userNamespace().drop();
  }

  /** Sets {@code no_new_privs} for good. Any thread; holds the signal lock. */
  void setNoNewPrivs() {
    credentials = credentials.withNoNewPrivs();
  }

  /** What restricts the task's calls. Any thread. */
  public SeccompState seccomp() {
    return seccomp;
  }

  /** Moves the task to the account of its real user, after a change of credentials. */
  public void accountUser() {
    int user = credentials.uid();
    if (user != accountedUser) {
      UserAccounts accounts = kernel.taskServices().accounts();
      kernel.tasks().lock.lock();
      try {
        accounts.addTask(user, -1);
        accounts.removeTask(accountedUser);
        accountedUser = user;
      } finally {
        kernel.tasks().lock.unlock();
      }
    }
  }

  /** Replaces the descriptor table: {@code unshare(CLONE_FILES)}. */
  public void setFiles(FdTable table) {
    files = table;
  }

  /** Replaces root and working directory: {@code unshare(CLONE_FS)}. */
  public void setFs(FsContext newContext) {
    fs = newContext;
  }

  @Override
  public int tid() {
    return tid;
  }

  @Override
  public int tgid() {
    return group.tgid();
  }

  @Override
  public ProcessId processId() {
    return group.pid();
  }

  @Override
  public UserMemory memory() {
    return mm.userMemory();
  }

  @Override
  public FdTable files() {
    return files;
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public long softLimit(int resource) {
    return group.limits().soft(resource);
  }

  @Override
  public Clock clock() {
    return kernel.clock();
  }

  @Override
  public MemorySegment scratch() {
    return taskMemory.scratch();
  }

  /** Who logged in to make the task; children inherit it. Any thread. */
  public AuditLogin login() {
    return login;
  }

  /** Sets {@link #login}. */
  public void setLogin(AuditLogin changed) {
    login = changed;
  }

  /** The processes that the task made, or took over, as a namespace numbers them. Any thread. */
  public int[] childIds(PidNamespace reader) {
    kernel.tasks().lock.lock();
    try {
      return group.children.stream()
          .filter(child -> equals(child.creator))
          .mapToInt(child -> child.pid().in(reader))
          .filter(number -> number != 0)
          .toArray();
    } finally {
      kernel.tasks().lock.unlock();
    }
  }

  @Override
  public SocketMessage socketMessage() {
    if (socketMessage == null) {
      socketMessage = new SocketMessage();
    }
    return socketMessage;
  }

  /** Gives scratch memory and registers back, at the very end. */
  void releaseMemory() {
    kernel.taskServices().memoryPool().give(taskMemory);
  }

  @Override
  public boolean isInterrupted() {
    return hasWork;
  }

  /** Whether the task ends: it holds no lock of futexes any more, or soon will not. Any thread. */
  public boolean isEnding() {
    return isGone || isLeavingUser;
  }

  /** Whether the task is to end without returning to the guest. */
  public boolean isKilled() {
    return group.isExiting || isDying;
  }

  /**
   * Makes the task look after its work: it leaves the guest or its sleep. Caller holds the signal
   * lock.
   *
   * <p>The task raises {@link #isInGuest} before it looks at {@link #hasWork} for the last time,
   * and this sets the one before it looks at the other, so that one of the two sees the other's
   * write.
   */
  void notifyWork() {
    hasWork = true;
    if (isInGuest) {
      context.interrupt();
    }
    sleeper.wakeUp();
  }

  /** Says whether work is left. Caller is the task and holds the signal lock. */
  void setHasWork(boolean work) {
    hasWork = work;
  }

  /** Makes the task pass through its work loop once, whether or not there is any. Any thread. */
  public void poke() {
    group.signalLock.lock();
    try {
      if (!isGone) {
        notifyWork();
      }
    } finally {
      group.signalLock.unlock();
    }
  }

  @Override
  public void raise(int signal) {
    SignalSender.toTask(this, SignalInfo.kernel(signal));
  }

  /** Sends the task a signal. Any thread. */
  public void send(SignalInfo info) {
    SignalSender.toTask(this, info);
  }

  @Override
  public WaitResult await(WaitQueue queue, int events, BooleanSupplier condition, long deadline) {
    return sleeper.await(queue, events, condition, deadline, false);
  }

  /** As {@link #await}, but only the end of the task interrupts it. */
  WaitResult awaitUnlessKilled(WaitQueue queue, BooleanSupplier condition) {
    return sleeper.await(queue, -1, condition, FOREVER, true);
  }

  @Override
  public WaitResult park(long deadline) {
    return sleeper.park(deadline, false);
  }

  @Override
  public void wakeUp() {
    sleeper.wakeUp();
  }

  /**
   * Sets what {@code restart_syscall(2)} does after the call returned {@link
   * io.jvisor.kernel.api.Restart#BLOCK}.
   */
  public void setRestartBlock(RestartBlock block) {
    restartBlock = block;
  }

  /** Takes the restart block; null when there is none. */
  public RestartBlock takeRestartBlock() {
    RestartBlock block = restartBlock;
    restartBlock = null;
    return block;
  }

  /**
   * What the task waits in, for another task or itself.
   *
   * @return null when it runs
   */
  public CurrentCall currentCall(KernelTask reader) {
    if (reader.equals(this)) {
      return CallQuestion.of(this);
    }
    return isGone ? CurrentCall.NONE : sleeper.ask(reader);
  }

  /** The system call that is being made, or -1; a glance. Any thread. */
  public long callNumber() {
    return syscall;
  }

  /** The state as {@code /proc/PID/stat} shows it. Any thread. */
  public char state() {
    Tracee traced = tracee;
    if (isGone) {
      return group.isZombie() || group.leader() == this || traced != null ? 'Z' : 'X';
    }
    if (sleeper.isStopped()) {
      if (traced != null && traced.isStopped()) {
        return 't';
      }
      return group.stop.isInForce() ? 'T' : 'R'; // who was continued may not have run since
    }
    if (sleeper.isUninterruptible()) {
      return 'D';
    }
    return sleeper.isSleeping() ? 'S' : 'R';
  }

  @Override
  public String toString() {
    return name + "[" + tid + "]";
  }
}
