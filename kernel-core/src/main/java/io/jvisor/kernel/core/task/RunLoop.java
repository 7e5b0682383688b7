package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.WaitStatus;
import io.jvisor.kernel.core.mm.CallRepair;
import io.jvisor.kernel.core.mm.FaultResult;
import io.jvisor.kernel.core.seccomp.SeccompState;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.strace.Tracer;
import io.jvisor.platform.spi.CallGate;
import io.jvisor.platform.spi.Context;
import io.jvisor.platform.spi.Event;
import io.jvisor.platform.spi.FaultAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a task on its own thread: run guest code until it traps, see to the trap, do the work
 * that others left (signals, stops, the end), and again.
 */
final class RunLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLoop.class);

  private static final int TRAP_PAGE_FAULT = 14;
  private static final int FPE_INTDIV = 1;
  private static final int FPE_INTOVF = 2;
  private static final long FAULT_OF_USER = 4;
  private static final long FAULT_OF_WRITE = 2;
  private static final long FAULT_OF_FETCH = 16;

  private final KernelTask task;
  private final Kernel kernel;
  private final Context context;
  private final Registers registers;
  private final SyscallTable table;

  /** Null where the platform has none. */
  private final CallGate gate;

  /** Null when calls are not traced. */
  private final Tracer tracer;

  /** Null until calls are restricted. */
  private CallGuard guard;

  /** Runs first, on the task's thread; returns false when the task is to end at once. */
  private final Start start;

  /** What a task does before its first instruction. */
  @FunctionalInterface
  interface Start {
    boolean run(KernelTask task);
  }

  private RunLoop(KernelTask task, Start start) {
    this.task = task;
    this.kernel = task.kernel();
    this.context = task.context;
    this.registers = task.registers();
    this.table = kernel.syscalls();
    this.gate = kernel.callGate();
    this.tracer = kernel.tracer();
    this.start = start;
  }

  /**
   * Starts a task that is linked into the tree.
   *
   * @param start what it does first, on its own thread
   * @throws OutOfMemoryError when the host has no thread left
   */
  static void start(KernelTask task, Start start) {
    task.kernel().platform().start("task-" + task.tid(), new RunLoop(task, start));
  }

  @Override
  public void run() {
    task.sleeper.begin();
    task.times.start();
    if (task.mm != null) {
      task.times.enter(task.mm.guestClock());
    }
    try {
      if (start.run(task)) {
        loop();
        tellTracer();
      }
    } catch (Throwable failure) { // whatever it is, only this process may suffer
      die(failure);
    } finally {
      ExitOperation.finish(task);
    }
  }

  private void tellTracer() {
    Tracee tracee = task.tracee();
    if (tracee != null) {
      TraceStops.end(tracee, tracee.exitStatus());
    }
  }

  /** A failure of the kernel itself: the process is killed and the rest goes on. */
  private void die(Throwable failure) {
    try {
      LOG.error("The kernel failed in {}, call {}", task, task.syscall, failure);
    } finally {
      kill();
    }
  }

  private void kill() {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      group.beginExit(WaitStatus.signaled(Signals.SIGKILL, false));
    } finally {
      group.signalLock.unlock();
    }
  }

  private void loop() {
    while (!task.isKilled()) {
      task.isInGuest = true;
      if (task.isInterrupted()) {
        task.isInGuest = false;
        if (isInGate()) {
          task.mm.hideGate(registers, false); // it was about to go on there
        }
        SignalDelivery.work(task);
        continue;
      }
      Event event;
      try {
        event = context.switchTo(task.mm.addressSpace(), registers);
      } catch (ErrnoException refused) {
        LOG.warn("The host refuses to run {}: {}", task, refused.errno());
        event = Event.LOST;
      }
      task.isInGuest = false;
      if (mend(event)) {
        continue;
      }
      switch (event) {
        case SYSCALL -> syscall();
        case FAULT -> fault();
        case TRAP -> trap();
        case INTERRUPTED -> task.syscall = -1;
        case LOST -> kill();
      }
    }
  }

  /**
   * Hides what shows of calls that take a quicker way; see {@link
   * io.jvisor.kernel.core.mm.MemoryManager#quicken}.
   *
   * @return whether that was all there was to do
   */
  private boolean mend(Event event) {
    if (registers.isCall()) {
      return false;
    }
    int signal = event == Event.TRAP ? context.signal() : 0;
    CallRepair repair = CallRepair.NONE;
    if (isInGate()) {
      repair = task.mm.hideGate(registers, signal == Signals.SIGTRAP);
    } else if (signal != 0) {
      repair = task.mm.repair(signal, registers);
    }
    if (repair == CallRepair.CALL) {
      registers.origRax(registers.rax());
      registers.rax(Errno.ENOSYS.result());
      syscall();
    }
    return repair != CallRepair.NONE;
  }

  private boolean isInGate() {
    return gate != null
        && !registers.isCall()
        && Long.compareUnsigned(registers.rip() - gate.address(), gate.bytes()) < 0;
  }

  private void syscall() {
    long number = (int) registers.origRax(); // Linux looks at the lower half only
    if (context.isCallHot() && task.tracee() == null) {
      task.mm.quicken(registers.rip(), number);
    }
    task.syscall = number;
    long result;
    if (!task.isWatched && table.isImplemented(number)) {
      result = dispatch(number);
    } else {
      result = watched(number);
    }
    if (task.isKilled()) {
      return;
    }
    if (task.isObserved) {
      result = tellOfResult(result);
    }
    registers.rax(result);
    if (task.signals.hasSavedMask()
        && !SignalDelivery.isRestart(result)
        && result != Errno.EINTR.result()) {
      SignalDelivery.restoreSavedMask(task);
    }
    if (task.syscall >= 0 && SignalDelivery.isRestart(result)) {
      SignalDelivery.work(task);
    } else if (task.signals.hasSavedMask()) {
      SignalDelivery.work(task);
    }
  }

  private long dispatch(long number) {
    return table.dispatch(
        task,
        number,
        registers.rdi(),
        registers.rsi(),
        registers.rdx(),
        registers.r10(),
        registers.r8(),
        registers.r9());
  }

  /** A call that is traced, or restricted, or missing. */
  private long watched(long number) {
    Tracee tracee = task.tracee();
    if (tracee == null || !tracee.mode().stopsBeforeCalls()) {
      return judged(number);
    }
    boolean isMade = !tracee.mode().emulates();
    registers.rax(Errno.ENOSYS.result());
    TraceStops.call(tracee, true);
    long changed = (int) registers.origRax();
    task.setCall(changed);
    return isMade && changed != -1 && !task.isKilled() ? judged(changed) : registers.rax();
  }

  /** Lets a tracer see the result of a call, and change it. */
  private long tellOfResult(long result) {
    Tracee tracee = task.tracee();
    if (tracee == null) {
      task.forgetTracer();
      return result;
    }
    registers.rax(result);
    if (tracee.mode().steps()) {
      TraceStops.stepOverCall(tracee);
    } else if (tracee.mode().stopsAfterCalls()) {
      TraceStops.call(tracee, false);
    }
    return registers.rax();
  }

  /** A call that filters may forbid. */
  private long judged(long number) {
    Tracer.Call call = tracer == null ? null : tracer.enter(task, number, registers);
    SeccompState seccomp = task.seccomp;
    if (seccomp.mode() != Seccomp.MODE_DISABLED && guard == null) {
      guard = new CallGuard(task);
    }
    long result;
    if (seccomp.mode() == Seccomp.MODE_DISABLED || Tracee.isSuspended(task)) {
      result = make(number);
    } else {
      result = guard.admits((int) number, seccomp) ? make(guard.number()) : guard.result();
    }
    if (call != null) {
      tracer.exit(task, call, result);
    }
    return result;
  }

  private long make(long number) {
    if (!table.isImplemented(number)) {
      kernel.missingCalls().count(task, number);
    }
    return dispatch(number);
  }

  private void fault() {
    task.syscall = -1;
    task.times.fault();
    long address = context.faultAddress();
    FaultAccess access = context.faultAccess();
    FaultResult result = task.mm.handleFault(task, address, access, registers.rsp());
    if (result == FaultResult.HANDLED) {
      return;
    }
    task.signals.trapNumber = TRAP_PAGE_FAULT;
    task.signals.faultAddress = address;
    task.signals.errorCode =
        FAULT_OF_USER
            | (access == FaultAccess.WRITE ? FAULT_OF_WRITE : 0)
            | (access == FaultAccess.EXECUTE ? FAULT_OF_FETCH : 0)
            | (result == FaultResult.NOT_ALLOWED ? 1 : 0);
    switch (result) {
      case NOT_MAPPED -> force(Signals.SIGSEGV, SignalInfo.SEGV_MAPERR, address);
      case NOT_ALLOWED -> force(Signals.SIGSEGV, SignalInfo.SEGV_ACCERR, address);
      case NO_PAGE -> force(Signals.SIGBUS, SignalInfo.BUS_ADRERR, address);
      default -> {
        LOG.warn("No memory is left for {}: it is killed", task);
        kill();
      }
    }
  }

  private void trap() {
    task.syscall = -1;
    int signal = context.signal();
    if (signal <= 0 || signal > Signals.LAST) {
      kill();
      return;
    }
    task.signals.trapNumber = trapNumber(signal, context.signalCode());
    task.signals.errorCode = 0;
    int code = context.signalCode();
    if (code == SignalInfo.SI_KERNEL) {
      SignalSender.force(task, SignalInfo.kernel(signal));
    } else {
      force(signal, code, context.signalAddress());
    }
  }

  /** The exception that Linux raises a signal for; where there are several, the usual one. */
  private static long trapNumber(int signal, int code) {
    return switch (signal) {
      case Signals.SIGFPE -> code == FPE_INTDIV || code == FPE_INTOVF ? 0 : 19;
      case Signals.SIGTRAP -> code == SignalInfo.SI_KERNEL ? 3 : 1;
      case Signals.SIGILL -> 6;
      case Signals.SIGBUS -> 17;
      default -> 13;
    };
  }

  private void force(int signal, int code, long address) {
    SignalSender.force(task, SignalInfo.fault(signal, code, address));
  }
}
