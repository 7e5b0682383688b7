package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.signal.SigAction;
import io.jvisor.kernel.core.signal.SignalInfo;

/**
 * What {@code ptrace(2)} adds to a task while it is traced: how it stops, and what its tracer does
 * with it then.
 *
 * <p>A stopped tracee is parked as by job control ({@link GroupStop}), and its thread touches none
 * of its state until the tracer lets it go on or it is killed. The tracer works on it between
 * {@link #begin} and {@link #end}; in that time not even {@code SIGKILL} wakes it. What only the
 * tracee's own thread can do, it is asked to do ({@link #ask}).
 *
 * <p>Unless it says otherwise, a field is guarded by the signal lock of the tracee's process.
 */
public final class Tracee {
  /** The trap flag of {@code eflags}. */
  private static final long TRAP_FLAG = 0x100;

  private static final int STOP_SHIFT = 8;

  private final KernelTask task;

  /** Written under the tree lock. */
  private final KernelTask tracer;

  /** By {@code PTRACE_SEIZE}. */
  private final boolean isSeized;

  /** Written by the tracer, mostly while the tracee is stopped. */
  private volatile int options;

  /** What {@code PTRACE_GETEVENTMSG} tells. Written by the tracee. */
  private volatile long message;

  private boolean isStopped;

  /** Stopped, but only waiting to be told what becomes of its process: {@code PTRACE_LISTEN}. */
  private boolean isListening;

  /** The tracer works on the tracee. */
  private boolean isInUse;

  /** What {@code wait} tells, 0 once told; then the signal that the tracer passes on. */
  private int code;

  /** What {@link #info} was when the last stop ended. Owned by the tracee. */
  private SignalInfo lastInfo;

  /** Why it stopped; null in a group stop of who was not seized. */
  private SignalInfo info;

  /** The stop is the one before the task's end. */
  private boolean isEnding;

  /** Then: whether all of the process was ending already; a kill changes nothing any more. */
  private boolean wasExiting;

  /** {@code PTRACE_INTERRUPT}, and what an attached tracee does first. */
  private boolean isTrapWanted;

  /** The process was continued or stopped again, which a seized tracee tells. */
  private boolean isNotified;

  /** The group stop that was joined last; see {@link GroupStop}. */
  int joinedStop;

  /**
   * What the tracee's thread is to do for its tracer; null when there is nothing, or it is done.
   */
  private Runnable errand;

  /** Written by the tracer of a stopped tracee, read by the tracee when it goes on. */
  private TraceMode nextMode = TraceMode.CONTINUE;

  /** Owned by the tracee. */
  private TraceMode mode = TraceMode.CONTINUE;

  /** The trap flag is the tracer's. Owned by the tracee. */
  private boolean isFlagSet;

  Tracee(KernelTask task, KernelTask tracer, boolean isSeized, int options) {
    this.task = task;
    this.tracer = tracer;
    this.isSeized = isSeized;
    this.options = options;
  }

  /** The traced task. Any thread. */
  public KernelTask task() {
    return task;
  }

  /** The thread that traces. Any thread. */
  public KernelTask tracer() {
    return tracer;
  }

  /** Whether it was attached by {@code PTRACE_SEIZE}, or is the child of such a tracee. */
  public boolean isSeized() {
    return isSeized;
  }

  /** {@code PTRACE_O_*}. Any thread. */
  public int options() {
    return options;
  }

  /** {@code PTRACE_SETOPTIONS}. */
  public void setOptions(int value) {
    options = value;
  }

  /** {@code PTRACE_GETEVENTMSG}. */
  public long message() {
    return message;
  }

  boolean has(int option) {
    return (options & option) != 0;
  }

  /** Whether a task may make all calls because its tracer says so. Any thread. */
  public static boolean isSuspended(KernelTask task) {
    Tracee tracee = task.tracee();
    return tracee != null && tracee.has(TraceOptions.SUSPEND_SECCOMP);
  }

  // What the tracer does.

  /**
   * Begins a request, if the tracee is stopped; then {@link #end} follows. By the tracer.
   *
   * @return false where it does not stand still
   */
  public boolean begin() {
    task.group().signalLock.lock();
    try {
      if (!isStopped || isListening || isInUse || task.tracee() != this || mustLeave()) {
        return false;
      }
      isInUse = true;
      return true;
    } finally {
      task.group().signalLock.unlock();
    }
  }

