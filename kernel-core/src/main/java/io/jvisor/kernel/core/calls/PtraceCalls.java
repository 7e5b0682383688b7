package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.TraceMode;
import io.jvisor.kernel.core.task.TraceOptions;
import io.jvisor.kernel.core.task.Tracee;
import io.jvisor.kernel.core.task.Tracing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code ptrace(2)}: finds the tracee and hands the request to whom it concerns. */
final class PtraceCalls {
  private static final int TRACEME = 0;
  private static final int PEEKTEXT = 1;
  private static final int PEEKDATA = 2;
  private static final int PEEKUSER = 3;
  private static final int POKETEXT = 4;
  private static final int POKEDATA = 5;
  private static final int POKEUSER = 6;
  private static final int CONT = 7;
  private static final int KILL = 8;
  private static final int SINGLESTEP = 9;
  private static final int GETREGS = 12;
  private static final int SETREGS = 13;
  private static final int GETFPREGS = 14;
  private static final int SETFPREGS = 15;
  private static final int ATTACH = 16;
  private static final int DETACH = 17;
  private static final int SYSCALL = 24;
  private static final int ARCH_PRCTL = 30;
  private static final int SYSEMU = 31;
  private static final int SYSEMU_SINGLESTEP = 32;
  private static final int OLDSETOPTIONS = 21;
  private static final int SETOPTIONS = 0x4200;
  private static final int GETEVENTMSG = 0x4201;
  private static final int GETSIGINFO = 0x4202;
  private static final int SETSIGINFO = 0x4203;
  private static final int GETREGSET = 0x4204;
  private static final int SETREGSET = 0x4205;
  private static final int SEIZE = 0x4206;
  private static final int INTERRUPT = 0x4207;
  private static final int LISTEN = 0x4208;
  private static final int PEEKSIGINFO = 0x4209;
  private static final int GETSIGMASK = 0x420a;
  private static final int SETSIGMASK = 0x420b;
  private static final int SECCOMP_GET_FILTER = 0x420c;
  private static final int SECCOMP_GET_METADATA = 0x420d;
  private static final int GET_SYSCALL_INFO = 0x420e;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private PtraceCalls() {}

