package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.namespace.Namespaces;
import io.jvisor.kernel.core.signal.AlternateStack;
import io.jvisor.kernel.core.signal.SignalHandlers;
import io.jvisor.kernel.core.signal.SignalSets;
import io.jvisor.vfs.FsContext;
import java.lang.foreign.MemorySegment;

/** Making tasks: {@code clone(2)}, {@code fork(2)}, {@code vfork(2)}. */
public final class CloneOperation {
  private static final int NO_PID_FD = -1;

  private final KernelTask parent;
  private final Kernel kernel;
  private final CloneArguments arguments;

  /** Signals for the child that came since the call began. Guarded by the parent's signal lock. */
  private long lateSignals;

  private CloneOperation(KernelTask parent, CloneArguments arguments) {
    this.parent = parent;
    this.kernel = parent.kernel();
    this.arguments = arguments;
  }

  /**
   * Makes a task.
   *
   * @return the id of the new task, or {@link Restart#NO_INTR} when a signal waits
   * @throws ErrnoException {@code EINVAL}, {@code EAGAIN}, {@code ENOMEM}, {@code EPERM}
   */
  public static long run(KernelTask parent, CloneArguments arguments) throws ErrnoException {
    check(parent, arguments);
    CloneOperation operation = new CloneOperation(parent, arguments);
    if (!operation.begin()) {
      return Restart.NO_INTR;
    }
    try {
      return operation.run();
    } finally {
      operation.leaveForks();
    }
  }

  /**
   * A signal to several processes reaches the parent before the child is made, or both: false when
   * one waits already.
   */
  private boolean begin() {
    ThreadGroup own = parent.group();
    own.signalLock.lock();
    try {
      if (parent.isInterrupted()) {
        return false;
      }
      if (!arguments.has(CloneFlags.CLONE_THREAD)) {
        own.forks.add(this);
      }
      return true;
    } finally {
      own.signalLock.unlock();
    }
  }

  private void leaveForks() {
    ThreadGroup own = parent.group();
    own.signalLock.lock();
    try {
      own.forks.remove(this);
    } finally {
      own.signalLock.unlock();
    }
  }

  /**
   * Notes a signal that the parent gets as one of several processes. Caller holds the tree lock and
   * the parent's signal lock.
   */
  void addSignal(int signal) {
    if (signal == Signals.SIGCONT) {
      lateSignals &= ~SignalSets.STOP;
    } else if (SignalSets.contains(SignalSets.STOP, signal)) {
      lateSignals &= ~SignalSets.bit(Signals.SIGCONT);
    }
    lateSignals |= SignalSets.bit(signal);
  }

  private static void check(KernelTask parent, CloneArguments arguments) throws ErrnoException {
    boolean thread = arguments.has(CloneFlags.CLONE_THREAD);
    boolean handlers = arguments.has(CloneFlags.CLONE_SIGHAND);
    if ((thread && !handlers)
        || (handlers && !arguments.has(CloneFlags.CLONE_VM))
        || (handlers && arguments.has(CloneFlags.CLONE_CLEAR_SIGHAND))
        || (arguments.has(CloneFlags.CLONE_FS)
            && arguments.has(CloneFlags.CLONE_NEWNS | CloneFlags.CLONE_NEWUSER))
        || (arguments.has(CloneFlags.CLONE_PARENT)
            && (parent.group().parent() == null || parent.group().isUnkillable))
        || (arguments.has(CloneFlags.CLONE_PIDFD)
            && arguments.has(CloneFlags.CLONE_THREAD | CloneFlags.CLONE_DETACHED))
        || (arguments.has(CloneFlags.CLONE_THREAD)
            && arguments.has(CloneFlags.CLONE_NEWUSER | CloneFlags.CLONE_NEWPID))
        || arguments.has(CloneFlags.CLONE_INTO_CGROUP)) {
      throw Errno.EINVAL.exception();
    }
    Namespaces.checkMaking(arguments.flags() & CloneFlags.NAMESPACES, parent.credentials());
    if (arguments.has(CloneFlags.CLONE_NEWIPC) && arguments.has(CloneFlags.CLONE_SYSVSEM)) {
      throw Errno.EINVAL.exception();
    }
  }

