package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.core.WaitStatus;
import io.jvisor.kernel.core.signal.AlternateStack;
import io.jvisor.kernel.core.signal.SigAction;
import io.jvisor.kernel.core.signal.SignalFrame;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.signal.SignalSets;
import java.lang.foreign.MemorySegment;

/**
 * Delivery of signals, on the task's own thread: default actions, handlers, restarts of interrupted
 * calls, and the masks around them.
 */
public final class SignalDelivery {
  /** Where the extended state is put in scratch memory; the frame is built below. */
  private static final long EXTENDED_OFFSET = 32 * 1024;

  private static final int SYSCALL_INSTRUCTION_BYTES = 2;

  private SignalDelivery() {}

  /**
   * Does all work that is left before the guest goes on. Returns when there is none, or when the
   * task is to end.
   */
  static void work(KernelTask task) {
    while (!task.isKilled()) {
      Tracee tracee = task.tracee();
      if (tracee != null && TraceStops.trap(tracee)) {
        continue;
      }
      if (isStopRequested(task)) {
        task.group().stop.participate(task);
        continue;
      }
      SignalInfo info = take(task);
      if (info == null) {
        restartWithoutHandler(task);
        restoreSavedMask(task);
        if (clearWork(task)) {
          return;
        }
        continue;
      }
      if (tracee != null) {
        info = TraceStops.signal(tracee, info);
        if (info == null) {
          continue;
        }
        noteStopSignal(task, info.signal());
      }
      SigAction action = task.group().handlers.get(info.signal());
      if (task.kernel().tracer() != null) {
        task.kernel().tracer().signal(task, info);
      }
      if (action.isHandled()) {
        handle(task, action, info);
      } else if (!action.isIgnored(info.signal()) && !isSpared(task.group(), info.signal())) {
        defaultAction(task, info.signal());
      }
    }
  }

  /** Whether the first process of a namespace does nothing about a signal it did not ask for. */
  private static boolean isSpared(ThreadGroup group, int signal) {
    return group.isUnkillable && !SignalSets.contains(SignalSets.UNBLOCKABLE, signal);
  }

  private static boolean isStopRequested(KernelTask task) {
    task.group().signalLock.lock();
    try {
      return task.group().stop.mustJoin(task);
    } finally {
      task.group().signalLock.unlock();
    }
  }

  /** A stopping signal that a tracer made or kept counts like one that was sent. */
  private static void noteStopSignal(KernelTask task, int signal) {
    if (SignalSets.contains(SignalSets.STOP, signal)) {
      task.group().signalLock.lock();
      try {
        task.group().stop.markDequeued();
      } finally {
        task.group().signalLock.unlock();
      }
    }
  }

