package io.jvisor.platform.spi.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** What the host's interpreter would answer; {@code bpf_run} of {@code seccomp(2)} in small. */
final class SeccompProgramTest {
  private static final int X86_64 = 0xc000003e;
  private static final int I386 = 0x40000003;
  private static final int ALLOW = 0x7fff0000;
  private static final int KILL = 0x80000000;
  private static final int REFUSE = 0x00050000;

  private static int answer(SeccompProgram program, int architecture, int number, long... values) {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(0, number).putInt(4, architecture);
    for (int i = 0; i < values.length; i++) {
      data.putLong(16 + 8 * i, values[i]);
    }
    ByteBuffer code = ByteBuffer.wrap(program.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    int accumulator = 0;
    for (int at = 0; ; at++) {
      int operand = code.getInt(8 * at + 4);
      int ifTrue = code.get(8 * at + 2);
      int ifFalse = code.get(8 * at + 3);
      switch (code.getShort(8 * at)) {
        case 0x20 -> accumulator = data.getInt(operand);
        case 0x54 -> accumulator &= operand;
        case 0x05 -> at += operand;
        case 0x15 -> at += accumulator == operand ? ifTrue : ifFalse;
        case 0x35 -> at += Integer.compareUnsigned(accumulator, operand) >= 0 ? ifTrue : ifFalse;
        case 0x06 -> {
          return operand;
        }
        default -> throw new AssertionError(at);
      }
    }
  }

  @Test
  void followsItsRules() {
    SeccompProgram program =
        new SeccompProgram(1)
            .allow(10, 11)
            .refuse(12, 38)
            .allowIfAny(13, 1, 5, 7)
            .allowUnlessAny(14, 0, 5, 7)
            .allowIfSet(15, 5, 6)
            .allow(16);
    assertEquals(ALLOW, answer(program, X86_64, 10));
    assertEquals(ALLOW, answer(program, X86_64, 11));
    assertEquals(REFUSE | 38, answer(program, X86_64, 12));
    assertEquals(ALLOW, answer(program, X86_64, 13, 0, 5));
    assertEquals(ALLOW, answer(program, X86_64, 13, 5, 7));
    assertEquals(REFUSE | 1, answer(program, X86_64, 13, 5, 6));
    assertEquals(ALLOW, answer(program, X86_64, 14, 6, 5));
    assertEquals(REFUSE | 1, answer(program, X86_64, 14, 5, 6));
    assertEquals(REFUSE | 1, answer(program, X86_64, 14, 7));
    assertEquals(ALLOW, answer(program, X86_64, 15, 0, 0, 0, 0, 0, 14));
    assertEquals(REFUSE | 1, answer(program, X86_64, 15, 0, 0, 0, 0, 0, 4));
    assertEquals(ALLOW, answer(program, X86_64, 16), "behind rules that jump");
    assertEquals(REFUSE | 1, answer(program, X86_64, 17));
  }

  @Test
  void killsWhoCallsAsAnotherMachine() {
    SeccompProgram program = new SeccompProgram(1).allow(10);
    assertEquals(KILL, answer(program, I386, 10));
    assertEquals(KILL, answer(program, X86_64, 0x40000000 | 10), "x32");
  }

  @Test
  void leavesTheSandboxNoWayToTheHost() {
    SeccompProgram program = SandboxCalls.program(-1, new int[] {SyscallNumbers.WAITID});
    int refused = REFUSE | Errno.EPERM.number();
    for (int number :
        new int[] {
          SyscallNumbers.OPEN,
          SyscallNumbers.OPENAT,
          SyscallNumbers.OPENAT2,
          SyscallNumbers.EXECVE,
          SyscallNumbers.EXECVEAT,
          SyscallNumbers.FORK,
          SyscallNumbers.VFORK,
          SyscallNumbers.SOCKET,
          SyscallNumbers.CONNECT,
          SyscallNumbers.MOUNT,
          SyscallNumbers.UNSHARE,
          SyscallNumbers.SETNS,
          SyscallNumbers.SETUID,
          SyscallNumbers.CHMOD,
          SyscallNumbers.BPF,
          SyscallNumbers.IO_URING_SETUP,
          SyscallNumbers.KEYCTL,
          SyscallNumbers.PTRACE,
          SyscallNumbers.PROCESS_VM_READV,
        }) {
      assertEquals(refused, answer(program, X86_64, number));
    }
    assertEquals(ALLOW, answer(program, X86_64, SyscallNumbers.WAITID), "for the platform");
    final int threads = 0x3d0f00;
    assertEquals(ALLOW, answer(program, X86_64, SyscallNumbers.CLONE, threads));
    assertEquals(refused, answer(program, X86_64, SyscallNumbers.CLONE, 17), "a process");
    assertEquals(refused, answer(program, X86_64, SyscallNumbers.IOCTL, 0, 0x5412), "TIOCSTI");
    assertEquals(refused, answer(program, X86_64, SyscallNumbers.UNLINKAT, -100), "by path");
    SeccompProgram holding = SandboxCalls.program(7, new int[0]);
    assertEquals(refused, answer(holding, X86_64, SyscallNumbers.WAITID), "for another platform");
    assertEquals(ALLOW, answer(holding, X86_64, SyscallNumbers.UNLINKAT, 7));
    assertEquals(refused, answer(holding, X86_64, SyscallNumbers.UNLINKAT, -100), "by path");
  }
}
