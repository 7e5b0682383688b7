package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.core.ResourceLimits;
import io.jvisor.kernel.core.signal.PendingSignals;
import io.jvisor.kernel.core.signal.SignalHandlers;
import io.jvisor.vfs.VfsPath;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A process: the tasks that {@code CLONE_THREAD} put together. */
@SuppressWarnings("AvoidCommonTypeNames") // the name that Linux has for it
public final class ThreadGroup {
  /** See the package for its place in the lock order. */
  final ReentrantLock signalLock = new ReentrantLock();

  /** Its leader's, whoever that is. */
  private final Pid pid;

  /** The number in the first namespace; of {@link #pid}. */
  private final int tgid;

  /** The number in the process's own namespace; of {@link #pid}. */
  private final int localTgid;

  /** Replaced when another thread executes a program. Written under the tree lock. */
  volatile KernelTask leader;

  /** Tasks that have not ended, oldest first. Guarded by {@link #signalLock}. */
  final List<KernelTask> threads = new ArrayList<>();

  /** Children that its threads are just making. Guarded by {@link #signalLock}. */
  final List<CloneOperation> forks = new ArrayList<>(0);

  /** Signals sent to the process. Guarded by {@link #signalLock}. */
  final PendingSignals pending = new PendingSignals();

  /** The real user whose account counts the signals that wait. */
  final int signalUser;

  /** Replaced by {@code execve}. */
  volatile SignalHandlers handlers;

  /** The process that waits for this one; null for the first one. Guarded by the tree lock. */
  volatile ThreadGroup parent;

  /** The thread of the parent that made this process. Guarded by the tree lock. */
  KernelTask creator;

  /** Guarded by the tree lock. */
  final Set<ThreadGroup> children = new LinkedHashSet<>();

  /** Written under the tree lock. */
  volatile ProcessGroup processGroup;

  /** What the parent gets when the process ends; 0 for no signal. Written under the tree lock. */
  volatile int exitSignal;

  /** Whether orphans below become this process's children: {@code PR_SET_CHILD_SUBREAPER}. */
  volatile boolean isSubreaper;

  /** Whether the process executed a program since it was made: {@code setpgid} asks. */
  volatile boolean hasExecuted;

  /**
   * All threads have ended, and the parent was told when it {@link #isWaitable}, or will not be.
   * Written under the tree lock.
   */
  volatile boolean isDead;

  /**
   * Threads other than the leader that have ended and are kept until their tracers have waited for
   * them; the process is not waited for before. Guarded by the tree lock.
   */
  int heldThreads;

  /** The process has ended and can be waited for. Written under the tree lock. */
  volatile boolean isWaitable;

  /** Nobody will wait for the process: it is gone. Written under the tree lock. */
  volatile boolean isReaped;

  /** The process is ending: every thread is to leave. Written under {@link #signalLock}. */
  volatile boolean isExiting;

  /** The namespace that ends with this process, its first one; null for none. Tree lock. */
  PidNamespace ownNamespace;

  /**
   * Signals do nothing that the process has no handler for: it is the first one of a namespace
   * other than the kernel's. Written before the process runs, and under {@link #signalLock}.
   */
  volatile boolean isUnkillable;

  /** Threads that are about to leave {@link #threads}. Guarded by {@link #signalLock}. */
  private int leaving;

  /** Its namespace ends: children are not kept for it. Guarded by the tree lock. */
  boolean isReapingAll;

  /** Whether a thread has traced anybody. Guarded by the tree lock. */
  boolean hasTraced;

  /** The sandbox ends: no tracer holds the process up. Guarded by {@link #signalLock}. */
  boolean isAbandoned;

  /**
   * The controlling terminal, or null. Children inherit it; what happens to it happens to each
   * process of the session. Written under the tree lock, or before the process is seen.
   */
  volatile TerminalControl terminal;

  /** How it ended, as {@code wait} tells it. Guarded by {@link #signalLock} until it is dead. */
  int exitStatus;

  /** The thread that executes a program while the others end. Guarded by {@link #signalLock}. */
  KernelTask executing;

  /** Woken when a thread ends, for {@link #executing}. */
  final WaitQueue threadEnds = new WaitQueue();

