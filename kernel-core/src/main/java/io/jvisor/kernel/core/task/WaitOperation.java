package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.core.WaitStatus;
import io.jvisor.kernel.core.signal.SignalInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * One wait for children: {@code wait4(2)}, {@code waitid(2)}. Made for a call, run on the caller's
 * thread.
 */
public final class WaitOperation {
  public static final int WNOHANG = 1;
  public static final int WUNTRACED = 2;
  public static final int WSTOPPED = 2;
  public static final int WEXITED = 4;
  public static final int WCONTINUED = 8;
  public static final int WNOWAIT = 0x01000000;
  public static final int WNOTHREAD = 0x20000000;
  public static final int WALL = 0x40000000;
  public static final int WCLONE = 0x80000000;

  /** Whom to wait for. */
  public enum Target {
    ANY,
    PROCESS,
    PROCESS_GROUP
  }

  private final KernelTask task;

  /** The only process to wait for; null when {@link #target} says whom. */
  private final ThreadGroup only;

  private final Target target;

  /** Null for {@link Target#ANY}, and where a number means nobody. */
  private final Pid wanted;

  private final int options;

  /** What was found; null so far. */
  private KernelTask found;

  /** Threads of the caller's process that trace others. */
  private final List<KernelTask> tracers = new ArrayList<>(0);

  /** What is left to do when the tree lock is released. */
  private List<Runnable> afterwards = List.of();

  private boolean hasCandidates;
  private boolean interrupted;
  private int waitStatus;
  private int code;
  private int uid;
  private ResourceUsage usage;

  /**
   * A wait.
   *
   * @param wanted a process or process group, by {@code target}; null for nobody
   * @param options {@code W*} flags
   */
  public WaitOperation(KernelTask task, Target target, Pid wanted, int options) {
    this.task = task;
    this.only = null;
    this.target = target;
    this.wanted = wanted;
    this.options = options;
  }

  /** A wait for one process, whatever becomes of its id. */
  public WaitOperation(KernelTask task, ThreadGroup process, int options) {
    this.task = task;
    this.only = process;
    this.target = Target.ANY;
    this.wanted = null;
    this.options = options;
  }

  /**
   * Waits.
   *
   * @return whether a child was found; false with {@link #WNOHANG} when none is ready
   * @throws ErrnoException {@code ECHILD}
   */
  public boolean run() throws ErrnoException {
    if (poll()) {
      return check();
    }
    if ((options & WNOHANG) != 0) {
      return false;
    }
    WaitResult result = task.await(task.group().childEvents, -1, this::poll, KernelTask.FOREVER);
    if (result == WaitResult.INTERRUPTED) {
      interrupted = true;
      return false;
    }
    return check();
  }

  /** What the call returns when {@link #run} returned false: 0, or a restart. */
  public long resultWithoutChild() {
    return interrupted ? Restart.SYS : 0;
  }

  private boolean check() throws ErrnoException {
    if (found == null) {
      throw Errno.ECHILD.exception();
    }
    return true;
  }

  /** Looks for a child; true when the wait is over, be it for want of children. */
  private boolean poll() {
    PidTable table = task.kernel().tasks();
    boolean isOver;
    table.lock.lock();
    try {
      hasCandidates = false;
      isOver = pollChildren() || pollTracees() || !hasCandidates;
    } finally {
      table.lock.unlock();
    }
    for (Runnable action : afterwards) {
      action.run();
    }
    afterwards = List.of();
    return isOver;
  }

  private boolean pollChildren() {
    for (ThreadGroup child : task.group().children) {
      if (matches(child)) {
        hasCandidates = true;
        if (examine(child)) {
          found = child.leader;
          return true;
        }
      }
    }
    return false;
  }

  private boolean pollTracees() {
    if ((options & WNOTHREAD) != 0) {
      return pollTracees(task);
    }
    ThreadGroup group = task.group();
    if (!group.hasTraced) {
      return false;
    }
    group.signalLock.lock();
    try {
      tracers.clear();
      for (KernelTask thread : group.threads) {
        if (thread.tracees != null) {
          tracers.add(thread);
        }
      }
    } finally {
      group.signalLock.unlock();
    }
    for (KernelTask thread : tracers) {
      if (pollTracees(thread)) {
        return true;
      }
    }
    return false;
  }

  private boolean pollTracees(KernelTask tracer) {
    if (tracer.tracees == null) {
      return false;
    }
    for (KernelTask traced : tracer.tracees) {
      if (matches(traced)) {
        hasCandidates = true;
        if (examine(traced)) {
          found = traced;
          return true;
        }
      }
    }
    return false;
  }

