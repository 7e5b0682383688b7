package io.jvisor.kernel.core.seccomp;

import io.jvisor.kernel.api.abi.Seccomp;

/**
 * A program of classic BPF that passed {@link FilterCheck}, decoded. All jumps go forward, and the
 * last instruction returns: so every run ends. Immutable.
 */
final class FilterProgram {
  // Operations, without gaps so that the interpreter's switch is a jump through a table

  static final int LOAD_DATA = 0;
  static final int LOAD_MEMORY = 1;
  static final int LOAD = 2;
  static final int LOAD_X_MEMORY = 3;
  static final int LOAD_X = 4;
  static final int STORE = 5;
  static final int STORE_X = 6;
  static final int ADD = 7;
  static final int SUB = 8;
  static final int MUL = 9;
  static final int DIV = 10;
  static final int OR = 11;
  static final int AND = 12;
  static final int LSH = 13;
  static final int RSH = 14;
  static final int XOR = 15;
  static final int NEG = 16;
  static final int ADD_X = 17;
  static final int SUB_X = 18;
  static final int MUL_X = 19;
  static final int DIV_X = 20;
  static final int OR_X = 21;
  static final int AND_X = 22;
  static final int LSH_X = 23;
  static final int RSH_X = 24;
  static final int XOR_X = 25;
  static final int TAX = 26;
  static final int TXA = 27;
  static final int JUMP = 28;
  static final int IF_EQUAL = 29;
  static final int IF_ABOVE = 30;
  static final int IF_NOT_BELOW = 31;
  static final int IF_SET = 32;
  static final int IF_EQUAL_X = 33;
  static final int IF_ABOVE_X = 34;
  static final int IF_NOT_BELOW_X = 35;
  static final int IF_SET_X = 36;
  static final int RETURN = 37;
  static final int RETURN_A = 38;

  /** Numbers of an instruction: operation, operand, and where to go on if true and if false. */
  static final int STRIDE = 4;

  private final int[] code;
  private final int weight;
  private final boolean readsAddress;

  /**
   * A program.
   *
   * @param code {@link #STRIDE} numbers for each instruction; targets are indexes into the array
   * @param weight what it counts for against the limit of {@link SeccompFilter}
   */
  FilterProgram(int[] code, int weight) {
    this.code = code;
    this.weight = weight;
    boolean reads = false;
    for (int at = 0; at < code.length; at += STRIDE) {
      reads |= code[at] == LOAD_DATA && CallData.isAddress(code[at + 1]);
    }
    this.readsAddress = reads;
  }

  /** How long Linux thinks the program is. */
  int weight() {
    return weight;
  }

  /** How many bytes of the heap it takes, about. */
  int bytes() {
    return code.length * Integer.BYTES;
  }

  /** Whether the program may look at where a call came from. */
  boolean readsAddress() {
    return readsAddress;
  }

  /** Runs over a call and returns an action with its data. */
  int run(CallData data) {
    int[] program = code;
    int[] words = data.words;
    int[] memory = data.memory;
    int a = 0;
    int x = 0;
    int at = 0;
    while (true) {
      int operand = program[at + 1];
      boolean isTrue = true;
      switch (program[at]) {
        case LOAD_DATA -> {
          a = words[operand];
          data.loaded |= 1 << operand;
        }
        case LOAD_MEMORY -> a = memory[operand];
        case LOAD -> a = operand;
        case LOAD_X_MEMORY -> x = memory[operand];
        case LOAD_X -> x = operand;
        case STORE -> memory[operand] = a;
        case STORE_X -> memory[operand] = x;
        case ADD -> a += operand;
        case SUB -> a -= operand;
        case MUL -> a *= operand;
        case DIV -> a = Integer.divideUnsigned(a, operand);
        case OR -> a |= operand;
        case AND -> a &= operand;
        case LSH -> a <<= operand;
        case RSH -> a >>>= operand;
        case XOR -> a ^= operand;
        case NEG -> a = -a;
        case ADD_X -> a += x;
        case SUB_X -> a -= x;
        case MUL_X -> a *= x;
        case DIV_X -> {
          if (x == 0) {
            return Seccomp.RET_KILL_THREAD;
          }
          a = Integer.divideUnsigned(a, x);
        }
        case OR_X -> a |= x;
        case AND_X -> a &= x;
        case LSH_X -> a <<= x; // by the lower five bits, as on Linux
        case RSH_X -> a >>>= x;
        case XOR_X -> a ^= x;
        case TAX -> x = a;
        case TXA -> a = x;
        case JUMP -> {}
        case IF_EQUAL -> isTrue = a == operand;
        case IF_ABOVE -> isTrue = Integer.compareUnsigned(a, operand) > 0;
        case IF_NOT_BELOW -> isTrue = Integer.compareUnsigned(a, operand) >= 0;
        case IF_SET -> isTrue = (a & operand) != 0;
        case IF_EQUAL_X -> isTrue = a == x;
        case IF_ABOVE_X -> isTrue = Integer.compareUnsigned(a, x) > 0;
        case IF_NOT_BELOW_X -> isTrue = Integer.compareUnsigned(a, x) >= 0;
        case IF_SET_X -> isTrue = (a & x) != 0;
        case RETURN -> {
          return operand;
        }
        default -> {
          return a;
        }
      }
      at = program[isTrue ? at + 2 : at + 3];
    }
  }
}