  /** Woken when a signal waits, for {@code signalfd(2)}. */
  private final WaitQueue signalEvents = new WaitQueue();

  /** Woken when the process ends, for {@code pidfd_open(2)}. */
  final WaitQueue endEvents = new WaitQueue();

  /** Woken when a child changes state. */
  final WaitQueue childEvents = new WaitQueue();

  /** Job control. */
  final GroupStop stop = new GroupStop(this);

  /** Limits; a copy of the parent's. */
  private final ResourceLimits limits;

  /** CPU time of threads that have ended and of children that were waited for. */
  final GroupTimes times = new GroupTimes();

  /** Timers. */
  final ProcessTimers timers = new ProcessTimers(this);

  /** The program file; null before the first. */
  volatile VfsPath executable;

  /** Missing calls that were named in the log. Guarded by {@link #signalLock}. */
  private final BitSet missedCalls = new BitSet();

  /** {@code PR_SET_DUMPABLE}. */
  volatile int dumpable = 1;

  /** Where the program was started: who rules there may look inside, dumpable or not. */
  volatile UserNamespace programOwner = UserNamespace.INITIAL;

  /** {@code /proc/self/oom_score_adj}. */
  volatile int oomScoreAdjustment;

  /** The least that it can be set to without {@code CAP_SYS_RESOURCE}. */
  volatile int oomScoreMinimum;

  private volatile long personality;

  /** {@code PR_SET_THP_DISABLE}: kept, and shown. */
  private volatile boolean isHugePagesOff;

  /** {@code getpriority(2)}: kept, and shown; the host schedules. */
  volatile int nice;

  /** When the process began, on the monotonic clock. */
  final long startTime;

  ThreadGroup(
      Pid pid, int signalUser, SignalHandlers handlers, ResourceLimits limits, long startTime) {
    this.pid = pid;
    this.tgid = pid.global();
    this.localTgid = pid.local();
    this.signalUser = signalUser;
    this.handlers = handlers;
    this.limits = limits;
    this.startTime = startTime;
  }

  /** The process's numbers. */
  public Pid pid() {
    return pid;
  }

  /** The process id in the first namespace, which no other process has. */
  public int tgid() {
    return tgid;
  }

  /** The process id in its own namespace: {@code getpid(2)}. */
  public int localTgid() {
    return localTgid;
  }

  /** The thread whose id is the process's. It may have ended. */
  public KernelTask leader() {
    return leader;
  }

  /** The parent, or null. */
  public ThreadGroup parent() {
    return parent;
  }

  /** The parent's id in a namespace: 0 for none, and where the parent is outside. */
  public int parentIn(PidNamespace reader) {
    ThreadGroup process = parent;
    return process == null ? 0 : process.pid.in(reader);
  }

  /** The process group. */
  public ProcessGroup processGroup() {
    return processGroup;
  }

  /** The session. */
  public Session session() {
    return processGroup.session();
  }

  /** The controlling terminal, or null: {@code credentials(7)}. */
  public TerminalControl terminal() {
    return terminal;
  }

  /** The limits. */
  public ResourceLimits limits() {
    return limits;
  }

  /** Woken with {@code POLLIN} when a signal is sent to the process or one of its threads. */
  public WaitQueue signalEvents() {
    return signalEvents;
  }

  /** What is done about signals. */
  public SignalHandlers handlers() {
    return handlers;
  }

  /** The threads that have not ended. */
  public List<KernelTask> threads() {
    signalLock.lock();
    try {
      return new ArrayList<>(threads);
    } finally {
      signalLock.unlock();
    }
  }

  /** The signals that wait for the process as a whole. */
  public long pendingSet() {
    signalLock.lock();
    try {
      return pending.set();
    } finally {
      signalLock.unlock();
    }
  }

  /** Whether the process has ended and waits for its parent. */
  public boolean isZombie() {
    return isDead;
  }

  /** Whether the process is gone: it ended and nobody will wait for it any more. Any thread. */
  public boolean isReaped() {
    return isReaped;
  }

  /** Whether job control stopped all threads. */
  public boolean isStopped() {
    return stop.isComplete();
  }

  /** What the parent gets when the process ends; 0 for no signal. */
  public int exitSignal() {
    return exitSignal;
  }

