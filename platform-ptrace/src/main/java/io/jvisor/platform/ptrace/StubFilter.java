package io.jvisor.platform.ptrace;

import static io.jvisor.platform.spi.host.BpfProgram.ADDRESS_HIGH;
import static io.jvisor.platform.spi.host.BpfProgram.ADDRESS_LOW;
import static io.jvisor.platform.spi.host.BpfProgram.AND;
import static io.jvisor.platform.spi.host.BpfProgram.ARCHITECTURE;
import static io.jvisor.platform.spi.host.BpfProgram.AUDIT_ARCH_X86_64;
import static io.jvisor.platform.spi.host.BpfProgram.JUMP_EQUAL;
import static io.jvisor.platform.spi.host.BpfProgram.LOAD;
import static io.jvisor.platform.spi.host.BpfProgram.NUMBER;
import static io.jvisor.platform.spi.host.BpfProgram.RETURN;
import static io.jvisor.platform.spi.host.BpfProgram.RET_ALLOW;
import static io.jvisor.platform.spi.host.BpfProgram.RET_KILL_PROCESS;
import static io.jvisor.platform.spi.host.BpfProgram.RET_TRACE;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.host.BpfProgram;

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
  private static final int PAGE_MASK = 0xfffff000;

  /** {@code VSYSCALL_ADDR} of {@code arch/x86/include/uapi/asm/vsyscall.h}. */
  private static final long VSYSCALL_PAGE = 0xffff_ffff_ff60_0000L;

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
    BpfProgram program = new BpfProgram();
    program.add(LOAD, ADDRESS_HIGH);
    program.jump(JUMP_EQUAL, (int) (stubPage >>> 32), 0, elsewhere - 2);
    program.add(LOAD, ADDRESS_LOW);
    program.add(AND, PAGE_MASK);
    program.jump(JUMP_EQUAL, (int) stubPage, 0, kill - 5);
    program.add(LOAD, ARCHITECTURE);
    program.jump(JUMP_EQUAL, AUDIT_ARCH_X86_64, 0, kill - 7);
    program.add(LOAD, NUMBER);
    for (int i = 0; i < calls; i++) {
      program.jump(JUMP_EQUAL, ALLOWED[i], allow - (9 + i), 0);
    }
    program.add(RETURN, RET_KILL_PROCESS);
    program.add(RETURN, RET_ALLOW);
    program.jump(JUMP_EQUAL, (int) (VSYSCALL_PAGE >>> 32), 0, 4); // elsewhere: the accumulator
    program.add(LOAD, ADDRESS_LOW); // still holds the upper half
    program.add(AND, PAGE_MASK);
    program.jump(JUMP_EQUAL, (int) VSYSCALL_PAGE, 0, 1);
    program.add(RETURN, RET_TRACE);
    program.add(RETURN, RET_KILL_PROCESS);
    return program.bytes();
  }
}
