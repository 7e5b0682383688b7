package io.jvisor.platform.spi.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Assembles the filter of a process's host calls: {@code seccomp(2)}, classic BPF over {@code
 * struct seccomp_data}. What no rule allows is refused with an errno.
 *
 * <p>The rules are a list that is walked from its start. That costs nothing where it matters: the
 * host remembers the numbers that are allowed whatever their arguments (since Linux 5.11).
 */
public final class SeccompProgram {
  static final int INSTRUCTION_BYTES = 8;

  private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int AND = 0x54; // BPF_ALU | BPF_AND | BPF_K
  private static final int JUMP = 0x05; // BPF_JMP | BPF_JA
  private static final int JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int JUMP_ABOVE_OR_EQUAL = 0x35; // BPF_JMP | BPF_JGE | BPF_K
  private static final int RETURN = 0x06; // BPF_RET | BPF_K

  /** Offsets in {@code struct seccomp_data}. */
  private static final int NUMBER = 0;

  private static final int ARCHITECTURE = 4;
  private static final int ARGUMENTS = 16;

  private static final int AUDIT_ARCH_X86_64 = 0xc000003e;

  /** {@code __X32_SYSCALL_BIT}: numbers from here on are calls of another kind. */
  private static final int X32 = 0x40000000;

  private static final int RET_KILL_PROCESS = 0x80000000;
  private static final int RET_ERRNO = 0x00050000;
  private static final int RET_ALLOW = 0x7fff0000;

  private record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

  private final List<Instruction> rules = new ArrayList<>();
  private final int otherwise;

  /**
   * A program without rules.
   *
   * @param errno what a call gets that no rule allows
   */
  public SeccompProgram(int errno) {
    this.otherwise = RET_ERRNO | errno;
  }

  /** Allows calls whatever their arguments. */
  public SeccompProgram allow(int... numbers) {
    for (int number : numbers) {
      add(JUMP_EQUAL, 0, 1, number);
      add(RETURN, 0, 0, RET_ALLOW);
    }
    return this;
  }

  /**
   * Allows a call where the low half of an argument has one of some values; elsewhere it is
   * refused.
   *
   * @param argument from 0
   */
  public SeccompProgram allowIfAny(int number, int argument, int... values) {
    onNumber(number, 2 + 2 * values.length);
    add(LOAD, 0, 0, offset(argument));
    for (int value : values) {
      add(JUMP_EQUAL, 0, 1, value);
      add(RETURN, 0, 0, RET_ALLOW);
    }
    add(RETURN, 0, 0, otherwise);
    return this;
  }

  /** Allows a call but where the low half of an argument has one of some values. */
  public SeccompProgram allowUnlessAny(int number, int argument, int... values) {
    onNumber(number, 2 + 2 * values.length);
    add(LOAD, 0, 0, offset(argument));
    for (int value : values) {
      add(JUMP_EQUAL, 0, 1, value);
      add(RETURN, 0, 0, otherwise);
    }
    add(RETURN, 0, 0, RET_ALLOW);
    return this;
  }

  /** Allows a call where all of some bits of an argument's low half are set. */
  public SeccompProgram allowIfSet(int number, int argument, int bits) {
    onNumber(number, 5);
    add(LOAD, 0, 0, offset(argument));
    add(AND, 0, 0, bits);
    add(JUMP_EQUAL, 0, 1, bits);
    add(RETURN, 0, 0, RET_ALLOW);
    add(RETURN, 0, 0, otherwise);
    return this;
  }

  /** Refuses a call with an errno of its own, for callers that go another way then. */
  public SeccompProgram refuse(int number, int errno) {
    add(JUMP_EQUAL, 0, 1, number);
    add(RETURN, 0, 0, RET_ERRNO | errno);
    return this;
  }

  /** The rules that follow are skipped unless it is this number; the accumulator holds it. */
  private void onNumber(int number, int skipped) {
    add(JUMP_EQUAL, 1, 0, number);
    add(JUMP, 0, 0, skipped);
  }

  private static int offset(int argument) {
    return ARGUMENTS + Long.BYTES * argument;
  }

  private void add(int code, int ifTrue, int ifFalse, int operand) {
    rules.add(new Instruction(code, ifTrue, ifFalse, operand));
  }

  /** The program, as an array of {@code struct sock_filter}. */
  byte[] bytes() {
    List<Instruction> all = new ArrayList<>();
    all.add(new Instruction(LOAD, 0, 0, ARCHITECTURE));
    all.add(new Instruction(JUMP_EQUAL, 1, 0, AUDIT_ARCH_X86_64));
    all.add(new Instruction(RETURN, 0, 0, RET_KILL_PROCESS));
    all.add(new Instruction(LOAD, 0, 0, NUMBER));
    all.add(new Instruction(JUMP_ABOVE_OR_EQUAL, 0, 1, X32));
    all.add(new Instruction(RETURN, 0, 0, RET_KILL_PROCESS));
    all.addAll(rules);
    all.add(new Instruction(RETURN, 0, 0, otherwise));
    ByteBuffer bytes =
        ByteBuffer.allocate(all.size() * INSTRUCTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction each : all) {
      bytes.putShort((short) each.code);
      bytes.put((byte) each.ifTrue);
      bytes.put((byte) each.ifFalse);
      bytes.putInt(each.operand);
    }
    return bytes.array();
  }
}
