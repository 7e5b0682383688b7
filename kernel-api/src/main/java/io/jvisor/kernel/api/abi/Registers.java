package io.jvisor.kernel.api.abi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The general registers of a guest thread, laid out as {@code struct user_regs_struct} ({@code
 * arch/x86/include/asm/user_64.h}): 27 numbers of 8 bytes. A platform fills the segment directly.
 *
 * <p>After a system call a platform may give the registers of the call only, {@code rax} and the
 * six of the arguments, and the others when one is asked for: most calls need no more and change
 * nothing but {@code rax}.
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

  /** Where registers come from that were not given yet. */
  @FunctionalInterface
  public interface Source {
    /** Stores all registers; what it does to {@code rax} and {@code orig_rax} does not count. */
    void complete(Registers registers);
  }

  private final MemorySegment segment;

  /** Null when all registers are here. */
  private Source missing;

  /**
   * A view of a structure.
   *
   * @param segment {@link #BYTES} bytes, aligned to 8
   */
  public Registers(MemorySegment segment) {
    this.segment = segment;
  }

  /** The structure itself, complete. */
  public MemorySegment segment() {
    complete();
    return segment;
  }

  /** Copies all registers from another set. */
  public void copyFrom(Registers other) {
    missing = null;
    MemorySegment.copy(other.segment(), 0, segment, 0, BYTES);
  }

  /** Sets all registers to zero. */
  public void clear() {
    missing = null;
    segment.fill((byte) 0);
  }

  /**
   * Takes the registers of a system call from a platform.
   *
   * @param number both {@code rax} and {@code orig_rax}
   * @param source where the others are; asked once, on the same thread, if at all
   */
  public void call(
      long number, long rdi, long rsi, long rdx, long r10, long r8, long r9, Source source) {
    put(ORIG_RAX, number);
    put(RAX, number);
    put(RDI, rdi);
    put(RSI, rsi);
    put(RDX, rdx);
    put(R10, r10);
    put(R8, r8);
    put(R9, r9);
    missing = source;
  }

  /**
   * Whether there was a {@link #call} since when nothing was changed but {@code rax} and {@code
   * orig_rax}, and nothing looked at but the registers of the call.
   */
  public boolean isCall() {
    return missing != null;
  }

  /** Sees to it that all registers are here. */
  public void complete() {
    Source source = missing;
    if (source != null) {
      missing = null;
      long result = take(RAX);
      long number = take(ORIG_RAX);
      source.complete(this);
      put(RAX, result);
      put(ORIG_RAX, number);
    }
  }

  private long take(long offset) {
    return segment.get(ValueLayout.JAVA_LONG, offset);
  }

  private void put(long offset, long value) {
    segment.set(ValueLayout.JAVA_LONG, offset, value);
  }

  private long get(long offset) {
    complete();
    return take(offset);
  }

  private void set(long offset, long value) {
    complete();
    put(offset, value);
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
    return take(R10);
  }

  public void r10(long value) {
    set(R10, value);
  }

  public long r9() {
    return take(R9);
  }

  public void r9(long value) {
    set(R9, value);
  }

  public long r8() {
    return take(R8);
  }

  public void r8(long value) {
    set(R8, value);
  }

  public long rax() {
    return take(RAX);
  }

  public void rax(long value) {
    put(RAX, value);
  }

  public long rcx() {
    return get(RCX);
  }

  public void rcx(long value) {
    set(RCX, value);
  }

  public long rdx() {
    return take(RDX);
  }

  public void rdx(long value) {
    set(RDX, value);
  }

  public long rsi() {
    return take(RSI);
  }

  public void rsi(long value) {
    set(RSI, value);
  }

  public long rdi() {
    return take(RDI);
  }

  public void rdi(long value) {
    set(RDI, value);
  }

  public long origRax() {
    return take(ORIG_RAX);
  }

  public void origRax(long value) {
    put(ORIG_RAX, value);
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
