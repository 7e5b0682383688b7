package io.jvisor.platform.systrap;

import java.util.Arrays;

/**
 * A buffer of x86-64 instructions with labels: the few that the stub is made of. Jumps take 32 bits
 * always, displacements too; {@code syscall}, {@code xrstor} and their like are what
 * general-purpose assemblers for Java do not know.
 */
final class Assembler {
  static final int RAX = 0;
  static final int RCX = 1;
  static final int RDX = 2;
  static final int RBX = 3;
  static final int RSP = 4;
  static final int RBP = 5;
  static final int RSI = 6;
  static final int RDI = 7;
  static final int R8 = 8;
  static final int R9 = 9;
  static final int R10 = 10;
  static final int R11 = 11;
  static final int R12 = 12;
  static final int R13 = 13;
  static final int R14 = 14;
  static final int R15 = 15;

  /** Conditions of jumps: the low bits of their opcodes. */
  static final int BELOW = 2;

  static final int NOT_BELOW = 3;
  static final int EQUAL = 4;
  static final int NOT_EQUAL = 5;
  static final int NEGATIVE = 8;

  private static final int WIDE = 0x48;

  /** A place in the code, jumped to before or after it is known. */
  static final class Label {
    private int position = -1;
    private int[] uses = new int[0];

    /** Where it lies, from the start of the code. */
    int position() {
      if (position < 0) {
        throw new IllegalStateException("label is not bound");
      }
      return position;
    }
  }

  private final byte[] code;
  private final int origin;
  private int size;

  /**
   * An empty buffer.
   *
   * @param limit the most bytes that it takes
   * @param origin what positions count from: the first byte's
   */
  Assembler(int limit, int origin) {
    this.code = new byte[limit];
    this.origin = origin;
  }

  byte[] toBytes() {
    return Arrays.copyOf(code, size);
  }

  /** The position of the next instruction. */
  int position() {
    return origin + size;
  }

  void bytes(int... values) {
    for (int value : values) {
      code[size++] = (byte) value;
    }
  }

  private void word(int value) {
    bytes(value, value >> 8, value >> 16, value >> 24);
  }

  Label here() {
    Label label = new Label();
    bind(label);
    return label;
  }

  void bind(Label label) {
    label.position = position();
    for (int use : label.uses) {
      int value = size - (use + 4);
      for (int i = 0; i < 4; i++) {
        code[use + i] = (byte) (value >> (8 * i));
      }
    }
  }

  private void distance(Label label) {
    if (label.position >= 0) {
      word(label.position - (position() + 4));
    } else {
      label.uses = Arrays.copyOf(label.uses, label.uses.length + 1);
      label.uses[label.uses.length - 1] = size;
      word(0);
    }
  }

  void jump(Label label) {
    bytes(0xe9);
    distance(label);
  }

  void jumpIf(int condition, Label label) {
    bytes(0x0f, 0x80 | condition);
    distance(label);
  }

  /** {@code jrcxz}: jumps where {@code rcx} is zero, and looks at no flag. */
  void jumpIfNoCount(Label label) {
    Label other = new Label();
    bytes(0xe3, 5); // over the next instruction
    jump(other);
    jump(label);
    bind(other);
  }

  /** {@code jmp qword gs:[displacement]}. */
  void jumpByGs(int displacement) {
    bytes(0x65, 0xff, 0x24, 0x25);
    word(displacement);
  }

  /** {@code mov r64, gs:[displacement]}. */
  void loadByGs(int register, int displacement) {
    bytes(0x65, WIDE | ((register >> 3) << 2), 0x8b, 0x04 | ((register & 7) << 3), 0x25);
    word(displacement);
  }

  /** {@code jmp register}. */
  void jumpTo(int register) {
    prefix(0, 0, register);
    bytes(0xff, direct(4, register));
  }

  private void prefix(int wide, int register, int base) {
    int rex = wide | ((register >> 3) << 2) | (base >> 3);
    if (rex != 0) {
      bytes(0x40 | rex);
    }
  }

  /** The ModRM byte of two registers, or of an operation and a register. */
  private static int direct(int register, int base) {
    return 0xc0 | ((register & 7) << 3) | (base & 7);
  }

