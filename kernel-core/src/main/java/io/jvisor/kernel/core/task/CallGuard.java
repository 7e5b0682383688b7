package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.core.WaitStatus;
import io.jvisor.kernel.core.seccomp.CallData;
import io.jvisor.kernel.core.seccomp.SeccompFilter;
import io.jvisor.kernel.core.seccomp.SeccompState;
import io.jvisor.kernel.core.signal.SignalInfo;

/**
 * Decides whether a restricted task may make a call, and does what is done instead: {@code
 * seccomp(2)}. Owned by the task's thread; only a task with filters has one.
 */
final class CallGuard {
  /** The call may be made. */
  static final long ADMITTED = Long.MIN_VALUE;

  private static final int MAX_ERRNO = 4095;

  private final KernelTask task;
  private final Registers registers;

  /** Shows where the task is without the gate. */
  private final Runnable leaveGate;

  private final CallData data = new CallData();

  CallGuard(KernelTask task, Runnable leaveGate) {
    this.task = task;
    this.registers = task.registers();
    this.leaveGate = leaveGate;
  }

  /**
   * Looks at a call that is about to be made.
   *
   * @return {@link #ADMITTED}, or the value for {@code rax}
   */
  long check(int number, SeccompState state) {
    if (state.mode() == Seccomp.MODE_STRICT) {
      return checkStrictly(number);
    }
    SeccompFilter filter = state.filter();
    if (filter.isAllowed(number)) {
      return ADMITTED;
    }
    data.set(number, registers);
    if (filter.readsAddress()) {
      leaveGate.run();
      data.setAddress(registers.rip());
    }
    return act(number, filter.ask(data));
  }

  private long checkStrictly(int number) {
    switch (number) {
      case SyscallNumbers.READ,
          SyscallNumbers.WRITE,
          SyscallNumbers.EXIT,
          SyscallNumbers.RT_SIGRETURN -> {
        return ADMITTED;
      }
      default -> {
        ExitOperation.killThread(task, Signals.SIGKILL);
        return refuse(Errno.ENOSYS.result());
      }
    }
  }

  private long act(int number, int answer) {
    int info = answer & Seccomp.RET_DATA;
    return switch (answer & Seccomp.RET_ACTION) {
      case Seccomp.RET_ALLOW, Seccomp.RET_LOG -> ADMITTED;
      case Seccomp.RET_ERRNO -> refuse(-Math.min(info, MAX_ERRNO));
      // Nobody traces guests, and nobody listens.
      case Seccomp.RET_TRACE, Seccomp.RET_USER_NOTIF -> refuse(Errno.ENOSYS.result());
      case Seccomp.RET_TRAP -> {
        leaveGate.run();
        SignalSender.force(task, SignalInfo.filtered(registers.rip(), number, info));
        yield refuse(registers.origRax()); // a handler sees the registers as the call found them
      }
      case Seccomp.RET_KILL_THREAD -> {
        if (task.group().size() == 1) {
          killProcess();
        } else {
          ExitOperation.killThread(task, Signals.SIGSYS);
        }
        yield refuse(Errno.ENOSYS.result());
      }
      default -> {
        killProcess();
        yield refuse(Errno.ENOSYS.result());
      }
    };
  }

  /** The call is not made, and whatever is in {@code rax} is no reason to make it again. */
  private long refuse(long result) {
    task.syscall = -1;
    return result;
  }

  private void killProcess() {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      group.beginExit(WaitStatus.signaled(Signals.SIGSYS, false));
    } finally {
      group.signalLock.unlock();
    }
  }
}
