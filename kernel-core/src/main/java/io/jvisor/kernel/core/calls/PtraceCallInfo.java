package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.TraceOptions;
import io.jvisor.kernel.core.task.Tracee;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code PTRACE_GET_SYSCALL_INFO}: {@code struct ptrace_syscall_info}. */
final class PtraceCallInfo {
  private static final int NONE = 0;
  private static final int ENTRY = 1;
  private static final int EXIT = 2;
  private static final int SECCOMP = 3;

  private static final int BYTES = 88;

  /** Up to what the kind of stop decides. */
  private static final int COMMON_BYTES = 24;

  private static final int ENTRY_BYTES = 80;
  private static final int EXIT_BYTES = 33;
  private static final int SECCOMP_BYTES = ENTRY_BYTES + Integer.BYTES;

  /** {@code si_code} of a stop that a filter made. */
  private static final int FILTER_STOP =
      TraceOptions.told(Signals.SIGTRAP, TraceOptions.EVENT_SECCOMP);

  /** Results from here on are errors. */
  private static final long FIRST_ERROR = -4095;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final Tracee tracee;

  PtraceCallInfo(Tracee tracee) {
    this.tracee = tracee;
  }

  /** Copies as much as there is room for; returns how much there is. */
  long get(KernelTask task, long size, long address) throws ErrnoException {
    Registers registers = tracee.task().registers();
    MemorySegment bytes = MemorySegment.ofArray(new byte[BYTES]);
    int kind = kind();
    bytes.set(ValueLayout.JAVA_BYTE, 0, (byte) kind);
    bytes.set(ValueLayout.JAVA_INT_UNALIGNED, 4, Seccomp.AUDIT_ARCH_X86_64);
    bytes.set(LONG, 8, registers.rip());
    bytes.set(LONG, 16, registers.rsp());
    int length =
        switch (kind) {
          case ENTRY -> entry(bytes, registers);
          case EXIT -> exit(bytes, registers);
          case SECCOMP -> {
            var _ = entry(bytes, registers);
            bytes.set(ValueLayout.JAVA_INT_UNALIGNED, ENTRY_BYTES, (int) tracee.message());
            yield SECCOMP_BYTES;
          }
          default -> COMMON_BYTES;
        };
    long copied = size < 0 ? length : Math.min(size, length);
    task.memory().write(address, bytes, 0, copied);
    return length;
  }

  private int kind() {
    SignalInfo info = tracee.info();
    if (info == null) {
      return NONE;
    }
    if (info.code() == FILTER_STOP) {
      return SECCOMP;
    }
    if (info.code() != (Signals.SIGTRAP | 0x80)) {
      return NONE;
    }
    return tracee.message() == ENTRY ? ENTRY : EXIT;
  }

  private static int entry(MemorySegment bytes, Registers registers) {
    bytes.set(LONG, 24, registers.origRax());
    bytes.set(LONG, 32, registers.rdi());
    bytes.set(LONG, 40, registers.rsi());
    bytes.set(LONG, 48, registers.rdx());
    bytes.set(LONG, 56, registers.r10());
    bytes.set(LONG, 64, registers.r8());
    bytes.set(LONG, 72, registers.r9());
    return ENTRY_BYTES;
  }

  private static int exit(MemorySegment bytes, Registers registers) {
    long result = registers.rax();
    boolean isError = Long.compareUnsigned(result, FIRST_ERROR) >= 0;
    bytes.set(LONG, 24, result);
    bytes.set(ValueLayout.JAVA_BYTE, 32, (byte) (isError ? 1 : 0));
    return EXIT_BYTES;
  }
}
