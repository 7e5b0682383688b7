package io.jvisor.kernel.api.abi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The general registers of a guest thread, laid out as {@code struct user_regs_struct} ({@code
 * arch/x86/include/asm/user_64.h}): 27 numbers of 8 bytes. They are kept in the Java heap: until it
 * is compiled, access to other memory takes a hundred times as long, and compiling it, too.
 *
 * <p>After a system call a platform may give the registers of the call only, {@code rax} and the
 * six of the arguments, and the others when one is asked for: most calls need no more and change
 * nothing but {@code rax}.
 *
 * <p>Owned by the task's thread.
 */
public final class Registers {
  private static final int COUNT = 27;

  /** The size of the structure in bytes. */
  public static final int BYTES = COUNT * Long.BYTES;

  private static final int R15 = 0;
  private static final int R14 = 1;
  private static final int R13 = 2;
  private static final int R12 = 3;
  private static final int RBP = 4;
  private static final int RBX = 5;
  private static final int R11 = 6;
  private static final int R10 = 7;
  private static final int R9 = 8;
  private static final int R8 = 9;
  private static final int RAX = 10;
  private static final int RCX = 11;
  private static final int RDX = 12;
  private static final int RSI = 13;
  private static final int RDI = 14;
  private static final int ORIG_RAX = 15;
  private static final int RIP = 16;
  private static final int CS = 17;
  private static final int EFLAGS = 18;
  private static final int RSP = 19;
  private static final int SS = 20;
  private static final int FS_BASE = 21;
  private static final int GS_BASE = 22;
  private static final int DS = 23;
  private static final int ES = 24;
  private static final int FS = 25;
  private static final int GS = 26;

  /** Where registers come from that were not given yet. */
  @FunctionalInterface
  public interface Source {
    /** Stores all registers; what it does to {@code rax} and {@code orig_rax} does not count. */
    void complete(Registers registers);
  }

  private final long[] values = new long[COUNT];

  /** Null when all registers are here. */
  private Source missing;

  /**
   * Takes all registers from a structure.
   *
   * @param offset where it is in the segment, aligned to 8
   */
  public void readFrom(MemorySegment segment, long offset) {
    missing = null;
    MemorySegment.copy(segment, ValueLayout.JAVA_LONG, offset, values, 0, COUNT);
  }

  /**
   * Stores all registers to a structure.
   *
   * @param offset where it is in the segment, aligned to 8
   */
  public void writeTo(MemorySegment segment, long offset) {
    complete();
    MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_LONG, offset, COUNT);
  }

  /** Copies all registers from another set. */
  public void copyFrom(Registers other) {
    missing = null;
    other.complete();
    System.arraycopy(other.values, 0, values, 0, COUNT);
  }

  /** Sets all registers to zero. */
  public void clear() {
    missing = null;
    Arrays.fill(values, 0);
  }

  /**
   * Takes the registers of a system call from a platform.
   *
   * @param number both {@code rax} and {@code orig_rax}
   * @param source where the others are; asked once, on the same thread, if at all
   */
  public void call(
      long number, long rdi, long rsi, long rdx, long r10, long r8, long r9, Source source) {
    values[ORIG_RAX] = number;
    values[RAX] = number;
    values[RDI] = rdi;
    values[RSI] = rsi;
    values[RDX] = rdx;
    values[R10] = r10;
    values[R8] = r8;
    values[R9] = r9;
    missing = source;
  }

  /**
   * Whether there was a {@link #call} since when nothing was changed but {@code rax} and {@code
   * orig_rax}, and nothing looked at but the registers of the call.
   */
  public boolean isCall() {
    return missing != null;
  }

  /** Forgets where the others of a {@link #call} are: all but {@code orig_rax} are set next. */
  public void replace() {
    missing = null;
  }

  /** Sees to it that all registers are here. */
  public void complete() {
    Source source = missing;
    if (source != null) {
      missing = null;
      long result = values[RAX];
      long number = values[ORIG_RAX];
      source.complete(this);
      values[RAX] = result;
      values[ORIG_RAX] = number;
    }
  }

  private long get(int index) {
    complete();
    return values[index];
  }

  private void set(int index, long value) {
    complete();
    values[index] = value;
  }

  public long r15() {
    return get(R15);
  }

  public void r15(long value) {
    set(R15, value);
  }

  public long r14() {
    return get(R14);
  }

  public void r14(long value) {
    set(R14, value);
  }

  public long r13() {
    return get(R13);
  }

  public void r13(long value) {
    set(R13, value);
  }

  public long r12() {
    return get(R12);
  }

  public void r12(long value) {
    set(R12, value);
  }

  public long rbp() {
    return get(RBP);
  }

  public void rbp(long value) {
    set(RBP, value);
  }

  public long rbx() {
    return get(RBX);
  }

  public void rbx(long value) {
    set(RBX, value);
  }

  public long r11() {
    return get(R11);
  }

  public void r11(long value) {
    set(R11, value);
  }

  public long r10() {
    return values[R10];
  }

  public void r10(long value) {
    set(R10, value);
  }

  public long r9() {
    return values[R9];
  }

  public void r9(long value) {
    set(R9, value);
  }

  public long r8() {
    return values[R8];
  }

  public void r8(long value) {
    set(R8, value);
  }

  public long rax() {
    return values[RAX];
  }

  public void rax(long value) {
    values[RAX] = value;
  }

  public long rcx() {
    return get(RCX);
  }

  public void rcx(long value) {
    set(RCX, value);
  }

  public long rdx() {
    return values[RDX];
  }

  public void rdx(long value) {
    set(RDX, value);
  }

  public long rsi() {
    return values[RSI];
  }

  public void rsi(long value) {
    set(RSI, value);
  }

  public long rdi() {
    return values[RDI];
  }

  public void rdi(long value) {
    set(RDI, value);
  }

  public long origRax() {
    return values[ORIG_RAX];
  }

  public void origRax(long value) {
    values[ORIG_RAX] = value;
  }

  public long rip() {
    return get(RIP);
  }

  public void rip(long value) {
    set(RIP, value);
  }

  public long cs() {
    return get(CS);
  }

  public void cs(long value) {
    set(CS, value);
  }

  public long eflags() {
    return get(EFLAGS);
  }

  public void eflags(long value) {
    set(EFLAGS, value);
  }

  public long rsp() {
    return get(RSP);
  }

  public void rsp(long value) {
    set(RSP, value);
  }

  public long ss() {
    return get(SS);
  }

  public void ss(long value) {
    set(SS, value);
  }

  public long fsBase() {
    return get(FS_BASE);
  }

  public void fsBase(long value) {
    set(FS_BASE, value);
  }

  public long gsBase() {
    return get(GS_BASE);
  }

  public void gsBase(long value) {
    set(GS_BASE, value);
  }

  public long ds() {
    return get(DS);
  }

  public void ds(long value) {
    set(DS, value);
  }

  public long es() {
    return get(ES);
  }

  public void es(long value) {
    set(ES, value);
  }

  public long fs() {
    return get(FS);
  }

  public void fs(long value) {
    set(FS, value);
  }

  public long gs() {
    return get(GS);
  }

  public void gs(long value) {
    set(GS, value);
  }
}
