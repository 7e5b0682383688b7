package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.abi.Registers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Native memory in which one tracing thread exchanges data with {@code ptrace} and {@code wait4},
 * so that the run loop allocates nothing. Owned by that thread.
 */
final class Scratch implements AutoCloseable {
  private static final long STATUS = 0;
  private static final long WORD = 8;
  private static final long VECTOR = 16;
  private static final long INFO = 32;

  /** Room for a {@code siginfo_t} or a {@code struct ptrace_syscall_info}. */
  static final long INFO_BYTES = 128;

  private static final long REGISTERS = INFO + INFO_BYTES;
  private static final long BYTES = REGISTERS + Registers.BYTES;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment segment = arena.allocate(BYTES, 16);
  private final long address = segment.address();

  /** Registers of injected calls. */
  final Registers registers = new Registers();

  /** Where {@code wait4} puts the status. */
  long statusAddress() {
    return address + STATUS;
  }

  int status() {
    return segment.get(ValueLayout.JAVA_INT, STATUS);
  }

  /** Where {@code PTRACE_PEEKUSER} puts a word. */
  long wordAddress() {
    return address + WORD;
  }

  long word() {
    return segment.get(ValueLayout.JAVA_LONG, WORD);
  }

  /** Fills the {@code struct iovec} for {@code PTRACE_GETREGSET} and {@code PTRACE_SETREGSET}. */
  long vector(long base, long bytes) {
    segment.set(ValueLayout.JAVA_LONG, VECTOR, base);
    segment.set(ValueLayout.JAVA_LONG, VECTOR + 8, bytes);
    return address + VECTOR;
  }

  /** The length that {@code PTRACE_GETREGSET} left in the vector. */
  long vectorLength() {
    return segment.get(ValueLayout.JAVA_LONG, VECTOR + 8);
  }

  /** Puts registers where {@code PTRACE_SETREGS} finds them; returns the address. */
  long put(Registers from) {
    from.writeTo(segment, REGISTERS);
    return address + REGISTERS;
  }

  /** Where {@code PTRACE_GETREGS} puts registers, for {@link #take}. */
  long registersAddress() {
    return address + REGISTERS;
  }

  void take(Registers to) {
    to.readFrom(segment, REGISTERS);
  }

  /** Where {@code PTRACE_GETSIGINFO} and {@code PTRACE_GET_SYSCALL_INFO} write. */
  long infoAddress() {
    return address + INFO;
  }

  /** {@code si_code}. */
  int signalCode() {
    return segment.get(ValueLayout.JAVA_INT, INFO + 8);
  }

  /** {@code si_addr}. */
  long signalAddress() {
    return segment.get(ValueLayout.JAVA_LONG, INFO + 16);
  }

  /** {@code arch} of a {@code struct ptrace_syscall_info}. */
  int callArchitecture() {
    return segment.get(ValueLayout.JAVA_INT, INFO + 4);
  }

  @Override
  public void close() {
    arena.close();
  }
}
