package io.jvisor.kernel.core.seccomp;

import static io.jvisor.kernel.core.seccomp.FilterProgram.STRIDE;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Bpf;
import io.jvisor.kernel.api.abi.Seccomp;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Checks and decodes a guest's program: {@code struct sock_filter[]}. What is refused is what Linux
 * refuses of a filter for {@code seccomp(2)}, seen by trying all codes.
 */
final class FilterCheck {
  /** What Linux puts before each program it translates. */
  private static final int PROLOGUE_WEIGHT = 3;

  private static final int ALL_CELLS = (1 << Bpf.MEMORY_WORDS) - 1;

  private final MemorySegment source;
  private final int count;
  private final int[] code;

  /** The cells of memory that are written on every way to an instruction, a bit each. */
  private final int[] written;

  private int weight = PROLOGUE_WEIGHT;

  private FilterCheck(MemorySegment source, int count) {
    this.source = source;
    this.count = count;
    this.code = new int[count * STRIDE];
    this.written = new int[count];
    Arrays.fill(written, ALL_CELLS);
    written[0] = 0;
  }

  /**
   * Decodes a program.
   *
   * @param source the instructions, which nobody changes meanwhile
   * @param count how many, 1 to {@link Bpf#MAX_INSTRUCTIONS}
   * @throws ErrnoException {@code EINVAL}
   */
  static FilterProgram decode(MemorySegment source, int count) throws ErrnoException {
    return new FilterCheck(source, count).decode();
  }

  private FilterProgram decode() throws ErrnoException {
    for (int index = 0; index < count; index++) {
      long at = (long) index * Bpf.INSTRUCTION_BYTES;
      int sourceCode = source.get(ValueLayout.JAVA_SHORT_UNALIGNED, at) & 0xffff;
      int operand = source.get(ValueLayout.JAVA_INT_UNALIGNED, at + 4);
      if ((sourceCode & 7) == Bpf.JMP) {
        int ifTrue = source.get(ValueLayout.JAVA_BYTE, at + 2) & 0xff;
        int ifFalse = source.get(ValueLayout.JAVA_BYTE, at + 3) & 0xff;
        jump(index, sourceCode, ifTrue, ifFalse, operand);
      } else {
        plain(index, sourceCode, operand);
      }
    }
    return new FilterProgram(code, weight);
  }

  private static ErrnoException refused() {
    return Errno.EINVAL.exception();
  }

  private void jump(int index, int sourceCode, int ifTrue, int ifFalse, int operand)
      throws ErrnoException {
    if (sourceCode == Bpf.JMP + Bpf.JA) {
      put(index, FilterProgram.JUMP, 0);
      int target = target(index, operand & 0xffffffffL);
      goTo(index, target, target);
      weight++;
      return;
    }
    put(
        index,
        switch (sourceCode) {
          case Bpf.JMP + Bpf.JEQ + Bpf.K -> FilterProgram.IF_EQUAL;
          case Bpf.JMP + Bpf.JGT + Bpf.K -> FilterProgram.IF_ABOVE;
          case Bpf.JMP + Bpf.JGE + Bpf.K -> FilterProgram.IF_NOT_BELOW;
          case Bpf.JMP + Bpf.JSET + Bpf.K -> FilterProgram.IF_SET;
          case Bpf.JMP + Bpf.JEQ + Bpf.X -> FilterProgram.IF_EQUAL_X;
          case Bpf.JMP + Bpf.JGT + Bpf.X -> FilterProgram.IF_ABOVE_X;
          case Bpf.JMP + Bpf.JGE + Bpf.X -> FilterProgram.IF_NOT_BELOW_X;
          case Bpf.JMP + Bpf.JSET + Bpf.X -> FilterProgram.IF_SET_X;
          default -> throw refused();
        },
        operand);
    goTo(index, target(index, ifTrue), target(index, ifFalse));
    weight += weightOfJump(sourceCode, ifTrue, ifFalse, operand);
  }

  /** Linux's own instructions compare with a signed number, and jump in one case only. */
  private static int weightOfJump(int sourceCode, int ifTrue, int ifFalse, int operand) {
    boolean isSet = (sourceCode & 0xf0) == Bpf.JSET;
    boolean jumpsOnce = ifFalse == 0 || (ifTrue == 0 && !isSet);
    boolean loadsOperand = (sourceCode & Bpf.X) == 0 && operand < 0;
    return 1 + (jumpsOnce ? 0 : 1) + (loadsOperand ? 1 : 0);
  }

  private int target(int index, long skipped) throws ErrnoException {
    long target = index + 1 + skipped;
    if (target >= count) {
      throw refused();
    }
    return (int) target;
  }

