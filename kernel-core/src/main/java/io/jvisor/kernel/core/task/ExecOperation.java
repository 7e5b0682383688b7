package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Personality;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.core.futex.RobustList;
import io.jvisor.kernel.core.loader.ExecRequest;
import io.jvisor.kernel.core.loader.LoadedProgram;
import io.jvisor.kernel.core.loader.ProgramLoader;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.signal.AlternateStack;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.vfs.OpenFile;
import java.util.List;

/**
 * {@code execve(2)}, on the task's own thread. Until the new program is loaded everything can fail
 * and nothing has changed; from then on nothing fails.
 */
public final class ExecOperation {
  /** The only flag a program starts with: interrupts are enabled. */
  private static final long INITIAL_FLAGS = 0x200;

  private ExecOperation() {}

  /**
   * Executes a program.
   *
   * @param program the file, whose reference stays the caller's
   * @param path the name as the program sees it
   * @return 0
   * @throws ErrnoException {@code EACCES}, {@code ENOEXEC}, {@code E2BIG}, {@code ENOMEM} and
   *     others
   */
  public static long run(
      KernelTask task,
      OpenFile program,
      String path,
      List<String> arguments,
      List<String> environment)
      throws ErrnoException {
    Credentials credentials;
    LoadedProgram loaded;
    // Nobody may write to it while it is read, nor later while it runs.
    program.inode().beginExecuting();
    try {
      credentials = ExecCredentials.of(task, program);
      loaded = load(task, program, path, arguments, environment, credentials);
      holdExecutable(loaded);
    } finally {
      program.inode().endExecuting();
    }
    Pid former = task.pid();
    if (!endOtherThreads(task)) {
      loaded.executable().inode().endExecuting();
      loaded.mm().leave();
      return Errno.EAGAIN.result(); // the task is ending and never sees it
    }
    if (task.credentials().noNewPrivs() && !credentials.noNewPrivs()) {
      credentials = ExecCredentials.of(task, program); // another thread's seccomp(2) came between
    }
    leaveOldProgram(task, loaded.mm());
    enterNewProgram(task, loaded, credentials);
    task.group().setProgram(loaded.executable());
    tellTracer(task, former);
    return 0;
  }

  private static void tellTracer(KernelTask task, Pid former) {
    Tracee tracee = task.tracee();
    if (tracee == null) {
      return;
    }
    task.mm.keepCode();
    if (tracee.has(TraceOptions.of(TraceOptions.EVENT_EXEC))) {
      var _ = TraceStops.event(tracee, TraceOptions.EVENT_EXEC, former.seenBy(tracee.tracer()));
    } else if (!tracee.isSeized()) {
      SignalSender.toTask(
          task,
          SignalInfo.user(
              Signals.SIGTRAP, SignalInfo.SI_USER, task.localTid(), task.credentials().uid()));
    }
  }

  private static LoadedProgram load(
      KernelTask task,
      OpenFile program,
      String path,
      List<String> arguments,
      List<String> environment,
      Credentials credentials)
      throws ErrnoException {
    return new ProgramLoader()
        .load(
            new ExecRequest(
                task,
                program,
                path,
                arguments,
                environment,
                credentials,
                ExecCredentials.isSecure(credentials),
                task.softLimit(Resource.RLIMIT_STACK)));
  }

  /** Keeps writers away for the process's life; {@link ThreadGroup#setProgram} takes over. */
  private static void holdExecutable(LoadedProgram loaded) throws ErrnoException {
    try {
      loaded.executable().inode().beginExecuting();
    } catch (ErrnoException busy) {
      loaded.mm().leave();
      throw busy;
    }
  }

  /** Ends the other threads and becomes the leader; false when the task itself is to end. */
  private static boolean endOtherThreads(KernelTask task) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      if (task.isKilled() || group.executing != null) {
        return false;
      }
      group.executing = task;
      for (KernelTask thread : group.threads) {
        if (thread != task) {
          thread.isDying = true;
          thread.notifyWork();
        }
      }
    } finally {
      group.signalLock.unlock();
    }
    task.awaitUnlessKilled(group.threadEnds, () -> isAlone(group));
    boolean alone;
    group.signalLock.lock();
    try {
      group.executing = null;
      alone = group.threads.size() == 1 && !task.isKilled();
    } finally {
      group.signalLock.unlock();
    }
    if (alone && group.leader() != task) {
      becomeLeader(task, group);
    }
    return alone;
  }

  private static boolean isAlone(ThreadGroup group) {
    group.signalLock.lock();
    try {
      return group.threads.size() == 1;
    } finally {
      group.signalLock.unlock();
    }
  }

  private static void becomeLeader(KernelTask task, ThreadGroup group) {
    PidTable table = task.kernel().tasks();
    table.lock.lock();
    try {
      Tracee former = group.leader.tracee();
      if (former != null) {
        Tracing.unlink(former);
      }
      table.takeOver(task, group.leader);
      group.leader = task;
    } finally {
      table.lock.unlock();
    }
  }

  private static void leaveOldProgram(KernelTask task, MemoryManager newMemory) {
    MemoryManager old = task.mm;
    if (old != null) {
      RobustList.exit(task);
      ExitOperation.clearChildTid(task, old);
    }
    task.mm = newMemory;
    task.times.enter(newMemory.guestClock());
    newMemory.setProcess(task.processId());
    if (old != null) {
      newMemory.setDumpFilter(old.dumpFilter());
      newMemory.executionRules().inherit(old.executionRules());
      task.group().times.leaveMemory(old);
      old.leave();
    }
    VforkCompletion vfork = task.vfork;
    if (vfork != null) {
      task.vfork = null;
      vfork.complete();
    }
  }

  /** Gives the task a table of descriptors of its own; false where there is no room for one. */
  private static boolean unshareFiles(KernelTask task) {
    FdTable files = task.files;
    try {
      if (files.isShared()) {
        FdTable own = files.copy();
        files.leave(task); // first: what it closes, if it is the last, is closed as the former's
        task.files = own;
      }
      return true;
    } catch (ErrnoException noRoom) {
      return false;
    }
  }

  private static void enterNewProgram(
      KernelTask task, LoadedProgram program, Credentials credentials) {
    ThreadGroup group = task.group();
    group.handlers = group.handlers.copyForExec();
    if (unshareFiles(task)) {
      task.files.closeOnExec(task);
    } else {
      SignalSender.forceDefault(task, Signals.SIGSEGV); // there is no way back, as on Linux
    }
    group.exitSignal = Signals.SIGCHLD;
    boolean sameUser =
        credentials.euid() == credentials.uid() && credentials.egid() == credentials.gid();
    group.programOwner = credentials.userNamespace();
    group.dumpable = sameUser ? 1 : 0;
    if (!sameUser) {
      task.setParentDeathSignal(0);
      group.setPersonality(group.personality() & ~Personality.PER_CLEAR_ON_SETID);
    }
    group.timers.deleteAll();
    task.signals.setAlternateStack(AlternateStack.NONE);
    task.setRestartBlock(null);
    task.setName(program.name());
    task.setCredentials(credentials);
    task.context.resetExtendedState();
    Registers registers = task.registers();
    long call = registers.origRax();
    registers.clear();
    registers.origRax(call);
    registers.rip(program.entry());
    registers.rsp(program.stackPointer());
    registers.eflags(INITIAL_FLAGS);
  }
}