  static long ptrace(Task caller, long request, long pid, long address, long data)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    if (request == TRACEME) {
      Tracing.traceMe(task);
      return 0;
    }
    KernelTask target = (int) pid <= 0 ? null : task.pidNamespace().task((int) pid);
    if (target == null) {
      throw Errno.ESRCH.exception();
    }
    if (request == ATTACH || request == SEIZE) {
      attach(task, target, request == SEIZE, address, data);
      return 0;
    }
    Tracee tracee = target.tracee();
    if (tracee == null || tracee.tracer() != task) {
      throw Errno.ESRCH.exception();
    }
    if (request == KILL) {
      target.send(SignalInfo.kernel(Signals.SIGKILL));
      return 0;
    }
    if (request == INTERRUPT) {
      if (!tracee.interrupt()) {
        throw Errno.EIO.exception();
      }
      return 0;
    }
    if (!tracee.begin()) {
      throw Errno.ESRCH.exception();
    }
    try {
      return stopped(task, tracee, request, address, data);
    } finally {
      tracee.end();
    }
  }

  private static void attach(
      KernelTask task, KernelTask target, boolean seize, long address, long data)
      throws ErrnoException {
    if (seize && (address != 0 || (data & ~TraceOptions.ALL) != 0)) {
      throw Errno.EIO.exception();
    }
    if (seize) {
      PtraceFilters.checkOptions(task, data);
    }
    if (target.group() == task.group() || !Permissions.mayTrace(task, target)) {
      throw Errno.EPERM.exception();
    }
    Tracing.attach(task, target, seize, seize ? (int) data : 0);
  }

  /** A request about a tracee that stands still. */
  private static long stopped(KernelTask task, Tracee tracee, long request, long address, long data)
      throws ErrnoException {
    if (request != (int) request) {
      throw Errno.EIO.exception();
    }
    switch ((int) request) {
      case CONT -> resume(tracee, TraceMode.CONTINUE, data);
      case SYSCALL -> resume(tracee, TraceMode.SYSCALL, data);
      case SINGLESTEP -> resume(tracee, TraceMode.STEP, data);
      case SYSEMU -> resume(tracee, TraceMode.EMULATE, data);
      case SYSEMU_SINGLESTEP -> resume(tracee, TraceMode.EMULATE_STEP, data);
      case DETACH -> Tracing.detach(tracee, signal(data));
      case LISTEN -> listen(tracee);
      case PEEKTEXT, PEEKDATA -> peek(task, tracee, address, data);
      case POKETEXT, POKEDATA -> poke(tracee, address, data);
      case PEEKUSER -> task.memory().writeLong(data, PtraceRegisters.user(tracee, address));
      case POKEUSER -> PtraceRegisters.setUser(tracee, address, data);
      case GETREGS -> new PtraceRegisters(task, tracee).get(data);
      case SETREGS -> new PtraceRegisters(task, tracee).set(data);
      case GETFPREGS -> new PtraceExtendedState(task, tracee).getFloating(data);
      case SETFPREGS -> new PtraceExtendedState(task, tracee).setFloating(data);
      case GETREGSET -> PtraceRegisterSets.get(task, tracee, address, data);
      case SETREGSET -> PtraceRegisterSets.set(task, tracee, address, data);
      case ARCH_PRCTL -> PtraceRegisters.archPrctl(task, tracee, data, address);
      case SETOPTIONS, OLDSETOPTIONS -> setOptions(task, tracee, data);
      case GETEVENTMSG -> task.memory().writeLong(data, tracee.message());
      case GETSIGINFO -> PtraceSignals.getInfo(task, tracee, data);
      case SETSIGINFO -> PtraceSignals.setInfo(task, tracee, data);
      case GETSIGMASK -> PtraceSignals.getMask(task, tracee, address, data);
      case SETSIGMASK -> PtraceSignals.setMask(task, tracee, address, data);
      case PEEKSIGINFO -> {
        return PtraceSignals.peek(task, tracee, address, data);
      }
      case SECCOMP_GET_FILTER -> {
        return PtraceFilters.getFilter(task, tracee, address, data);
      }
      case SECCOMP_GET_METADATA -> {
        return PtraceFilters.getMetadata(task, tracee, address, data);
      }
      case GET_SYSCALL_INFO -> {
        return new PtraceCallInfo(tracee).get(task, address, data);
      }
      default -> throw Errno.EIO.exception();
    }
    return 0;
  }

  private static int signal(long data) throws ErrnoException {
    if (data < 0 || data > Signals.LAST) {
      throw Errno.EIO.exception();
    }
    return (int) data;
  }

  private static void resume(Tracee tracee, TraceMode mode, long data) throws ErrnoException {
    tracee.resume(mode, signal(data));
  }

  private static void listen(Tracee tracee) throws ErrnoException {
    if (!tracee.listen()) {
      throw Errno.EIO.exception();
    }
  }

  private static void setOptions(KernelTask task, Tracee tracee, long data) throws ErrnoException {
    PtraceFilters.checkOptions(task, data);
    tracee.setOptions((int) data);
  }

  private static void peek(KernelTask task, Tracee tracee, long address, long data)
      throws ErrnoException {
    MemorySegment word = MemorySegment.ofArray(new byte[Long.BYTES]);
    MemoryManager mm = memory(tracee);
    if (mm.peek(address, word, 0, Long.BYTES) < Long.BYTES) {
      throw Errno.EIO.exception();
    }
    task.memory().writeLong(data, word.get(LONG, 0));
  }

  private static void poke(Tracee tracee, long address, long data) throws ErrnoException {
    MemorySegment word = MemorySegment.ofArray(new byte[Long.BYTES]);
    word.set(LONG, 0, data);
    if (memory(tracee).poke(address, word, 0, Long.BYTES) < Long.BYTES) {
      throw Errno.EIO.exception();
    }
  }

  /** The tracee's memory, which it does not leave while the request lasts. */
  private static MemoryManager memory(Tracee tracee) throws ErrnoException {
    MemoryManager mm = tracee.task().mm();
    if (mm == null) {
      throw Errno.EIO.exception();
    }
    return mm;
  }
}