  private static SignalInfo take(KernelTask task) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      SignalInfo info = take(task, ~task.signals.blocked());
      if (info != null && SignalSets.contains(SignalSets.STOP, info.signal())) {
        group.stop.markDequeued();
      }
      return info;
    } finally {
      group.signalLock.unlock();
    }
  }

  /** Takes a waiting signal of the set, or returns null. Caller holds the signal lock. */
  static SignalInfo take(KernelTask task, long wanted) {
    ThreadGroup group = task.group();
    SignalInfo info = task.signals.pending.take(wanted);
    if (info == null) {
      info = group.pending.take(wanted);
    }
    if (info == null) {
      return null;
    }
    SignalSender.uncount(group, 1);
    return info.code() == SignalInfo.SI_TIMER ? group.timers.deliver(info) : info;
  }

  /** Lowers the flag; returns false when work came meanwhile. */
  private static boolean clearWork(KernelTask task) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      boolean work = hasWork(task);
      task.setHasWork(work);
      return !work;
    } finally {
      group.signalLock.unlock();
    }
  }

  /** Lowers the flag of a task whose work is done already. */
  static void recheck(KernelTask task) {
    var _ = clearWork(task);
  }

  /** Whether something is to be done before the guest goes on. Caller holds the signal lock. */
  static boolean hasWork(KernelTask task) {
    ThreadGroup group = task.group();
    long waiting = task.signals.pending.set() | group.pending.set();
    Tracee tracee = task.tracee();
    return task.isKilled()
        || group.stop.mustJoin(task)
        || (waiting & ~task.signals.blocked()) != 0
        || (tracee != null && tracee.isTrapWanted());
  }

  private static void defaultAction(KernelTask task, int signal) {
    ThreadGroup group = task.group();
    if (SignalSets.contains(SignalSets.STOP, signal)) {
      if (signal != Signals.SIGSTOP && isOrphaned(group)) {
        return;
      }
      group.signalLock.lock();
      try {
        group.stop.request(signal);
      } finally {
        group.signalLock.unlock();
      }
      return;
    }
    // No core is ever written, so the flag of one is never set either.
    group.signalLock.lock();
    try {
      group.beginExit(WaitStatus.signaled(signal, false));
    } finally {
      group.signalLock.unlock();
    }
  }

  private static boolean isOrphaned(ThreadGroup group) {
    PidTable table = group.leader().kernel().tasks();
    table.lock.lock();
    try {
      return group.processGroup.isOrphaned(null);
    } finally {
      table.lock.unlock();
    }
  }

  private static void handle(KernelTask task, SigAction action, SignalInfo info) {
    TaskSignals signals = task.signals;
    Registers registers = task.registers();
    restartWithHandler(task, action);
    Tracee tracee = task.tracee();
    boolean steps = tracee != null && tracee.hideStep();
    int size = task.kernel().platform().extendedStateSize();
    MemorySegment scratch = task.scratch();
    MemorySegment extended = scratch.asSlice(EXTENDED_OFFSET, size);
    task.context.saveExtendedState(extended);
    SignalFrame.State state =
        new SignalFrame.State(
            signals.maskToRestore(),
            signals.alternateStack(),
            signals.trapNumber,
            signals.errorCode,
            signals.faultAddress);
    boolean pushed =
        SignalFrame.push(
            task.memory(),
            registers,
            scratch.asSlice(0, EXTENDED_OFFSET),
            extended,
            action,
            info,
            state);
    if (!pushed) {
      if (info.signal() == Signals.SIGSEGV) {
        SignalSender.forceDefault(task, Signals.SIGSEGV);
      } else {
        SignalSender.force(task, SignalInfo.kernel(Signals.SIGSEGV));
      }
      return;
    }
    signals.dropSavedMask();
    if ((signals.alternateStack().flags() & AlternateStack.SS_AUTODISARM) != 0) {
      signals.setAlternateStack(AlternateStack.NONE);
    }
    if (action.has(SigAction.SA_RESETHAND)) {
      task.group().handlers.reset(info.signal(), action);
    }
    long mask = signals.blocked() | action.mask();
    if (!action.has(SigAction.SA_NODEFER)) {
      mask |= SignalSets.bit(info.signal());
    }
    setMask(task, mask);
    if (steps) {
      TraceStops.handler(tracee);
    }
  }

  /** What becomes of an interrupted call when a handler runs: {@code signal(7)}. */
  private static void restartWithHandler(KernelTask task, SigAction action) {
    if (task.syscall < 0) {
      return;
    }
    Registers registers = task.registers();
    long result = registers.rax();
    if (result == Restart.NO_INTR || (result == Restart.SYS && action.has(SigAction.SA_RESTART))) {
      again(registers, task.syscall);
    } else if (isRestart(result)) {
      registers.rax(Errno.EINTR.result());
    }
    task.syscall = -1;
  }

  /** What becomes of an interrupted call when no handler runs. */
  private static void restartWithoutHandler(KernelTask task) {
    if (task.syscall < 0) {
      return;
    }
    Registers registers = task.registers();
    long result = registers.rax();
    if (result == Restart.BLOCK) {
      again(registers, SyscallNumbers.RESTART_SYSCALL);
    } else if (isRestart(result)) {
      again(registers, task.syscall);
    }
    task.syscall = -1;
  }

  private static void again(Registers registers, long number) {
    registers.rax(number);
    registers.rip(registers.rip() - SYSCALL_INSTRUCTION_BYTES);
  }

  /** Whether a result asks for a restart. */
  static boolean isRestart(long result) {
    return result == Restart.SYS
        || result == Restart.NO_INTR
        || result == Restart.NO_HAND
        || result == Restart.BLOCK;
  }

  static void restoreSavedMask(KernelTask task) {
    TaskSignals signals = task.signals;
    if (signals.hasSavedMask()) {
      long mask = signals.maskToRestore();
      signals.dropSavedMask();
      setMask(task, mask);
    }
  }

  /** Changes the mask of the calling task and sees to signals that this lets in or keeps out. */
  public static void setMask(KernelTask task, long mask) {
    ThreadGroup group = task.group();
    long blocked = mask & ~SignalSets.UNBLOCKABLE;
    group.signalLock.lock();
    try {
      long newlyBlocked = blocked & ~task.signals.blocked();
      task.signals.setBlocked(blocked);
      retarget(task, newlyBlocked & group.pending.set());
      if (hasWork(task)) {
        task.setHasWork(true);
      }
    } finally {
      group.signalLock.unlock();
    }
  }

  /**
   * Puts a mask in force for the rest of a call, as {@code sigsuspend(2)} and {@code ppoll(2)} do.
   * The former mask comes back after the call, or when the handler of the signal that ends it
   * returns.
   */
  public static void setTemporaryMask(KernelTask task, long mask) {
    task.signals.saveMask();
    setMask(task, mask);
  }

  /** Wakes other threads for signals of the process that a task does not take any more. */
  static void retarget(KernelTask task, long set) {
    if (set == 0) {
      return;
    }
    for (KernelTask other : task.group().threads) {
      if (other != task && !other.isGone && (set & ~other.signals.blocked()) != 0) {
        other.notifyWork();
        set &= other.signals.blocked();
        if (set == 0) {
          return;
        }
      }
    }
  }

  /** {@code rt_sigreturn(2)}: leaves a handler. Returns what was in {@code rax}. */
  public static long returnFromHandler(KernelTask task) {
    task.setRestartBlock(null);
    Registers registers = task.registers();
    SignalFrame.Restored restored =
        SignalFrame.pop(
            task.memory(),
            registers,
            task.scratch(),
            task.kernel().platform().extendedStateSize(),
            area -> loadExtended(task, area));
    task.syscall = -1; // rax is the guest's, whatever it looks like
    if (restored == null) {
      SignalSender.force(task, SignalInfo.kernel(Signals.SIGSEGV));
      return registers.rax();
    }
    setMask(task, restored.mask());
    AlternateStack stack = restored.stack();
    boolean onStack = task.signals.alternateStack().isOn(registers.rsp());
    if (!onStack) {
      applyStack(task, stack);
    }
    return registers.rax();
  }

  private static void applyStack(KernelTask task, AlternateStack stack) {
    int mode = stack.flags() & ~AlternateStack.SS_AUTODISARM;
    if (mode == AlternateStack.SS_DISABLE) {
      task.signals.setAlternateStack(AlternateStack.NONE);
    } else if ((mode == 0 || mode == AlternateStack.SS_ONSTACK)
        && Long.compareUnsigned(stack.size(), AlternateStack.MINIMUM_SIZE) >= 0) {
      task.signals.setAlternateStack(
          new AlternateStack(
              stack.base(), stack.flags() & AlternateStack.SS_AUTODISARM, stack.size()));
    }
  }

  private static boolean loadExtended(KernelTask task, MemorySegment area) {
    if (area == null) {
      task.context.resetExtendedState();
      return true;
    }
    return task.context.loadExtendedState(area);
  }
}
