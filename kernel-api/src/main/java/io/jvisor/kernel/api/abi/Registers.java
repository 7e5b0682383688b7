package io.jvisor.kernel.api.abi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The general registers of a guest thread, laid out as {@code struct user_regs_struct} ({@code
 * arch/x86/include/asm/user_64.h}): 27 numbers of 8 bytes. A platform fills the segment directly.
 *
 * <p>Owned by the task's thread.
 */
public final class Registers {
  /** The size of the structure in bytes. */
  public static final int BYTES = 27 * 8;

  private static final long R15 = 0;
  private static final long R14 = 8;
  private static final long R13 = 16;
  private static final long R12 = 24;
  private static final long RBP = 32;
  private static final long RBX = 40;
  private static final long R11 = 48;
  private static final long R10 = 56;
  private static final long R9 = 64;
  private static final long R8 = 72;
  private static final long RAX = 80;
  private static final long RCX = 88;
  private static final long RDX = 96;
  private static final long RSI = 104;
  private static final long RDI = 112;
  private static final long ORIG_RAX = 120;
  private static final long RIP = 128;
  private static final long CS = 136;
  private static final long EFLAGS = 144;
  private static final long RSP = 152;
  private static final long SS = 160;
  private static final long FS_BASE = 168;
  private static final long GS_BASE = 176;
  private static final long DS = 184;
  private static final long ES = 192;
  private static final long FS = 200;
  private static final long GS = 208;

  private final MemorySegment segment;

  /**
   * A view of a structure.
   *
   * @param segment {@link #BYTES} bytes, aligned to 8
   */
  public Registers(MemorySegment segment) {
    this.segment = segment;
  }

  /** The structure itself. */
  public MemorySegment segment() {
    return segment;
  }

  /** Copies all registers from another set. */
  public void copyFrom(Registers other) {
    MemorySegment.copy(other.segment, 0, segment, 0, BYTES);
  }

  private long get(long offset) {
    return segment.get(ValueLayout.JAVA_LONG, offset);
  }

  private void set(long offset, long value) {
    segment.set(ValueLayout.JAVA_LONG, offset, value);
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
    return get(R10);
  }

  public void r10(long value) {
    set(R10, value);
  }

  public long r9() {
    return get(R9);
  }

  public void r9(long value) {
    set(R9, value);
  }

  public long r8() {
    return get(R8);
  }

  public void r8(long value) {
    set(R8, value);
  }

  public long rax() {
    return get(RAX);
  }

  public void rax(long value) {
    set(RAX, value);
  }

  public long rcx() {
    return get(RCX);
  }

  public void rcx(long value) {
    set(RCX, value);
  }

  public long rdx() {
    return get(RDX);
  }

  public void rdx(long value) {
    set(RDX, value);
  }

  public long rsi() {
    return get(RSI);
  }

  public void rsi(long value) {
    set(RSI, value);
  }

  public long rdi() {
    return get(RDI);
  }

  public void rdi(long value) {
    set(RDI, value);
  }

  public long origRax() {
    return get(ORIG_RAX);
  }

  public void origRax(long value) {
    set(ORIG_RAX, value);
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