  private void plain(int index, int sourceCode, int operand) throws ErrnoException {
    switch (sourceCode & 7) {
      case Bpf.LD, Bpf.LDX -> load(index, sourceCode, operand);
      case Bpf.ST, Bpf.STX -> store(index, sourceCode, operand);
      case Bpf.ALU -> compute(index, sourceCode, operand);
      case Bpf.RET -> {
        weight += sourceCode == Bpf.RET + Bpf.K ? 2 : 1;
        put(
            index,
            switch (sourceCode) {
              case Bpf.RET + Bpf.K -> FilterProgram.RETURN;
              case Bpf.RET + Bpf.A -> FilterProgram.RETURN_A;
              default -> throw refused();
            },
            operand);
        if (index + 1 < count) {
          written[index + 1] &= written[index]; // as if it went on there: Linux thinks so too
        }
        return;
      }
      default -> {
        weight++;
        put(
            index,
            switch (sourceCode) {
              case Bpf.MISC + Bpf.TAX -> FilterProgram.TAX;
              case Bpf.MISC + Bpf.TXA -> FilterProgram.TXA;
              default -> throw refused();
            },
            0);
      }
    }
    int next = target(index, 0); // which refuses a program that does not end with a return
    goTo(index, next, next);
  }

  private void load(int index, int sourceCode, int operand) throws ErrnoException {
    weight++;
    switch (sourceCode) {
      case Bpf.LD + Bpf.W + Bpf.ABS -> {
        if ((operand & 3) != 0 || Integer.compareUnsigned(operand, Seccomp.DATA_BYTES) >= 0) {
          throw refused();
        }
        put(index, FilterProgram.LOAD_DATA, operand / Integer.BYTES);
      }
      case Bpf.LD + Bpf.W + Bpf.LEN -> put(index, FilterProgram.LOAD, Seccomp.DATA_BYTES);
      case Bpf.LDX + Bpf.W + Bpf.LEN -> put(index, FilterProgram.LOAD_X, Seccomp.DATA_BYTES);
      case Bpf.LD + Bpf.IMM -> put(index, FilterProgram.LOAD, operand);
      case Bpf.LDX + Bpf.IMM -> put(index, FilterProgram.LOAD_X, operand);
      case Bpf.LD + Bpf.MEM -> put(index, FilterProgram.LOAD_MEMORY, writtenCell(index, operand));
      case Bpf.LDX + Bpf.MEM ->
          put(index, FilterProgram.LOAD_X_MEMORY, writtenCell(index, operand));
      default -> throw refused();
    }
  }

  private void store(int index, int sourceCode, int operand) throws ErrnoException {
    weight++;
    switch (sourceCode) {
      case Bpf.ST -> put(index, FilterProgram.STORE, cell(operand));
      case Bpf.STX -> put(index, FilterProgram.STORE_X, cell(operand));
      default -> throw refused();
    }
    written[index] |= 1 << operand;
  }

  private static int cell(int operand) throws ErrnoException {
    if (Integer.compareUnsigned(operand, Bpf.MEMORY_WORDS) >= 0) {
      throw refused();
    }
    return operand;
  }

  private int writtenCell(int index, int operand) throws ErrnoException {
    if ((written[index] & 1 << cell(operand)) == 0) {
      throw refused();
    }
    return operand;
  }

  private void compute(int index, int sourceCode, int operand) throws ErrnoException {
    int operation = operation(sourceCode);
    boolean shifts = operation == FilterProgram.LSH || operation == FilterProgram.RSH;
    if ((operation == FilterProgram.DIV && operand == 0)
        || (shifts && Integer.compareUnsigned(operand, Integer.SIZE) >= 0)) {
      throw refused();
    }
    weight += operation == FilterProgram.DIV_X ? 5 : 1;
    put(index, operation, operand);
  }

  private static int operation(int sourceCode) throws ErrnoException {
    return switch (sourceCode - Bpf.ALU) {
      case Bpf.ADD -> FilterProgram.ADD;
      case Bpf.SUB -> FilterProgram.SUB;
      case Bpf.MUL -> FilterProgram.MUL;
      case Bpf.DIV -> FilterProgram.DIV;
      case Bpf.OR -> FilterProgram.OR;
      case Bpf.AND -> FilterProgram.AND;
      case Bpf.LSH -> FilterProgram.LSH;
      case Bpf.RSH -> FilterProgram.RSH;
      case Bpf.XOR -> FilterProgram.XOR;
      case Bpf.NEG -> FilterProgram.NEG;
      case Bpf.ADD + Bpf.X -> FilterProgram.ADD_X;
      case Bpf.SUB + Bpf.X -> FilterProgram.SUB_X;
      case Bpf.MUL + Bpf.X -> FilterProgram.MUL_X;
      case Bpf.DIV + Bpf.X -> FilterProgram.DIV_X;
      case Bpf.OR + Bpf.X -> FilterProgram.OR_X;
      case Bpf.AND + Bpf.X -> FilterProgram.AND_X;
      case Bpf.LSH + Bpf.X -> FilterProgram.LSH_X;
      case Bpf.RSH + Bpf.X -> FilterProgram.RSH_X;
      case Bpf.XOR + Bpf.X -> FilterProgram.XOR_X;
      default -> throw refused();
    };
  }

  private void put(int index, int operation, int operand) {
    code[index * STRIDE] = operation;
    code[index * STRIDE + 1] = operand;
  }

  /** Says where to go on, and what will be written there at least. */
  private void goTo(int index, int ifTrue, int ifFalse) {
    code[index * STRIDE + 2] = ifTrue * STRIDE;
    code[index * STRIDE + 3] = ifFalse * STRIDE;
    written[ifTrue] &= written[index];
    written[ifFalse] &= written[index];
  }
}
