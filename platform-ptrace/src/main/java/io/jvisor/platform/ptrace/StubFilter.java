package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The seccomp filter of the stubs: a second wall behind {@code PTRACE_SYSEMU}.
 *
 * <p>SYSEMU stops a call before the filter sees it, so guest calls pay nothing. What does reach the
 * filter is what the kernel injects; anything else that does not come from the stub's page is a
 * hole, and ends the process. The exception is the page of the legacy {@code vsyscall} entry
 * points, which the host emulates in its page fault handler without asking ptrace: those are
 * reported to the tracer.
 */
final class StubFilter {
  static final int INSTRUCTION_BYTES = 8;

  private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int AND = 0x54; // BPF_ALU | BPF_AND | BPF_K
  private static final int JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int RETURN = 0x06; // BPF_RET | BPF_K

  /** Offsets in {@code struct seccomp_data}. */
  private static final int NUMBER = 0;

  private static final int ARCHITECTURE = 4;
  private static final int ADDRESS_LOW = 8;
  private static final int ADDRESS_HIGH = 12;

  static final int AUDIT_ARCH_X86_64 = 0xc000003e;
  private static final int PAGE_MASK = 0xfffff000;

  /** {@code VSYSCALL_ADDR} of {@code arch/x86/include/uapi/asm/vsyscall.h}. */
  private static final long VSYSCALL_PAGE = 0xffff_ffff_ff60_0000L;

  private static final int RET_KILL_PROCESS = 0x80000000;
  private static final int RET_TRACE = 0x7ff00000;
  private static final int RET_ALLOW = 0x7fff0000;

  /** What the kernel injects once the filter stands, and what a parked thread calls. */
  private static final int[] ALLOWED = {
    SyscallNumbers.MMAP,
    SyscallNumbers.MPROTECT,
    SyscallNumbers.MUNMAP,
    SyscallNumbers.CLONE,
    SyscallNumbers.PAUSE,
    SyscallNumbers.EXIT
  };

  private StubFilter() {}

  /** The program, as an array of {@code struct sock_filter}. */
  static byte[] bytes(long stubPage) {
    int calls = ALLOWED.length;
    int kill = 8 + calls;
    int allow = kill + 1;
    int elsewhere = allow + 1;
    int length = elsewhere + 6;
    ByteBuffer program =
        ByteBuffer.allocate(length * INSTRUCTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    put(program, LOAD, 0, 0, ADDRESS_HIGH);
    put(program, JUMP_EQUAL, 0, elsewhere - 2, (int) (stubPage >>> 32));
    put(program, LOAD, 0, 0, ADDRESS_LOW);
    put(program, AND, 0, 0, PAGE_MASK);
    put(program, JUMP_EQUAL, 0, kill - 5, (int) stubPage);
    put(program, LOAD, 0, 0, ARCHITECTURE);
    put(program, JUMP_EQUAL, 0, kill - 7, AUDIT_ARCH_X86_64);
    put(program, LOAD, 0, 0, NUMBER);
    for (int i = 0; i < calls; i++) {
      put(program, JUMP_EQUAL, allow - (9 + i), 0, ALLOWED[i]);
    }
    put(program, RETURN, 0, 0, RET_KILL_PROCESS);
    put(program, RETURN, 0, 0, RET_ALLOW);
    put(program, JUMP_EQUAL, 0, 4, (int) (VSYSCALL_PAGE >>> 32)); // elsewhere: the accumulator
    put(program, LOAD, 0, 0, ADDRESS_LOW); // still holds the upper half
    put(program, AND, 0, 0, PAGE_MASK);
    put(program, JUMP_EQUAL, 0, 1, (int) VSYSCALL_PAGE);
    put(program, RETURN, 0, 0, RET_TRACE);
    put(program, RETURN, 0, 0, RET_KILL_PROCESS);
    return program.array();
  }

  private static void put(ByteBuffer program, int code, int ifTrue, int ifFalse, int operand) {
    program.putShort((short) code);
    program.put((byte) ifTrue);
    program.put((byte) ifFalse);
    program.putInt(operand);
  }
}
