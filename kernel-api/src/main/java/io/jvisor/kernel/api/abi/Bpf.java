package io.jvisor.kernel.api.abi;

/**
 * Codes of classic BPF ({@code include/uapi/linux/filter.h}, {@code bpf_common.h}): a code is the
 * sum of a class, and a size and mode, or an operation and a source.
 */
public final class Bpf {
  /** The size of {@code struct sock_filter}: code (2), jt (1), jf (1), k (4). */
  public static final int INSTRUCTION_BYTES = 8;

  /** The most instructions of a program: {@code BPF_MAXINSNS}. */
  public static final int MAX_INSTRUCTIONS = 4096;

  /** Words of scratch memory: {@code BPF_MEMWORDS}. */
  public static final int MEMORY_WORDS = 16;

  // Classes

  public static final int LD = 0x00;
  public static final int LDX = 0x01;
  public static final int ST = 0x02;
  public static final int STX = 0x03;
  public static final int ALU = 0x04;
  public static final int JMP = 0x05;
  public static final int RET = 0x06;
  public static final int MISC = 0x07;

  // Size and modes of loads

  public static final int W = 0x00;
  public static final int IMM = 0x00;
  public static final int ABS = 0x20;
  public static final int MEM = 0x60;
  public static final int LEN = 0x80;

  // Operations of ALU

  public static final int ADD = 0x00;
  public static final int SUB = 0x10;
  public static final int MUL = 0x20;
  public static final int DIV = 0x30;
  public static final int OR = 0x40;
  public static final int AND = 0x50;
  public static final int LSH = 0x60;
  public static final int RSH = 0x70;
  public static final int NEG = 0x80;
  public static final int XOR = 0xa0;

  // Operations of JMP

  public static final int JA = 0x00;
  public static final int JEQ = 0x10;
  public static final int JGT = 0x20;
  public static final int JGE = 0x30;
  public static final int JSET = 0x40;

  // Sources, of RET too

  public static final int K = 0x00;
  public static final int X = 0x08;
  public static final int A = 0x10;

  // Operations of MISC

  public static final int TAX = 0x00;
  public static final int TXA = 0x80;

  private Bpf() {}
}
