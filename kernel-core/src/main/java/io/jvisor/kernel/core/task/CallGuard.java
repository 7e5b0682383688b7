package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.core.WaitStatus;
import io.jvisor.kernel.core.seccomp.CallData;
import io.jvisor.kernel.core.seccomp.Notification;
import io.jvisor.kernel.core.seccomp.NotificationQueue;
import io.jvisor.kernel.core.seccomp.SeccompFilter;
import io.jvisor.kernel.core.seccomp.SeccompState;
import io.jvisor.kernel.core.signal.SignalInfo;
import java.util.function.BooleanSupplier;

/**
 * Decides whether a restricted task may make a call, and does what is done instead: {@code
 * seccomp(2)}. Owned by the task's thread; only a task with filters has one.
 */
final class CallGuard {
  private static final int MAX_ERRNO = 4095;

  private final KernelTask task;
  private final Registers registers;

  private final CallData data = new CallData();

  /** The call to be made; a tracer may have changed it. */
  private int number;

  /** A tracer has been asked about the call. */
  private boolean wasTraced;

  /** What a call that was not made returns. */
  private long result;

  CallGuard(KernelTask task) {
    this.task = task;
    this.registers = task.registers();
  }

  /**
   * Looks at a call that is about to be made.
   *
   * @return whether to make {@link #number}; if not, {@link #result} says what it returns
   */
  boolean admits(int called, SeccompState state) {
    number = called;
    wasTraced = false;
    return state.mode() == Seccomp.MODE_STRICT ? checkStrictly() : judge(state.filter());
  }

  private boolean judge(SeccompFilter filter) {
    if (filter.isAllowed(number)) {
      return true;
    }
    data.set(number, registers);
    if (filter.readsAddress()) {
      task.leaveGate();
      data.setAddress(registers.rip());
    }
    return act(filter, filter.ask(data));
  }

  /** The call that was admitted. */
  int number() {
    return number;
  }

  /** What the last call that was not admitted returns. */
  long result() {
    return result;
  }

  private boolean checkStrictly() {
    switch (number) {
      case SyscallNumbers.READ,
          SyscallNumbers.WRITE,
          SyscallNumbers.EXIT,
          SyscallNumbers.RT_SIGRETURN -> {
        return true;
      }
      default -> {
        ExitOperation.killThread(task, Signals.SIGKILL);
        return refuse(Errno.ENOSYS.result());
      }
    }
  }

  private boolean act(SeccompFilter filter, int answer) {
    int info = answer & Seccomp.RET_DATA;
    return switch (answer & Seccomp.RET_ACTION) {
      case Seccomp.RET_ALLOW, Seccomp.RET_LOG -> true;
      case Seccomp.RET_ERRNO -> refuse(-Math.min(info, MAX_ERRNO));
      case Seccomp.RET_USER_NOTIF -> askListener(data.listener());
      case Seccomp.RET_TRACE -> wasTraced || askTracer(filter, info);
      case Seccomp.RET_TRAP -> {
        task.leaveGate();
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
  private boolean refuse(long value) {
    task.syscall = -1;
    result = value;
    return false;
  }

  /** Stops for the tracer, if it wants to know; it may change the call, which is judged anew. */
  private boolean askTracer(SeccompFilter filter, int info) {
    Tracee tracee = task.tracee();
    registers.rax(Errno.ENOSYS.result());
    if (tracee == null || !TraceStops.event(tracee, TraceOptions.EVENT_SECCOMP, info)) {
      return refuse(Errno.ENOSYS.result());
    }
    number = (int) registers.origRax();
    if (number < 0 || task.isKilled()) {
      return refuse(registers.rax());
    }
    task.setCall(number);
    wasTraced = true;
    return judge(filter);
  }

  /** Waits until a listener has decided about the call. */
  private boolean askListener(NotificationQueue listener) {
    Notification call = listener == null ? null : listener.submit(task, data);
    if (call == null) {
      return refuse(Errno.ENOSYS.result());
    }
    try {
      do {
        boolean patient = listener.isPatient(call);
        BooleanSupplier condition = () -> listener.hasNews(call, patient);
        WaitResult waited =
            patient
                ? task.awaitUnlessKilled(call.news(), condition)
                : task.await(call.news(), -1, condition, Task.FOREVER);
        if (waited == WaitResult.INTERRUPTED && patient == listener.isPatient(call)) {
          result = Restart.SYS;
          return false;
        }
      } while (!listener.proceed(task, call));
    } finally {
      listener.withdraw(call);
    }
    return call.isAdmitted() || refuse(call.result());
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
