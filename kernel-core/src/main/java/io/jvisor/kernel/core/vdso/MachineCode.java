package io.jvisor.kernel.core.vdso;

import java.util.Arrays;

/** A buffer of x86-64 instructions with labels. Jumps take 32 bits always. */
final class MachineCode {
  private static final int JUMP_IF = 0x80;

  /** A place in the code, jumped to before or after it is known. */
  static final class Label {
    private int position = -1;
    private int[] uses = new int[0];
  }

  /** Conditions of jumps: the low bits of their opcodes. */
  static final int NOT_BELOW = 3;

  static final int ZERO = 4;
  static final int NOT_ZERO = 5;
  static final int ABOVE = 7;

  private byte[] code = new byte[1024];
  private int size;

  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(code, size);
  }

  MachineCode bytes(int... values) {
    for (int value : values) {
      code[size++] = (byte) value;
    }
    return this;
  }

  private void word(int value) {
    bytes(value, value >> 8, value >> 16, value >> 24);
  }

  /** Pads with {@code int3} to a multiple of 16. */
  void align() {
    while ((size & 15) != 0) {
      bytes(0xcc);
    }
  }

  void bind(Label label) {
    label.position = size;
    for (int use : label.uses) {
      patch(use, size - (use + 4));
    }
  }

  private void patch(int at, int value) {
    for (int i = 0; i < 4; i++) {
      code[at + i] = (byte) (value >> (8 * i));
    }
  }

  /** Jumps on a condition. */
  void jump(int condition, Label label) {
    bytes(0x0f, JUMP_IF | condition);
    if (label.position >= 0) {
      word(label.position - (size + 4));
    } else {
      label.uses = Arrays.copyOf(label.uses, label.uses.length + 1);
      label.uses[label.uses.length - 1] = size;
      word(0);
    }
  }

  /** {@code mov r32, value} for eax, ecx and edx: registers 0, 1 and 2. */
  void move(int register, int value) {
    bytes(0xb8 | register);
    word(value);
  }

  /** {@code lea r9, [rip + x]}: the address that lies this far from the start of the code. */
  void addressInR9(int fromStart) {
    bytes(0x4c, 0x8d, 0x0d);
    word(fromStart - (size + 4));
  }

  /** {@code mov eax, number; syscall; ret}. */
  void systemCall(int number) {
    move(0, number);
    bytes(0x0f, 0x05);
    ret();
  }

  void ret() {
    bytes(0xc3);
  }
}
