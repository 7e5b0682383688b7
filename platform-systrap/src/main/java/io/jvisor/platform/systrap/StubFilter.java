package io.jvisor.platform.systrap;

import static io.jvisor.platform.spi.host.BpfProgram.ADDRESS_HIGH;
import static io.jvisor.platform.spi.host.BpfProgram.ADDRESS_LOW;
import static io.jvisor.platform.spi.host.BpfProgram.ARCHITECTURE;
import static io.jvisor.platform.spi.host.BpfProgram.AUDIT_ARCH_X86_64;
import static io.jvisor.platform.spi.host.BpfProgram.JUMP_EQUAL;
import static io.jvisor.platform.spi.host.BpfProgram.JUMP_NOT_BELOW;
import static io.jvisor.platform.spi.host.BpfProgram.LOAD;
import static io.jvisor.platform.spi.host.BpfProgram.NUMBER;
import static io.jvisor.platform.spi.host.BpfProgram.RETURN;
import static io.jvisor.platform.spi.host.BpfProgram.RET_ALLOW;
import static io.jvisor.platform.spi.host.BpfProgram.RET_KILL_PROCESS;
import static io.jvisor.platform.spi.host.BpfProgram.RET_TRAP;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.host.BpfProgram;

/**
 * The two seccomp filters of the stubs.
 *
 * <p>Every stub thread has {@link #process}: a call from outside the stub's text becomes SIGSYS,
 * and from inside only the leader's own calls are allowed. Threads that run guest code have {@link
 * #guest} as well, and of two answers the stricter counts: they can make no call but those by which
 * they wait, from the two places that do so, whatever their registers hold.
 */
final class StubFilter {
  private static final int SECOND_ARGUMENT = 24;
  private static final int FOURTH_ARGUMENT = 40;

  /** What leaders call, and new threads before they have the second filter. */
  private static final int[] LEADER_CALLS = {
    SyscallNumbers.FUTEX,
    SyscallNumbers.MMAP,
    SyscallNumbers.MUNMAP,
    SyscallNumbers.MPROTECT,
    SyscallNumbers.WRITE,
    SyscallNumbers.CLONE,
    SyscallNumbers.SIGALTSTACK,
    SyscallNumbers.SECCOMP,
    SyscallNumbers.PRCTL,
    SyscallNumbers.GETPPID,
    SyscallNumbers.EXIT,
    SyscallNumbers.EXIT_GROUP
  };

  private StubFilter() {}

  /**
   * The filter of every thread, as an array of {@code struct sock_filter}.
   *
   * @param text the stub's text; does not cross 4 GiB
   */
  static byte[] process(long text, int textBytes) {
    int calls = LEADER_CALLS.length;
    int trap = 8 + calls + 1;
    int allow = trap + 1;
    BpfProgram program = new BpfProgram();
    program.add(LOAD, ADDRESS_HIGH);
    program.jump(JUMP_EQUAL, (int) (text >>> 32), 0, trap - 2);
    program.add(LOAD, ADDRESS_LOW);
    program.jump(JUMP_NOT_BELOW, (int) text, 0, trap - 4);
    program.jump(JUMP_NOT_BELOW, (int) text + textBytes, trap - 5, 0);
    program.add(LOAD, ARCHITECTURE);
    program.jump(JUMP_EQUAL, AUDIT_ARCH_X86_64, 0, trap - 7);
    program.add(LOAD, NUMBER);
    for (int i = 0; i < calls; i++) {
      program.jump(JUMP_EQUAL, LEADER_CALLS[i], allow - (9 + i), 0);
    }
    program.add(RETURN, RET_KILL_PROCESS);
    program.add(RETURN, RET_TRAP);
    program.add(RETURN, RET_ALLOW);
    return program.bytes();
  }

  /**
   * The filter of threads that run guest code.
   *
   * @param wake the address behind the call of FUTEX_WAKE
   * @param sleep the address behind the call of FUTEX_WAIT
   */
  static byte[] guest(long wake, long sleep) {
    int trap = 15;
    BpfProgram program = new BpfProgram();
    program.add(LOAD, ADDRESS_HIGH);
    program.jump(JUMP_EQUAL, (int) (wake >>> 32), 0, trap - 2);
    program.add(LOAD, ADDRESS_LOW);
    program.jump(JUMP_EQUAL, (int) wake, 1, 0);
    program.jump(JUMP_EQUAL, (int) sleep, 0, trap - 5);
    program.add(LOAD, ARCHITECTURE);
    program.jump(JUMP_EQUAL, AUDIT_ARCH_X86_64, 0, trap - 7);
    program.add(LOAD, NUMBER);
    program.jump(JUMP_EQUAL, SyscallNumbers.FUTEX, 0, trap - 9);
    program.add(LOAD, FOURTH_ARGUMENT); // no time limit: no pointer that is followed
    program.jump(JUMP_EQUAL, 0, 0, trap - 11);
    program.add(LOAD, FOURTH_ARGUMENT + 4);
    program.jump(JUMP_EQUAL, 0, 0, trap - 13);
    program.add(LOAD, SECOND_ARGUMENT);
    program.jump(JUMP_NOT_BELOW, 2, 0, 1); // FUTEX_WAIT is 0, FUTEX_WAKE is 1
    program.add(RETURN, RET_TRAP);
    program.add(RETURN, RET_ALLOW);
    return program.bytes();
  }
}
