package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The two seccomp filters of the stubs.
 *
 * <p>Every stub thread has {@link #process}: a call from outside the stub's text becomes SIGSYS,
 * and from inside only the leader's own calls are allowed. Threads that run guest code have {@link
 * #guest} as well, and of two answers the stricter counts: they can make no call but those by which
 * they wait, from the two places that do so, whatever their registers hold.
 */
final class StubFilter {
  static final int INSTRUCTION_BYTES = 8;
  static final int AUDIT_ARCH_X86_64 = 0xc000003e;

  private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int JUMP_NOT_BELOW = 0x35; // BPF_JMP | BPF_JGE | BPF_K
  private static final int RETURN = 0x06; // BPF_RET | BPF_K

  /** Offsets in {@code struct seccomp_data}. */
  private static final int NUMBER = 0;

  private static final int ARCHITECTURE = 4;
  private static final int ADDRESS_LOW = 8;
  private static final int ADDRESS_HIGH = 12;
  private static final int SECOND_ARGUMENT = 24;
  private static final int FOURTH_ARGUMENT = 40;

  private static final int RET_KILL_PROCESS = 0x80000000;
  private static final int RET_TRAP = 0x00030000;
  private static final int RET_ALLOW = 0x7fff0000;

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
    ByteBuffer program =
        ByteBuffer.allocate((allow + 1) * INSTRUCTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    put(program, LOAD, 0, 0, ADDRESS_HIGH);
    put(program, JUMP_EQUAL, 0, trap - 2, (int) (text >>> 32));
    put(program, LOAD, 0, 0, ADDRESS_LOW);
    put(program, JUMP_NOT_BELOW, 0, trap - 4, (int) text);
    put(program, JUMP_NOT_BELOW, trap - 5, 0, (int) text + textBytes);
    put(program, LOAD, 0, 0, ARCHITECTURE);
    put(program, JUMP_EQUAL, 0, trap - 7, AUDIT_ARCH_X86_64);
    put(program, LOAD, 0, 0, NUMBER);
    for (int i = 0; i < calls; i++) {
      put(program, JUMP_EQUAL, allow - (9 + i), 0, LEADER_CALLS[i]);
    }
    put(program, RETURN, 0, 0, RET_KILL_PROCESS);
    put(program, RETURN, 0, 0, RET_TRAP);
    put(program, RETURN, 0, 0, RET_ALLOW);
    return program.array();
  }

  /**
   * The filter of threads that run guest code.
   *
   * @param wake the address behind the call of FUTEX_WAKE
   * @param sleep the address behind the call of FUTEX_WAIT
   */
  static byte[] guest(long wake, long sleep) {
    int trap = 15;
    ByteBuffer program = ByteBuffer.allocate(17 * INSTRUCTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    put(program, LOAD, 0, 0, ADDRESS_HIGH);
    put(program, JUMP_EQUAL, 0, trap - 2, (int) (wake >>> 32));
    put(program, LOAD, 0, 0, ADDRESS_LOW);
    put(program, JUMP_EQUAL, 1, 0, (int) wake);
    put(program, JUMP_EQUAL, 0, trap - 5, (int) sleep);
    put(program, LOAD, 0, 0, ARCHITECTURE);
    put(program, JUMP_EQUAL, 0, trap - 7, AUDIT_ARCH_X86_64);
    put(program, LOAD, 0, 0, NUMBER);
    put(program, JUMP_EQUAL, 0, trap - 9, SyscallNumbers.FUTEX);
    put(program, LOAD, 0, 0, FOURTH_ARGUMENT); // no time limit: no pointer that is followed
    put(program, JUMP_EQUAL, 0, trap - 11, 0);
    put(program, LOAD, 0, 0, FOURTH_ARGUMENT + 4);
    put(program, JUMP_EQUAL, 0, trap - 13, 0);
    put(program, LOAD, 0, 0, SECOND_ARGUMENT);
    put(program, JUMP_NOT_BELOW, 0, 1, 2); // FUTEX_WAIT is 0, FUTEX_WAKE is 1
    put(program, RETURN, 0, 0, RET_TRAP);
    put(program, RETURN, 0, 0, RET_ALLOW);
    return program.array();
  }

  private static void put(ByteBuffer program, int code, int ifTrue, int ifFalse, int operand) {
    program.putShort((short) code);
    program.put((byte) ifTrue);
    program.put((byte) ifFalse);
    program.putInt(operand);
  }
}
