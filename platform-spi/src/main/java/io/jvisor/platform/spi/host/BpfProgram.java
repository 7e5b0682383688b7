package io.jvisor.platform.spi.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Assembles classic BPF over {@code struct seccomp_data} ({@code seccomp(2)}, {@code
 * include/uapi/linux/filter.h}): one instruction after the other, jumps in instructions to skip.
 */
public final class BpfProgram {
  /** The size of {@code struct sock_filter}. */
  public static final int INSTRUCTION_BYTES = 8;

  /** {@code BPF_LD | BPF_W | BPF_ABS}. */
  public static final int LOAD = 0x20;

  /** {@code BPF_ALU | BPF_AND | BPF_K}. */
  public static final int AND = 0x54;

  /** {@code BPF_JMP | BPF_JA}. */
  public static final int JUMP = 0x05;

  /** {@code BPF_JMP | BPF_JEQ | BPF_K}. */
  public static final int JUMP_EQUAL = 0x15;

  /** {@code BPF_JMP | BPF_JGE | BPF_K}, of unsigned numbers. */
  public static final int JUMP_NOT_BELOW = 0x35;

  /** {@code BPF_RET | BPF_K}. */
  public static final int RETURN = 0x06;

  // Offsets in struct seccomp_data

  public static final int NUMBER = 0;
  public static final int ARCHITECTURE = 4;

  /** Behind the instruction that calls: its lower half. */
  public static final int ADDRESS_LOW = 8;

  public static final int ADDRESS_HIGH = 12;

  /** Six of eight bytes each, the lower half first. */
  public static final int ARGUMENTS = 16;

  public static final int AUDIT_ARCH_X86_64 = 0xc000003e;

  public static final int RET_KILL_PROCESS = 0x80000000;
  public static final int RET_TRAP = 0x00030000;

  /** The lower half is the errno. */
  public static final int RET_ERRNO = 0x00050000;

  public static final int RET_TRACE = 0x7ff00000;
  public static final int RET_ALLOW = 0x7fff0000;

  private record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

  private final List<Instruction> instructions;

  /** A program without instructions. */
  public BpfProgram() {
    this.instructions = new ArrayList<>();
  }

  /** A copy that can be continued. */
  BpfProgram(BpfProgram begun) {
    this.instructions = new ArrayList<>(begun.instructions);
  }

  /** Adds a conditional jump. */
  public BpfProgram jump(int code, int operand, int ifTrue, int ifFalse) {
    instructions.add(new Instruction(code, ifTrue, ifFalse, operand));
    return this;
  }

  /** Adds an instruction that is no conditional jump. */
  public BpfProgram add(int code, int operand) {
    return jump(code, operand, 0, 0);
  }

  /** The program, as an array of {@code struct sock_filter}. */
  public byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(instructions.size() * INSTRUCTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction each : instructions) {
      bytes.putShort((short) each.code);
      bytes.put((byte) each.ifTrue);
      bytes.put((byte) each.ifFalse);
      bytes.putInt(each.operand);
    }
    return bytes.array();
  }
}