  private long run() throws ErrnoException {
    Credentials credentials = credentials();
    Namespaces namespaces = null;
    Pid pid;
    try {
      namespaces = parent.createNamespaces(arguments.flags(), credentials);
      pid = reserve(namespaces.pidForChildren());
    } catch (ErrnoException refusal) {
      leave(credentials, namespaces);
      throw refusal;
    }
    KernelTask child;
    MemoryManager mm = null;
    FdTable files = null;
    FsContext fs = null;
    try {
      MemoryManager own = parent.mm();
      mm = arguments.has(CloneFlags.CLONE_VM) ? own.share() : own.fork();
      files =
          arguments.has(CloneFlags.CLONE_FILES) ? parent.files().share() : parent.files().copy();
      child = make(pid, credentials, namespaces);
      if (!arguments.has(CloneFlags.CLONE_VM)) {
        mm.setProcess(child.processId());
      }
    } catch (ErrnoException | RuntimeException | Error failure) {
      leave(credentials, namespaces);
      giveBack(pid, mm, files, fs);
      throw failure;
    }
    child.mm = mm;
    child.files = files;
    int pidFd = NO_PID_FD;
    try {
      fs = fileSystemContext(child.credentials());
      child.fs = fs;
      copyState(child);
      if (arguments.has(CloneFlags.CLONE_PIDFD)) {
        pidFd = openPidFd(child);
      }
    } catch (ErrnoException failure) {
      discard(child);
      giveBack(pid, mm, files, fs);
      throw failure;
    }
    VforkCompletion vfork = arguments.has(CloneFlags.CLONE_VFORK) ? new VforkCompletion() : null;
    child.vfork = vfork;
    if (!link(child)) {
      closePidFd(pidFd);
      discard(child);
      giveBack(pid, mm, files, fs);
      return Restart.NO_INTR;
    }
    int tid = pid.seenBy(parent);
    if (arguments.has(CloneFlags.CLONE_PARENT_SETTID)) {
      writeTid(parent, arguments.parentTid(), tid);
    }
    if (child.group() != parent.group()) {
      child.group().timers.updateCpuLimit();
    }
    Tracee tracee = parent.tracee();
    boolean isEvent = tracee != null && isEventWanted(tracee);
    start(child);
    if (isEvent) {
      var _ = TraceStops.event(tracee, event(), pid.seenBy(tracee.tracer()));
    }
    if (vfork != null) {
      vfork.await(parent);
      tracee = parent.tracee();
      if (tracee != null) {
        int told = pid.seenBy(tracee.tracer());
        var _ = TraceStops.event(tracee, TraceOptions.EVENT_VFORK_DONE, told);
      }
    }
    return tid;
  }

  private FsContext fileSystemContext(Credentials maker) throws ErrnoException {
    FsContext own = parent.fs();
    if (arguments.has(CloneFlags.CLONE_NEWNS)) {
      return own.namespace().copy(own, maker);
    }
    return arguments.has(CloneFlags.CLONE_FS) ? own.share() : own.copy();
  }

  private boolean isEventWanted(Tracee tracee) {
    return !arguments.has(CloneFlags.CLONE_UNTRACED) && tracee.has(TraceOptions.of(event()));
  }

  /** What a tracer calls the making of this task. */
  private int event() {
    if (arguments.has(CloneFlags.CLONE_VFORK)) {
      return TraceOptions.EVENT_VFORK;
    }
    return arguments.exitSignal() == Signals.SIGCHLD
        ? TraceOptions.EVENT_FORK
        : TraceOptions.EVENT_CLONE;
  }

  /** Refers to the child; the parent's threads may see the descriptor before the child runs. */
  private int openPidFd(KernelTask child) throws ErrnoException {
    int fd = PidFile.open(parent, child.group(), 0);
    try {
      parent.memory().writeInt(arguments.pidFd(), fd);
      return fd;
    } catch (ErrnoException failure) {
      closePidFd(fd);
      throw failure;
    }
  }