  /** A ModRM byte, and a SIB byte where the base needs one, with a displacement of 32 bits. */
  private void operand(int register, int base, int displacement) {
    bytes(0x80 | ((register & 7) << 3) | (base & 7));
    if ((base & 7) == RSP) {
      bytes(0x24);
    }
    word(displacement);
  }

  /** {@code mov r32, value}: the upper half becomes 0. */
  void move(int register, int value) {
    prefix(0, 0, register);
    bytes(0xb8 | (register & 7));
    word(value);
  }

  /** {@code mov r64, value}. */
  void moveLong(int register, long value) {
    prefix(8, 0, register);
    bytes(0xb8 | (register & 7));
    word((int) value);
    word((int) (value >> 32));
  }

  /** {@code mov r64, r64}. */
  void copy(int target, int source) {
    prefix(8, source, target);
    bytes(0x89, direct(source, target));
  }

  /** {@code mov r32, r32}. */
  void copyInt(int target, int source) {
    prefix(0, source, target);
    bytes(0x89, direct(source, target));
  }

  /** {@code xor r32, r32}. */
  void clear(int register) {
    prefix(0, register, register);
    bytes(0x31, direct(register, register));
  }

  /** {@code mov r64, [base + displacement]}. */
  void load(int register, int base, int displacement) {
    prefix(8, register, base);
    bytes(0x8b);
    operand(register, base, displacement);
  }

  /** {@code mov r32, [base + displacement]}. */
  void loadInt(int register, int base, int displacement) {
    prefix(0, register, base);
    bytes(0x8b);
    operand(register, base, displacement);
  }

  /** {@code movzx r32, word [base + displacement]}. */
  void loadShort(int register, int base, int displacement) {
    prefix(0, register, base);
    bytes(0x0f, 0xb7);
    operand(register, base, displacement);
  }

  /** {@code mov [base + displacement], r64}. */
  void store(int base, int displacement, int register) {
    prefix(8, register, base);
    bytes(0x89);
    operand(register, base, displacement);
  }

  /** {@code mov dword [base + displacement], value}. */
  void storeInt(int base, int displacement, int value) {
    prefix(0, 0, base);
    bytes(0xc7);
    operand(0, base, displacement);
    word(value);
  }

  /** {@code push qword [base + displacement]}. */
  void push(int base, int displacement) {
    prefix(0, 0, base);
    bytes(0xff);
    operand(6, base, displacement);
  }

  /** {@code pop qword [base + displacement]}. */
  void pop(int base, int displacement) {
    prefix(0, 0, base);
    bytes(0x8f);
    operand(0, base, displacement);
  }

  /** {@code push r64}. */
  void push(int register) {
    prefix(0, 0, register);
    bytes(0x50 | (register & 7));
  }

  /** {@code lea r64, [base + displacement]}. */
  void address(int register, int base, int displacement) {
    prefix(8, register, base);
    bytes(0x8d);
    operand(register, base, displacement);
  }

  /** {@code lea r64, [rip + x]}: the address of a label. */
  void relativeAddress(int register, Label label) {
    prefix(8, register, 0);
    bytes(0x8d, 5 | ((register & 7) << 3));
    distance(label);
  }

  /** {@code lea r32, [base + displacement]}: the upper half becomes 0. */
  void addressInt(int register, int base, int displacement) {
    prefix(0, register, base);
    bytes(0x8d);
    operand(register, base, displacement);
  }

  /** {@code bswap r64}. */
  void swapBytes(int register) {
    prefix(8, 0, register);
    bytes(0x0f, 0xc8 | (register & 7));
  }

  /** {@code add r64, value}. */
  void add(int register, int value) {
    arithmetic(8, 0, register, value);
  }

  /** {@code add r64, r64}. */
  void addLong(int target, int source) {
    prefix(8, source, target);
    bytes(0x01, direct(source, target));
  }

  /** {@code sub r64, r64}. */
  void subtract(int target, int source) {
    prefix(8, source, target);
    bytes(0x29, direct(source, target));
  }

  /** {@code and r64, value}: the value is sign-extended. */
  void and(int register, int value) {
    arithmetic(8, 4, register, value);
  }