  /** Ends a request. By the tracer. */
  public void end() {
    task.group().signalLock.lock();
    try {
      isInUse = false;
      errand = null;
      task.wakeUp();
    } finally {
      task.group().signalLock.unlock();
    }
  }

  /**
   * Has the tracee's thread do something, and waits for it. By the tracer, within a request.
   *
   * @return false when the tracer is to end instead; the errand may be under way still
   */
  public boolean ask(KernelTask caller, Runnable body) {
    Errand work = new Errand(body, caller);
    task.group().signalLock.lock();
    try {
      errand = work;
      task.wakeUp();
    } finally {
      task.group().signalLock.unlock();
    }
    while (!work.isDone && !caller.isKilled()) {
      caller.sleeper.pause();
    }
    return work.isDone;
  }

  /** Work for the tracee's thread. */
  private static final class Errand implements Runnable {
    private final Runnable body;
    private final KernelTask caller;
    private volatile boolean isDone;

    Errand(Runnable body, KernelTask caller) {
      this.body = body;
      this.caller = caller;
    }

    @Override
    public void run() {
      try {
        body.run();
      } finally {
        isDone = true;
        caller.wakeUp();
      }
    }
  }

  /** Lets the tracee go on, with a signal or 0. By the tracer, within a request. */
  public void resume(TraceMode how, int signal) {
    task.group().signalLock.lock();
    try {
      nextMode = how;
      code = signal;
      isStopped = false;
    } finally {
      task.group().signalLock.unlock();
    }
  }

  /** {@code PTRACE_GETSIGINFO}: null where a group stop is all there is. Within a request. */
  public SignalInfo info() {
    return info;
  }

  /** {@code PTRACE_SETSIGINFO}. Within a request; false where a group stop is all there is. */
  public boolean setInfo(SignalInfo changed) {
    if (info == null) {
      return false;
    }
    info = changed;
    return true;
  }

  /** {@code PTRACE_INTERRUPT}; false when the tracee was not seized. By the tracer. */
  public boolean interrupt() {
    if (!isSeized) {
      return false;
    }
    task.group().signalLock.lock();
    try {
      wantTrap();
      if (isListening) {
        isListening = false;
        isStopped = false;
      }
    } finally {
      task.group().signalLock.unlock();
    }
    return true;
  }

  /** {@code PTRACE_LISTEN}; false where that is not possible. By the tracer, within a request. */
  public boolean listen() {
    task.group().signalLock.lock();
    try {
      if (!isSeized || info == null || info.code() >> STOP_SHIFT != TraceOptions.EVENT_STOP) {
        return false;
      }
      isListening = true;
      if (isNotified) {
        isListening = false;
        isStopped = false;
      }
      return true;
    } finally {
      task.group().signalLock.unlock();
    }
  }

  /** Makes the tracee stop before it goes on. Caller holds the signal lock. */
  void wantTrap() {
    isTrapWanted = true;
    task.notifyWork();
  }

  /** Tells a seized tracee that job control did something. Caller holds the signal lock. */
  void notifyOfJobControl() {
    if (isSeized) {
      isNotified = true;
      if (isListening) {
        isListening = false;
        isStopped = false;
      }
      task.notifyWork();
    }
  }

  /** Lets go of the tracee when it is not traced any more. Caller holds the signal lock. */
  void letGo() {
    isStopped = false;
    isListening = false;
    isInUse = false;
    nextMode = TraceMode.CONTINUE;
    task.notifyWork();
  }

  // What wait and proc see.

  /**
   * Takes what {@code wait} tells. Any thread.
   *
   * @param keep whether it can be told again
   * @return the signal, with an event in the bits above; 0 for nothing
   */
  int report(boolean keep) {
    task.group().signalLock.lock();
    try {
      if (!isStopped || isListening) {
        return 0;
      }
      int told = code;
      if (!keep) {
        code = 0;
      }
      return told;
    } finally {
      task.group().signalLock.unlock();
    }
  }

  /** Whether the tracee stands still for its tracer. Any thread. */
  boolean isStopped() {
    task.group().signalLock.lock();
    try {
      return isStopped;
    } finally {
      task.group().signalLock.unlock();
    }
  }

  // What the tracee does, on its own thread.

  /** Whether {@link TraceStops#trap} has something to do. Caller holds the signal lock. */
  boolean isTrapWanted() {
    return isTrapWanted || isNotified;
  }

