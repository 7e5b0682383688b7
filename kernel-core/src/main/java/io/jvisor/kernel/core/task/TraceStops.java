package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.signal.SignalInfo;

/**
 * The stops of {@code ptrace(2)}, where a tracee meets them: on its own thread, with no lock held.
 */
final class TraceStops {
  /** {@code si_code} of the trap after a system call. */
  private static final int TRAP_BRKPT = 1;

  /** What a system-call stop has for a message: {@code PTRACE_EVENTMSG_SYSCALL_ENTRY}. */
  private static final int CALL_ENTRY = 1;

  private static final int CALL_EXIT = 2;

  /** What {@code PTRACE_O_TRACESYSGOOD} adds to the signal. */
  private static final int CALL_STOP = 0x80;

  private TraceStops() {}

  /** Stops if the tracer asked for it. False when it did not. */
  static boolean trap(Tracee tracee) {
    int signal = tracee.takeWantedTrap();
    if (signal < 0) {
      return false;
    }
    group(tracee, signal);
    return true;
  }

  /** The stop of a tracee that takes part in a stop of its process. */
  static void group(Tracee tracee, int signal) {
    if (tracee.isSeized()) {
      int shown = signal == 0 ? Signals.SIGTRAP : signal;
      int told = TraceOptions.told(shown, TraceOptions.EVENT_STOP);
      tracee.stop(told, SignalInfo.CLD_STOPPED, info(tracee, told, shown), 0, false);
    } else if (signal != 0) {
      tracee.stop(signal, SignalInfo.CLD_STOPPED, null, 0, false);
    }
  }

  /**
   * Lets the tracer see a signal before it is delivered.
   *
   * @return what is to be delivered; null for nothing
   */
  static SignalInfo signal(Tracee tracee, SignalInfo arrived) {
    int passed = tracee.stop(arrived.signal(), SignalInfo.CLD_TRAPPED, arrived, 0, false);
    SignalInfo left = tracee.takeLastInfo();
    if (passed == 0) {
      return null;
    }
    SignalInfo result = left == null ? arrived : left;
    if (result.signal() != passed) {
      KernelTask tracer = tracee.tracer();
      result =
          SignalInfo.user(
              passed,
              SignalInfo.SI_USER,
              tracer.group().pid().in(tracee.task().pidNamespace()),
              tracer.credentials().uid());
    }
    if (SignalSender.holdsBack(tracee.task(), passed)) {
      SignalSender.plant(tracee.task(), result);
      return null;
    }
    return result;
  }

  /** Stops for an event if the tracer wants to know. False when it does not. */
  static boolean event(Tracee tracee, int event, long message) {
    boolean isWanted = tracee.has(TraceOptions.of(event));
    if (isWanted) {
      trapWith(tracee, TraceOptions.told(Signals.SIGTRAP, event), message, false);
    }
    return isWanted;
  }

  /** Stops before the end of the task, which is being killed already. */
  static void end(Tracee tracee, int status) {
    if (tracee.has(TraceOptions.of(TraceOptions.EVENT_EXIT))) {
      int told = TraceOptions.told(Signals.SIGTRAP, TraceOptions.EVENT_EXIT);
      trapWith(tracee, told, status, true);
    }
  }

  /** A system-call stop. */
  static void call(Tracee tracee, boolean isEntry) {
    int told = Signals.SIGTRAP | (tracee.has(TraceOptions.SYSGOOD) ? CALL_STOP : 0);
    int passed = trapWith(tracee, told, isEntry ? CALL_ENTRY : CALL_EXIT, false);
    if (passed > 0 && passed <= Signals.LAST) {
      SignalSender.toTask(tracee.task(), info(tracee, SignalInfo.SI_USER, passed));
    }
  }

  /** A stop at the first instruction of a handler that a step led to. */
  static void handler(Tracee tracee) {
    trapWith(tracee, Signals.SIGTRAP, 0, false);
  }

  /** The trap that ends a step over a system call. */
  static void stepOverCall(Tracee tracee) {
    KernelTask task = tracee.task();
    SignalSender.force(task, SignalInfo.fault(Signals.SIGTRAP, TRAP_BRKPT, task.registers().rip()));
  }

  private static int trapWith(Tracee tracee, int told, long message, boolean isLast) {
    SignalInfo info = info(tracee, told, Signals.SIGTRAP);
    return tracee.stop(told, SignalInfo.CLD_TRAPPED, info, message, isLast);
  }

  private static SignalInfo info(Tracee tracee, int code, int signal) {
    KernelTask task = tracee.task();
    return SignalInfo.user(signal, code, task.localTid(), task.credentials().uid());
  }
}