  /** {@code cmp r64, value}: the value is sign-extended. */
  void compare(int register, int value) {
    arithmetic(8, 7, register, value);
  }

  /** {@code cmp r32, value}. */
  void compareInt(int register, int value) {
    arithmetic(0, 7, register, value);
  }

  private void arithmetic(int wide, int operation, int register, int value) {
    prefix(wide, 0, register);
    bytes(0x81, direct(operation, register));
    word(value);
  }

  /** {@code cmp r32, r32}. */
  void compareRegisters(int left, int right) {
    prefix(0, right, left);
    bytes(0x39, direct(right, left));
  }

  /** {@code cmp r32, [base + displacement]}. */
  void compareInt(int register, int base, int displacement) {
    prefix(0, register, base);
    bytes(0x3b);
    operand(register, base, displacement);
  }

  /** {@code cmp dword [base + displacement], value}. */
  void compareMemory(int base, int displacement, int value) {
    prefix(0, 0, base);
    bytes(0x81);
    operand(7, base, displacement);
    word(value);
  }

  /** {@code test r64, r64}. */
  void test(int register) {
    prefix(8, register, register);
    bytes(0x85, direct(register, register));
  }

  /** {@code test r32, value}. */
  void testInt(int register, int value) {
    prefix(0, 0, register);
    bytes(0xf7, direct(0, register));
    word(value);
  }

  /** {@code test dword [base + displacement], value}. */
  void testMemory(int base, int displacement, int value) {
    prefix(0, 0, base);
    bytes(0xf7);
    operand(0, base, displacement);
    word(value);
  }

  /** {@code popfq}. */
  void loadFlags() {
    bytes(0x9d);
  }

  /** {@code pushfq}. */
  void pushFlags() {
    bytes(0x9c);
  }

  /** {@code dec r32}. */
  void decrement(int register) {
    prefix(0, 0, register);
    bytes(0xff, direct(1, register));
  }

  /** {@code xchg [base + displacement], r32}: locked, a full barrier. */
  void exchange(int base, int displacement, int register) {
    prefix(0, register, base);
    bytes(0x87);
    operand(register, base, displacement);
  }

  /** {@code lock cmpxchg [base + displacement], r32}. */
  void compareAndExchange(int base, int displacement, int register) {
    bytes(0xf0);
    prefix(0, register, base);
    bytes(0x0f, 0xb1);
    operand(register, base, displacement);
  }

  void pause() {
    bytes(0xf3, 0x90);
  }

  void syscall() {
    bytes(0x0f, 0x05);
  }

  /** {@code mov eax, number; syscall}. */
  void syscall(int number) {
    move(RAX, number);
    syscall();
  }

  /** {@code iretq}: user code may use it to return to user code. */
  void interruptReturn() {
    bytes(WIDE, 0xcf);
  }

  /** {@code rdfsbase rax}. */
  void readFsBase() {
    bytes(0xf3, WIDE, 0x0f, 0xae, 0xc0);
  }

  /** {@code rdgsbase rax}. */
  void readGsBase() {
    readGsBase(RAX);
  }

  /** {@code rdgsbase r64}. */
  void readGsBase(int register) {
    bytes(0xf3);
    prefix(8, 0, register);
    bytes(0x0f, 0xae, direct(1, register));
  }

  /** {@code wrfsbase rax}. */
  void writeFsBase() {
    bytes(0xf3, WIDE, 0x0f, 0xae, 0xd0);
  }

  /** {@code wrgsbase rax}. */
  void writeGsBase() {
    bytes(0xf3, WIDE, 0x0f, 0xae, 0xd8);
  }

  /** {@code xrstor64 [base]}: components by edx:eax. */
  void restoreExtended(int base) {
    prefix(8, 0, base);
    bytes(0x0f, 0xae);
    operand(5, base, 0);
  }

  /** {@code xsave64 [base + displacement]}: components by edx:eax. */
  void saveExtended(int base, int displacement) {
    prefix(8, 0, base);
    bytes(0x0f, 0xae);
    operand(4, base, displacement);
  }

  /** Pads with {@code int3} to a multiple of 16. */
  void align() {
    while ((size & 15) != 0) {
      bytes(0xcc);
    }
  }
}