  /** The program file, or null. */
  public VfsPath executable() {
    return executable;
  }

  /** When the process began, on the monotonic clock. */
  public long startTime() {
    return startTime;
  }

  /** CPU time used so far by all threads, dead ones included. */
  public GroupTimes times() {
    return times;
  }

  /** The timers. */
  public ProcessTimers timers() {
    return timers;
  }

  /** How many threads have not ended. */
  int size() {
    signalLock.lock();
    try {
      return threads.size();
    } finally {
      signalLock.unlock();
    }
  }

  /** {@code PR_GET_DUMPABLE}. */
  public int dumpable() {
    return dumpable;
  }

  /** The user namespace in which the program was executed: {@code user_ns} of Linux's mm. */
  public UserNamespace programOwner() {
    return programOwner;
  }

  /** {@code PR_SET_DUMPABLE}. */
  public void setDumpable(int value) {
    dumpable = value;
  }

  /** {@code PR_GET_CHILD_SUBREAPER}. */
  public boolean isSubreaper() {
    return isSubreaper;
  }

  /** {@code PR_SET_CHILD_SUBREAPER}. */
  public void setSubreaper(boolean on) {
    isSubreaper = on;
  }

  /** {@code /proc/self/oom_score_adj}. */
  public int oomScoreAdjustment() {
    return oomScoreAdjustment;
  }

  /** Sets {@code /proc/self/oom_score_adj}. */
  public void setOomScoreAdjustment(int value) {
    oomScoreAdjustment = value;
  }

  /** What {@code oom_score_adj} cannot be set below without privilege. */
  public int oomScoreMinimum() {
    return oomScoreMinimum;
  }

  /** Sets {@link #oomScoreMinimum}. */
  public void setOomScoreMinimum(int value) {
    oomScoreMinimum = value;
  }

  /** The nice value, -20 to 19. */
  public int nice() {
    return nice;
  }

  /** Sets the nice value. */
  public void setNice(int value) {
    nice = value;
  }

  /** {@code personality(2)}. */
  public long personality() {
    return personality;
  }

  /** Sets {@link #personality}. */
  public void setPersonality(long value) {
    personality = value;
  }

  /** {@code PR_GET_THP_DISABLE}. */
  public boolean isHugePagesOff() {
    return isHugePagesOff;
  }

  /** {@code PR_SET_THP_DISABLE}. */
  public void setHugePagesOff(boolean off) {
    isHugePagesOff = off;
  }

  /** Whether the process makes a call that is missing for the first time. Any thread. */
  public boolean isFirstMiss(int number) {
    signalLock.lock();
    try {
      boolean first = !missedCalls.get(number);
      missedCalls.set(number);
      return first;
    } finally {
      signalLock.unlock();
    }
  }

  /**
   * Takes the parent's program over: {@code fork(2)}. The parent runs, so that its hold on the file
   * lets no writer in.
   */
  void inheritProgram(ThreadGroup from) throws ErrnoException {
    VfsPath file = from.executable;
    if (file != null) {
      file.inode().beginExecuting();
    }
    executable = file;
  }

  /** Lets writers at the program's file, when the process ends or executes another. */
  void leaveProgram() {
    VfsPath file = executable;
    executable = null;
    if (file != null) {
      file.inode().endExecuting();
    }
  }

  /** Records what was executed, for proc; the file's inode counts this process already. */
  void setProgram(VfsPath file) {
    leaveProgram();
    executable = file;
    hasExecuted = true;
  }

  /** Counts a thread that is about to end; whether no other is left. */
  boolean beginLeaving() {
    signalLock.lock();
    try {
      return ++leaving == threads.size();
    } finally {
      signalLock.unlock();
    }
  }

  /** Takes a thread out. Caller holds {@link #signalLock}. */
  void leave(KernelTask thread) {
    threads.remove(thread);
    leaving--;
  }

  /** Tells every thread to leave. Caller holds {@link #signalLock}. */
  void beginExit(int status) {
    if (!isExiting) {
      isExiting = true;
      exitStatus = status;
      for (KernelTask thread : threads) {
        thread.notifyWork();
      }
      stop.release();
    }
  }

  @Override
  public String toString() {
    return "process " + tgid;
  }
}
