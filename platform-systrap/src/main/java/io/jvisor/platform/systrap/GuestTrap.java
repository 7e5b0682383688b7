package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.platform.spi.Event;
import io.jvisor.platform.spi.FaultAccess;
import io.jvisor.platform.spi.host.BpfProgram;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Why a guest thread stopped last, as its stub left it. Owned by the task's thread. */
final class GuestTrap {
  /** {@code si_code} of a signal that the host's kernel raised without saying more. */
  private static final int SI_KERNEL = 0x80;

  private static final int TRAP_PAGE_FAULT = 14;
  private static final int FAULT_OF_WRITE = 2;
  private static final int FAULT_OF_FETCH = 16;

  // siginfo_t

  private static final int SI_CODE = 8;
  private static final int SI_ADDRESS = 16;
  private static final int SI_ARCHITECTURE = 28;
  private static final int SI_BYTES = 128;

  /** {@code VSYSCALL_ADDR} of {@code arch/x86/include/uapi/asm/vsyscall.h}. */
  private static final long VSYSCALL_PAGE = 0xffff_ffff_ff60_0000L;

  private long faultAddress;
  private FaultAccess faultAccess = FaultAccess.UNKNOWN;
  private int signal;
  private int signalCode;
  private long signalAddress;

  /** Where calls trapped. */
  private final HotCalls hotCalls = new HotCalls();

  private boolean hot;

  /** Guest code is about to run. */
  void clear() {
    hot = false;
  }

  boolean isCallHot() {
    return hot;
  }

  long faultAddress() {
    return faultAddress;
  }

  FaultAccess faultAccess() {
    return faultAccess;
  }

  int signal() {
    return signal;
  }

  int signalCode() {
    return signalCode;
  }

  long signalAddress() {
    return signalAddress;
  }

  /**
   * Reads what the stub left; everything in it may be a lie.
   *
   * @return {@link Event#LOST} for what no stub leaves
   */
  Event read(StubThread guest, Registers registers) {
    MemorySegment context = guest.context;
    if (context.get(ValueLayout.JAVA_INT, StubLayout.MEANING) == StubLayout.CALL) {
      return gateCall(guest, registers);
    }
    long at = context.get(ValueLayout.JAVA_LONG, StubLayout.FRAME) - guest.address();
    if (!fits(at, StubLayout.OWN_FRAME, StubLayout.SC_BYTES, 8)) {
      return Event.LOST;
    }
    guest.frame = at;
    GuestFrame.load(guest, at, registers);
    if (StubImage.isText(registers.rip())) {
      return Event.LOST; // whoever jumps there
    }
    int number = context.get(ValueLayout.JAVA_INT, StubLayout.SIGNAL);
    if (number == StubLayout.KICK) {
      return Event.INTERRUPTED;
    }
    long info = context.get(ValueLayout.JAVA_LONG, StubLayout.INFO) - guest.address();
    if (!fits(info, StubLayout.STACK_LOW, SI_BYTES, 8)) {
      return Event.LOST;
    }
    return switch (number) {
      case Signals.SIGSYS -> call(context, info, registers);
      case Signals.SIGSEGV, Signals.SIGBUS, Signals.SIGILL, Signals.SIGFPE, Signals.SIGTRAP ->
          exception(guest, info, number);
      default -> Event.INTERRUPTED;
    };
  }

  /** Whether something lies within the context. */
  static boolean fits(long offset, long lowest, long bytes, int alignment) {
    return offset >= lowest
        && offset <= StubLayout.CONTEXT_BYTES - bytes
        && (offset & (alignment - 1)) == 0;
  }

  private Event call(MemorySegment context, long info, Registers registers) {
    // SYSCALL leaves rip in rcx; only what does not needs a closer look.
    if (registers.rcx() != registers.rip()) {
      long from = context.get(ValueLayout.JAVA_LONG, info + SI_ADDRESS);
      if ((from & -StubLayout.PAGE) == VSYSCALL_PAGE) {
        // The host's emulation has returned already: undone, for nothing is mapped there.
        registers.rip(from);
        registers.rsp(registers.rsp() - Long.BYTES);
        return fetchFault(from);
      }
      int architecture = context.get(ValueLayout.JAVA_INT, info + SI_ARCHITECTURE);
      if (architecture != BpfProgram.AUDIT_ARCH_X86_64) {
        // A 32-bit call, by int 0x80 or sysenter: as on a host without 32-bit emulation, where the
        // gate does not exist. Both instructions have two bytes.
        registers.rip(registers.rip() - 2);
        return protectionFault();
      }
    }
    hot = hotCalls.count(registers.rip());
    return call(registers);
  }

  /** A call by the gate: its registers now, the others when somebody asks for them. */
  private static Event gateCall(StubThread guest, Registers registers) {
    guest.frame = StubLayout.OWN_FRAME;
    MemorySegment context = guest.context;
    registers.call(
        context.get(ValueLayout.JAVA_LONG, StubLayout.CALL_RAX),
        context.get(ValueLayout.JAVA_LONG, StubLayout.CALL_RDI),
        context.get(ValueLayout.JAVA_LONG, StubLayout.CALL_RSI),
        context.get(ValueLayout.JAVA_LONG, StubLayout.CALL_RDX),
        context.get(ValueLayout.JAVA_LONG, StubLayout.CALL_R10),
        context.get(ValueLayout.JAVA_LONG, StubLayout.CALL_R8),
        context.get(ValueLayout.JAVA_LONG, StubLayout.CALL_R9),
        guest.otherRegisters);
    registers.rax(Errno.ENOSYS.result());
    return Event.SYSCALL;
  }

  private static Event call(Registers registers) {
    registers.origRax(registers.rax());
    registers.rax(Errno.ENOSYS.result());
    return Event.SYSCALL;
  }

  /** What an exception was, with its {@code siginfo_t}. */
  Event exception(StubThread guest, long info, int number) {
    MemorySegment context = guest.context;
    int code = context.get(ValueLayout.JAVA_INT, info + SI_CODE);
    if (code <= 0) {
      return Event.INTERRUPTED; // sent by some process, not raised by the guest's code
    }
    long address = context.get(ValueLayout.JAVA_LONG, info + SI_ADDRESS);
    if (number == Signals.SIGSEGV && code != SI_KERNEL) {
      faultAddress = address;
      long error = context.get(ValueLayout.JAVA_LONG, guest.frame + StubLayout.SC_ERROR);
      long cause = context.get(ValueLayout.JAVA_LONG, guest.frame + StubLayout.SC_TRAP);
      if (cause != TRAP_PAGE_FAULT) {
        faultAccess = FaultAccess.UNKNOWN;
      } else if ((error & FAULT_OF_FETCH) != 0) {
        faultAccess = FaultAccess.EXECUTE;
      } else {
        faultAccess = (error & FAULT_OF_WRITE) != 0 ? FaultAccess.WRITE : FaultAccess.READ;
      }
      return Event.FAULT;
    }
    signal = number;
    signalCode = code;
    signalAddress = address;
    return Event.TRAP;
  }

  /** What a guest gets for an address outside of its half. */
  Event fetchFault(long rip) {
    faultAddress = rip;
    faultAccess = FaultAccess.EXECUTE;
    return Event.FAULT;
  }

  /** What a guest gets for registers that no CPU would take. */
  Event protectionFault() {
    signal = Signals.SIGSEGV;
    signalCode = SI_KERNEL;
    signalAddress = 0;
    return Event.TRAP;
  }
}
