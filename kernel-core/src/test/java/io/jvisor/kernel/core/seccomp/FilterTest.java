package io.jvisor.kernel.core.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Bpf;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Programs that are refused, and what those compute that are not. */
class FilterTest {
  private static final long[] ALLOW = statement(Bpf.RET + Bpf.K, Seccomp.RET_ALLOW);

  private static long[] statement(int code, int operand) {
    return jump(code, operand, 0, 0);
  }

  private static long[] jump(int code, int operand, int ifTrue, int ifFalse) {
    return new long[] {code, operand, ifTrue, ifFalse};
  }

  private static MemorySegment program(long[]... instructions) {
    MemorySegment bytes =
        MemorySegment.ofArray(new long[Math.max(1, instructions.length)])
            .asSlice(0, (long) instructions.length * Bpf.INSTRUCTION_BYTES);
    for (int i = 0; i < instructions.length; i++) {
      long at = (long) i * Bpf.INSTRUCTION_BYTES;
      bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, (short) instructions[i][0]);
      bytes.set(ValueLayout.JAVA_BYTE, at + 2, (byte) instructions[i][2]);
      bytes.set(ValueLayout.JAVA_BYTE, at + 3, (byte) instructions[i][3]);
      bytes.set(ValueLayout.JAVA_INT_UNALIGNED, at + 4, (int) instructions[i][1]);
    }
    return bytes;
  }

  private static SeccompFilter filter(long[]... instructions) throws ErrnoException {
    return SeccompFilter.of(program(instructions), instructions.length, false, null);
  }

  private static CallData call(int number, long first) {
    Registers registers = new Registers();
    registers.rdi(first);
    CallData data = new CallData();
    data.set(number, registers);
    return data;
  }

  private static void assertRefused(long[]... instructions) {
    ErrnoException refused = assertThrows(ErrnoException.class, () -> filter(instructions));
    assertEquals(Errno.EINVAL, refused.errno());
  }

  @Test
  void aProgramEndsWithReturn() throws ErrnoException {
    assertEquals(Seccomp.RET_ALLOW, filter(ALLOW).ask(call(1, 0)));
    assertRefused(statement(Bpf.LD + Bpf.IMM, 1));
    assertRefused(ALLOW, statement(Bpf.JMP + Bpf.JA, 0));
  }

  @Test
  void jumpsStayWithinTheProgram() throws ErrnoException {
    assertEquals(
        Seccomp.RET_ALLOW,
        filter(jump(Bpf.JMP + Bpf.JEQ, 0, 1, 0), statement(Bpf.RET, 0), ALLOW).ask(call(1, 0)));
    assertRefused(jump(Bpf.JMP + Bpf.JEQ, 0, 1, 0), ALLOW);
    assertRefused(jump(Bpf.JMP + Bpf.JEQ, 0, 0, 255), ALLOW);
    assertRefused(statement(Bpf.JMP + Bpf.JA, -1), ALLOW);
    assertRefused(statement(Bpf.JMP + Bpf.JA, Integer.MAX_VALUE), ALLOW);
  }

  @Test
  void loadsStayWithinTheData() throws ErrnoException {
    for (int offset = 0; offset < Seccomp.DATA_BYTES; offset += 4) {
      filter(statement(Bpf.LD + Bpf.ABS, offset), ALLOW).leave();
      assertRefused(statement(Bpf.LD + Bpf.ABS, offset + 1), ALLOW);
    }
    assertRefused(statement(Bpf.LD + Bpf.ABS, Seccomp.DATA_BYTES), ALLOW);
    assertRefused(statement(Bpf.LD + Bpf.ABS, -4), ALLOW);
  }

  @Test
  void memoryIsWrittenBeforeItIsRead() throws ErrnoException {
    assertRefused(statement(Bpf.LD + Bpf.MEM, 0), ALLOW);
    assertRefused(statement(Bpf.ST, Bpf.MEMORY_WORDS), ALLOW);
    assertRefused(
        jump(Bpf.JMP + Bpf.JEQ, 0, 1, 0),
        statement(Bpf.ST, 2),
        statement(Bpf.LD + Bpf.MEM, 2),
        ALLOW);
    filter(statement(Bpf.ST, 2), statement(Bpf.LDX + Bpf.MEM, 2), ALLOW).leave();
  }

  @Test
  void halvesOfAnArgumentAreWords() throws ErrnoException {
    CallData data = call(5, 0x1122334455667788L);
    assertEquals(
        0x55667788,
        filter(statement(Bpf.LD + Bpf.ABS, 16), statement(Bpf.RET + Bpf.A, 0)).ask(data));
  }

  @Test
  void theStrictestAnswerCountsAndOfEqualOnesTheNewest() throws ErrnoException {
    SeccompFilter first = filter(statement(Bpf.RET, Seccomp.RET_ERRNO | 1));
    first.stackOn(null);
    SeccompFilter second = filter(statement(Bpf.RET, Seccomp.RET_ERRNO | 2));
    second.stackOn(first);
    assertEquals(Seccomp.RET_ERRNO | 2, second.ask(call(1, 0)));
    SeccompFilter third = filter(statement(Bpf.RET, Seccomp.RET_LOG));
    third.stackOn(second);
    assertEquals(Seccomp.RET_ERRNO | 2, third.ask(call(1, 0)));
    SeccompFilter fourth = filter(statement(Bpf.RET, Seccomp.RET_KILL_PROCESS));
    fourth.stackOn(third);
    assertEquals(Seccomp.RET_KILL_PROCESS, fourth.ask(call(1, 0)));
  }

  @Test
  void whatDependsOnTheNumberOnlyIsRemembered() throws ErrnoException {
    SeccompFilter filter =
        filter(
            statement(Bpf.LD + Bpf.ABS, 0),
            jump(Bpf.JMP + Bpf.JEQ, 7, 0, 1),
            statement(Bpf.LD + Bpf.ABS, 16),
            ALLOW);
    filter.stackOn(null);
    assertFalse(filter.isAllowed(6));
    assertEquals(Seccomp.RET_ALLOW, filter.ask(call(6, 0)));
    assertTrue(filter.isAllowed(6));
    assertEquals(Seccomp.RET_ALLOW, filter.ask(call(7, 0)));
    assertFalse(filter.isAllowed(7));
    for (int number : new int[] {-1, Integer.MIN_VALUE, SyscallNumbers.LIMIT, 1 << 30}) {
      assertEquals(Seccomp.RET_ALLOW, filter.ask(call(number, 0)));
      assertFalse(filter.isAllowed(number));
    }
  }

  @Test
  void whatIsNotAllowedIsNotRemembered() throws ErrnoException {
    SeccompFilter filter = filter(statement(Bpf.RET, Seccomp.RET_LOG));
    filter.stackOn(null);
    assertEquals(Seccomp.RET_LOG, filter.ask(call(6, 0)));
    assertFalse(filter.isAllowed(6));
  }

  /** Whatever a guest hands in is refused, or runs and ends, and stays within its own arrays. */
  @Test
  void randomProgramsAreRefusedOrEnd() throws ErrnoException {
    Random random = new Random(1);
    int accepted = 0;
    for (int round = 0; round < 60_000; round++) {
      int length = 1 + random.nextInt(12);
      long[][] instructions = new long[length][];
      for (int i = 0; i < length; i++) {
        instructions[i] =
            jump(
                random.nextInt(40) == 0 ? random.nextInt(1 << 16) : code(random),
                operand(random),
                random.nextInt(4),
                random.nextInt(4));
      }
      instructions[length - 1] = statement(Bpf.RET + (random.nextBoolean() ? Bpf.A : 0), 77);
      SeccompFilter filter;
      try {
        filter = filter(instructions);
      } catch (ErrnoException refused) {
        assertEquals(Errno.EINVAL, refused.errno());
        continue;
      }
      accepted++;
      filter.stackOn(null);
      for (int number = 0; number < 3; number++) {
        var _ = filter.ask(call(number, random.nextLong()));
      }
      filter.leave();
    }
    assertTrue(accepted > 1000, accepted + " programs ran");
  }

  private static int code(Random random) {
    int[] codes = {
      Bpf.LD + Bpf.ABS,
      Bpf.LD + Bpf.LEN,
      Bpf.LDX + Bpf.LEN,
      Bpf.LD + Bpf.IMM,
      Bpf.LDX + Bpf.IMM,
      Bpf.LD + Bpf.MEM,
      Bpf.LDX + Bpf.MEM,
      Bpf.ST,
      Bpf.STX,
      Bpf.ALU + (random.nextInt(11) << 4) + (random.nextBoolean() ? Bpf.X : 0),
      Bpf.JMP + (random.nextInt(5) << 4) + (random.nextBoolean() ? Bpf.X : 0),
      Bpf.JMP + (random.nextInt(5) << 4),
      Bpf.RET,
      Bpf.MISC + Bpf.TAX,
      Bpf.MISC + Bpf.TXA
    };
    return codes[random.nextInt(codes.length)];
  }

  private static int operand(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(Bpf.MEMORY_WORDS + 1);
      case 1 -> random.nextInt(18) * 4;
      case 2 -> random.nextInt(4);
      default -> random.nextInt();
    };
  }

  @Test
  void theLongestProgramFitsAndTooManyDoNot() throws ErrnoException {
    long[][] instructions = new long[Bpf.MAX_INSTRUCTIONS][];
    Arrays.fill(instructions, statement(Bpf.LD + Bpf.IMM, 1));
    instructions[instructions.length - 1] = ALLOW;
    SeccompFilter top = null;
    int count = 0;
    for (SeccompFilter next = filter(instructions); next.fitsOn(top); next = filter(instructions)) {
      next.stackOn(top);
      top = next;
      count++;
    }
    assertEquals(7, count); // as Linux 6.18 has it
  }
}