  private void closePidFd(int fd) {
    if (fd != NO_PID_FD) {
      try {
        var _ = parent.files().close(parent, fd);
      } catch (ErrnoException _) {
        // Another thread closed it already.
      }
    }
  }

  /** Takes a task apart that never ran. */
  private void discard(KernelTask child) {
    child.context.release();
    child.leaveUndos();
    child.leaveNamespaces();
    child.releaseMemory();
    if (child.group() != parent.group()) {
      child.group().leaveProgram();
    }
  }

  private Pid reserve(PidNamespace namespace) throws ErrnoException {
    Credentials credentials = parent.credentials();
    if (arguments.has(CloneFlags.CLONE_THREAD) && namespace != parent.pidNamespace()) {
      throw Errno.EINVAL.exception();
    }
    boolean unlimited =
        credentials.uid() == 0
            || credentials.has(Capability.SYS_RESOURCE)
            || credentials.has(Capability.SYS_ADMIN);
    long limit = unlimited ? -1 : parent.softLimit(Resource.RLIMIT_NPROC);
    PidTable table = kernel.tasks();
    table.lock.lock();
    try {
      Pid pid = table.allocate(namespace, arguments.setTid(), credentials);
      if (!kernel.taskServices().accounts().addTask(credentials.uid(), limit)) {
        table.cancel(pid);
        throw Errno.EAGAIN.exception();
      }
      return pid;
    } finally {
      table.lock.unlock();
    }
  }

  private void giveBack(Pid pid, MemoryManager mm, FdTable files, FsContext fs) {
    if (mm != null) {
      mm.leave();
    }
    if (files != null) {
      files.leave(parent);
    }
    if (fs != null) {
      fs.leave();
    }
    PidTable table = kernel.tasks();
    table.lock.lock();
    try {
      kernel.taskServices().accounts().removeTask(parent.credentials().uid());
      table.cancel(pid);
    } finally {
      table.lock.unlock();
    }
  }

  private KernelTask make(Pid pid, Credentials credentials, Namespaces namespaces)
      throws ErrnoException {
    ThreadGroup group = parent.group();
    if (!arguments.has(CloneFlags.CLONE_THREAD)) {
      ThreadGroup made =
          new ThreadGroup(
              pid,
              parent.credentials().uid(),
              handlers(group.handlers()),
              group.limits().copy(),
              kernel.clock().monotonicNanos());
      made.inheritProgram(group);
      made.dumpable = group.dumpable;
      made.programOwner = group.programOwner;
      made.terminal = group.terminal;
      made.oomScoreAdjustment = group.oomScoreAdjustment;
      made.oomScoreMinimum = group.oomScoreMinimum;
      made.nice = parent.scheduling().policy().resetOnFork() ? Math.max(0, group.nice) : group.nice;
      made.setPersonality(group.personality());
      made.setHugePagesOff(group.isHugePagesOff());
      group = made;
    }
    return new KernelTask(kernel, pid, group, credentials, namespaces, parent.name());
  }

  /** Gives up the holds of a child that was not made. */
  private static void leave(Credentials credentials, Namespaces namespaces) {
    if (namespaces != null) {
      namespaces.drop();
    }
    credentials.userNamespace().drop();
  }

  /** The child's, with a hold of their user namespace. */
  private Credentials credentials() throws ErrnoException {
    Credentials own = parent.credentials();
    if (arguments.has(CloneFlags.CLONE_NEWUSER)) {
      return own.in(UserNamespaces.create(parent));
    }
    own.userNamespace().hold();
    return own;
  }

  private SignalHandlers handlers(SignalHandlers current) {
    if (arguments.has(CloneFlags.CLONE_SIGHAND)) {
      return current;
    }
    return arguments.has(CloneFlags.CLONE_CLEAR_SIGHAND) ? current.copyForExec() : current.copy();
  }

