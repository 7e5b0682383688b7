package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.CallGate;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The gate by which calls reach the kernel without a signal.
 *
 * <p>Seven bytes of code become an indirect jump through a slot of the entry, {@code jmp [slot]}
 * with an absolute address of 32 bits. Its last two bytes, where the call instruction was, are the
 * upper half of that address; the gate's place is chosen so that the first of them, {@code 06}, is
 * no instruction. An entry:
 *
 * <pre>
 *   0   what stood before the call instruction: mov eax, number, or mov r9, [rsp+8]
 *   5   mov r11d, entry
 *   11  jmp [TARGET]       to {@link CallCode}
 *   18  syscall            for who cannot go there
 *   20  jmp [RETURN]
 *   32  the slot: the address of 0
 *   40  RETURN: the address behind the call instruction
 *   48  TARGET
 * </pre>
 */
final class StubGate implements CallGate {
  /** Where an entry makes the call by a call instruction. */
  static final int CALL = 18;

  /** Where an entry has the return address. */
  static final int RETURN = 40;

  private static final int SLOT = 32;
  private static final int TARGET = 48;
  private static final int ENTRY_BYTES = 64;
  private static final long ADDRESS = 0x7006_0000L;
  private static final long BYTES = 4L * StubLayout.PAGE;

  private static final int SITE_BYTES = 7;

  /** What precedes the call instruction: an instruction of five bytes. */
  private static final int FORMER_BYTES = 5;

  private static final long FORMER_MASK = (1L << (8 * FORMER_BYTES)) - 1;

  /** {@code mov eax, imm32}. */
  private static final int MOVE_NUMBER = 0xb8;

  /** {@code mov r9, [rsp+8]}: what {@code syscall(3)} does last. */
  private static final long LOAD_LAST_ARGUMENT = 0x08_244c_8b4cL;

  private static final int SYSCALL = 0x050f;
  private static final int JUMP = 0x2524ff;

  private final long target;

  /**
   * A gate.
   *
   * @param target the address of {@link CallCode} in the stub
   */
  StubGate(long target) {
    this.target = target;
  }

  @Override
  public long address() {
    return ADDRESS;
  }

  @Override
  public long bytes() {
    return BYTES;
  }

  @Override
  public int entryBytes() {
    return ENTRY_BYTES;
  }

  @Override
  public int siteBytes() {
    return SITE_BYTES;
  }

  @Override
  public boolean canReplace(long code, long number) {
    if (code >>> 48 != SYSCALL) {
      return false;
    }
    long former = (code >>> 8) & FORMER_MASK;
    if (former == LOAD_LAST_ARGUMENT) {
      return true;
    }
    int before = (int) code & 0xff;
    boolean prefixed = (before & 0xf0) == 0x40 || before == 0x66; // then it is not eax
    return (former & 0xff) == MOVE_NUMBER && (int) (former >>> 8) == number && !prefixed;
  }

  @Override
  public void write(MemorySegment entry, long address, long code, long returnAddress) {
    entry.asSlice(0, ENTRY_BYTES).fill((byte) 0xcc);
    putLong(entry, 0, code >>> 8);
    putInt(entry, 5, 0xbb41 | (int) address << 16); // mov r11d, address
    putInt(entry, 9, (int) address >>> 16);
    jump(entry, 11, address + TARGET);
    entry.set(ValueLayout.JAVA_SHORT_UNALIGNED, CALL, (short) SYSCALL);
    jump(entry, CALL + 2, address + RETURN);
    putLong(entry, SLOT, address);
    putLong(entry, RETURN, returnAddress);
    putLong(entry, TARGET, target);
  }

  private static void jump(MemorySegment entry, int at, long slot) {
    long instruction = jumpThrough(slot);
    putInt(entry, at, (int) instruction);
    putInt(entry, at + 3, (int) (instruction >>> 24));
  }

  private static void putInt(MemorySegment entry, int at, int value) {
    entry.set(ValueLayout.JAVA_INT_UNALIGNED, at, value);
  }

  private static void putLong(MemorySegment entry, int at, long value) {
    entry.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
  }

  @Override
  public long jump(long address) {
    return jumpThrough(address + SLOT);
  }

  private static long jumpThrough(long slot) {
    return slot << 24 | JUMP;
  }

  @Override
  public boolean isBehindCall(int offset) {
    return offset >= CALL + 2;
  }
}