  private boolean matches(KernelTask traced) {
    if (only != null && (traced.group() != only || traced != only.leader)) {
      return false;
    }
    ProcessGroup processGroup = traced.group().processGroup;
    return switch (target) {
      case ANY -> true;
      case PROCESS -> traced.pid() == wanted;
      case PROCESS_GROUP -> processGroup != null && processGroup.pid() == wanted;
    };
  }

  /** What a tracer sees of a thread. */
  private boolean examine(KernelTask traced) {
    ThreadGroup group = traced.group();
    Tracee tracee = traced.tracee();
    boolean keep = (options & WNOWAIT) != 0;
    uid = traced.credentials().uid();
    boolean isLeader = traced == group.leader;
    if (isLeader ? group.isDead : traced.isGone) {
      if ((options & WEXITED) == 0 || (isLeader && (group.isReaped || !group.isWaitable))) {
        return false;
      }
      noteEnd(tracee.exitStatus());
      takeTimes(group);
      if (!keep) {
        if (isLeader && tracee.tracer().group() == group.parent) {
          task.group().times.addChild(group);
          ExitOperation.reap(group);
        } else {
          afterwards = Tracing.release(tracee);
        }
      }
      return true;
    }
    int stopped = tracee.report(keep);
    if (stopped != 0) {
      waitStatus = stopped << 8 | 0x7f;
      code = SignalInfo.CLD_TRAPPED;
      takeTimes(group);
      return true;
    }
    return isLeader && examineContinued(group, keep);
  }

  private void noteEnd(int status) {
    waitStatus = status;
    code =
        WaitStatus.isExited(status)
            ? SignalInfo.CLD_EXITED
            : (status & WaitStatus.CORE) != 0 ? SignalInfo.CLD_DUMPED : SignalInfo.CLD_KILLED;
  }

  private boolean matches(ThreadGroup child) {
    boolean isWanted =
        switch (target) {
          case ANY -> true;
          case PROCESS -> child.pid() == wanted;
          case PROCESS_GROUP -> child.processGroup != null && child.processGroup.pid() == wanted;
        };
    if (!isWanted
        || (only != null && child != only)
        || ((options & WNOTHREAD) != 0 && child.creator != task)) {
      return false;
    }
    boolean isClone = child.exitSignal != Signals.SIGCHLD;
    return (options & WALL) != 0 || isClone == ((options & WCLONE) != 0);
  }

  private boolean examine(ThreadGroup child) {
    boolean keep = (options & WNOWAIT) != 0;
    Tracee tracee = child.leader.tracee();
    if (tracee != null && (child.isDead || tracee.tracer().group() == task.group())) {
      return false; // its tracer sees it first, and that may be ourselves
    }
    uid = child.leader.credentials().uid();
    if (child.isDead) {
      if ((options & WEXITED) == 0 || child.isReaped || !child.isWaitable) {
        return false;
      }
      noteEnd(child.exitStatus);
      takeTimes(child);
      if (!keep) {
        task.group().times.addChild(child);
        ExitOperation.reap(child);
      }
      return true;
    }
    int stopped = (options & WSTOPPED) != 0 ? child.stop.reportStop(keep) : 0;
    if (stopped != 0) {
      waitStatus = WaitStatus.stopped(stopped);
      code = SignalInfo.CLD_STOPPED;
      takeTimes(child);
      return true;
    }
    return examineContinued(child, keep);
  }

  private boolean examineContinued(ThreadGroup child, boolean keep) {
    if ((options & WCONTINUED) != 0 && child.stop.reportContinue(keep)) {
      waitStatus = WaitStatus.CONTINUED;
      code = SignalInfo.CLD_CONTINUED;
      takeTimes(child);
      return true;
    }
    return false;
  }

  private void takeTimes(ThreadGroup child) {
    usage = child.times.withChildren(child);
  }

  /** Whether a child was found. */
  public boolean hasFound() {
    return found != null;
  }

  /** The child's id. */
  public int pid() {
    return found.pid().seenBy(task);
  }

  /** The child's real user. */
  public int uid() {
    return uid;
  }

  /** What {@code wait4} tells. */
  public int waitStatus() {
    return waitStatus;
  }

  /** {@code CLD_*}. */
  public int code() {
    return code;
  }

  /** {@code si_status}: the exit status, or a signal. */
  public int status() {
    return switch (code) {
      case SignalInfo.CLD_EXITED -> WaitStatus.exitStatus(waitStatus);
      case SignalInfo.CLD_STOPPED -> WaitStatus.exitStatus(waitStatus);
      case SignalInfo.CLD_TRAPPED -> waitStatus >> 8;
      case SignalInfo.CLD_CONTINUED -> Signals.SIGCONT;
      default -> WaitStatus.signal(waitStatus);
    };
  }

  /** What the child and its children have used; null without a child. */
  public ResourceUsage usage() {
    return usage;
  }
}