  private void copyState(KernelTask child) {
    child.accountedUser = parent.credentials().uid();
    Registers registers = child.registers();
    registers.copyFrom(parent.registers());
    registers.rax(0);
    if (arguments.stackPointer() != 0) {
      registers.rsp(arguments.stackPointer());
    }
    if (arguments.has(CloneFlags.CLONE_SETTLS)) {
      registers.fsBase(arguments.tls());
    }
    parent.context.saveExtendedState(extendedState(child));
    child.signals.setBlocked(parent.signals.maskToRestore());
    boolean sharesStack =
        arguments.has(CloneFlags.CLONE_VM) && !arguments.has(CloneFlags.CLONE_VFORK);
    child.signals.setAlternateStack(
        sharesStack ? AlternateStack.NONE : parent.signals.alternateStack());
    if (arguments.has(CloneFlags.CLONE_CHILD_CLEARTID)) {
      child.threadArea().setClearChildTid(arguments.childTid());
    }
    child.shareUndos(parent, arguments.has(CloneFlags.CLONE_SYSVSEM));
    child.threadArea().inheritTimerSlack(parent.threadArea());
    child.scheduling().inherit(parent.scheduling());
    child.setLogin(parent.login());
  }

  private MemorySegment extendedState(KernelTask child) {
    return child.scratch().asSlice(0, kernel.platform().extendedStateSize());
  }

  /** Enters the task into the tree; false when the process is ending or stopping. */
  private boolean link(KernelTask child) {
    PidTable table = kernel.tasks();
    ThreadGroup group = child.group();
    table.lock.lock();
    try {
      ThreadGroup own = parent.group();
      own.signalLock.lock();
      try {
        if (own.isExiting
            || own.executing != null
            || own.stop.mustJoin(parent)
            || table.isClosed()
            || child.pidNamespace().isClosed()) {
          parent.notifyWork();
          return false;
        }
        SeccompOperation.inherit(child, parent);
        own.forks.remove(this);
        if (group == own) {
          group.threads.add(child);
        }
      } finally {
        own.signalLock.unlock();
      }
      if (group != own) {
        linkGroup(child, group, own);
      }
      table.enter(child);
      Tracee tracee = parent.tracee();
      if (tracee != null && (isEventWanted(tracee) || arguments.has(CloneFlags.CLONE_PTRACE))) {
        Tracing.inherit(child, tracee);
      }
      return true;
    } finally {
      table.lock.unlock();
    }
  }

  private void linkGroup(KernelTask child, ThreadGroup group, ThreadGroup own) {
    group.leader = child;
    boolean sibling = arguments.has(CloneFlags.CLONE_PARENT);
    group.parent = sibling ? own.parent : own;
    group.creator = sibling ? own.creator : parent;
    group.exitSignal = sibling ? own.exitSignal : arguments.exitSignal();
    group.parent.children.add(group);
    kernel.tasks().move(group, own.processGroup);
    group.signalLock.lock();
    try {
      group.threads.add(child);
      SignalSender.plantAll(child, lateSignals); // no more come while the tree lock is held
    } finally {
      group.signalLock.unlock();
    }
  }

  private void start(KernelTask child) {
    try {
      RunLoop.start(child, this::begin);
    } catch (OutOfMemoryError noThread) {
      // The host has no thread left: the child ends before its first instruction.
      ExitOperation.exitGroup(child, 127);
      ExitOperation.finish(child);
    }
  }

  /** Runs on the child's thread. */
  private boolean begin(KernelTask child) {
    if (!child.context.loadExtendedState(extendedState(child))) {
      throw new IllegalStateException("the platform refuses the extended state it gave");
    }
    if (arguments.has(CloneFlags.CLONE_CHILD_SETTID)) {
      writeTid(child, arguments.childTid(), child.localTid());
    }
    return true;
  }

  /** Linux ignores a bad address here as well. */
  private static void writeTid(KernelTask task, long address, int tid) {
    try {
      task.memory().writeInt(address, tid);
    } catch (ErrnoException _) {
      // Nobody can be told: the task exists.
    }
  }
}