  /** How it goes on, or went on last. */
  TraceMode mode() {
    return mode;
  }

  /**
   * Takes the wish for a stop; see {@link TraceStops#trap}.
   *
   * @return the signal of the group stop in force, 0 for none; -1 when no stop is wanted
   */
  int takeWantedTrap() {
    task.group().signalLock.lock();
    try {
      if (!isTrapWanted()) {
        return -1;
      }
      isTrapWanted = false;
      isNotified = false;
      return task.group().stop.signal();
    } finally {
      task.group().signalLock.unlock();
    }
  }

  /** Takes what {@link #info} was when the last stop ended. */
  SignalInfo takeLastInfo() {
    SignalInfo left = lastInfo;
    lastInfo = null;
    return left;
  }

  /** Takes the tracer's trap flag out of the registers. True while it steps. */
  boolean hideStep() {
    if (isFlagSet) {
      isFlagSet = false;
      task.registers().eflags(task.registers().eflags() & ~TRAP_FLAG);
    }
    return mode.steps();
  }

  private void showStep() {
    Registers registers = task.registers();
    if (mode.steps() && (registers.eflags() & TRAP_FLAG) == 0) {
      isFlagSet = true;
      registers.eflags(registers.eflags() | TRAP_FLAG);
    }
  }

  /**
   * Stops until the tracer lets the task go on.
   *
   * @param told what {@code wait} tells
   * @param why {@code CLD_*}
   * @param about what {@code PTRACE_GETSIGINFO} tells, or null
   * @param note what {@code PTRACE_GETEVENTMSG} tells
   * @param isLast the task is ending: only a kill that makes it end in another way ends the stop
   * @return the signal that the tracer passed on; {@code told} when there was no stop
   */
  int stop(int told, int why, SignalInfo about, long note, boolean isLast) {
    ThreadGroup group = task.group();
    task.leaveGate();
    hideStep();
    group.signalLock.lock();
    try {
      isEnding = isLast;
      wasExiting = group.isExiting || group.threads.size() == 1;
      if (task.tracee() != this || mustLeave()) {
        lastInfo = about;
        return told;
      }
      code = told;
      info = about;
      message = note;
      isTrapWanted = false;
      if (told >> STOP_SHIFT == TraceOptions.EVENT_STOP) {
        isNotified = false;
      }
      nextMode = TraceMode.CONTINUE;
      isStopped = true;
    } finally {
      group.signalLock.unlock();
    }
    tellTracer(why, told & 0x7f);
    task.sleeper.setStopped(true);
    while (mustStay()) {
      task.sleeper.pause();
    }
    task.sleeper.setStopped(false);
    return leave();
  }

  /** Whether a kill ends the stop. Caller holds the signal lock. */
  private boolean mustLeave() {
    ThreadGroup group = task.group();
    return isEnding ? group.isAbandoned || (group.isExiting && !wasExiting) : task.isKilled();
  }

  private boolean mustStay() {
    Runnable work;
    task.group().signalLock.lock();
    try {
      work = errand;
      errand = null;
      if (work == null) {
        if (!isInUse && mustLeave()) {
          isStopped = false;
        }
        return isInUse || isStopped;
      }
    } finally {
      task.group().signalLock.unlock();
    }
    work.run();
    return true;
  }

  private int leave() {
    task.group().signalLock.lock();
    try {
      int passed = code;
      code = 0;
      lastInfo = info;
      info = null;
      message = 0;
      mode = nextMode;
      task.isObserved = mode.seesCalls();
      task.updateWatch();
      task.setHasWork(SignalDelivery.hasWork(task));
      if (task.tracee() == this) {
        showStep();
      }
      return passed;
    } finally {
      task.group().signalLock.unlock();
    }
  }

  private void tellTracer(int why, int status) {
    ThreadGroup group = tracer.group();
    SigAction action = group.handlers.get(Signals.SIGCHLD);
    if (action.handler() != SigAction.SIG_IGN && !action.has(SigAction.SA_NOCLDSTOP)) {
      SignalSender.toGroup(
          group, ExitOperation.threadInfo(task, tracer, Signals.SIGCHLD, why, status));
    }
    group.childEvents.wake(-1);
  }

  /** How the task ended, as {@code wait} tells it. Caller holds the tree lock. */
  int exitStatus() {
    return task.group().isExiting ? task.group().exitStatus : task.exitStatus;
  }
}
