package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.CallGate;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The gate by which calls reach the kernel without a signal.
 *
 * <p>Seven bytes of code become an indirect jump through a slot of an entry, {@code jmp [slot]}
 * with an absolute address of 32 bits. There are two kinds of such code, and of the jump:
 *
 * <ul>
 *   <li>{@code mov eax, number; syscall} becomes {@code ff 24 25 slot}. Where the call instruction
 *       was stands the upper half of the slot's address: the gate lies where that begins with
 *       {@code 06}, which is no instruction.
 *   <li>{@code syscall; cmp rax, value}, as C libraries check for errors, becomes {@code ff 24 e5
 *       slot}, where {@code e5} is another way to say {@code 25}. Where a call returned to stands
 *       {@code e5}, which alone is {@code in eax}: a protection fault.
 * </ul>
 *
 * An entry, of the one and of the other kind:
 *
 * <pre>
 *   0   mov eax, number      mov r11d, entry
 *   5   mov r11d, entry      (6) jmp [TARGET]
 *   11  jmp [TARGET]         to CallCode
 *   18  syscall              for who cannot go there
 *   20  jmp [RETURN]         cmp rax, value
 *   26                       jmp [AFTER]
 *   40  the slot: the address of 0
 *   48  RETURN: the address behind the call instruction
 *   56  AFTER: the address behind the comparison
 * </pre>
 */
final class StubGate implements CallGate {
  /** Where an entry makes the call by a call instruction. */
  static final int CALL = 18;

  /** Where an entry goes on behind the call. */
  static final int BEHIND_CALL = CALL + 2;

  /** Where an entry has the return address. */
  static final int RETURN = 48;

  private static final int SLOT = 40;
  private static final int AFTER = 56;
  private static final int ENTRY_BYTES = 64;
  private static final long ADDRESS = 0x7006_0000L;
  private static final long BYTES = 4L * StubLayout.PAGE;

  /** The slot through which all entries jump, in the first entry, which is none. */
  private static final long TARGET = ADDRESS;

  /** {@code syscall}. */
  private static final int SYSCALL = 0x050f;

  private static final int SYSCALL_BYTES = 2;

  /** {@code mov eax, imm32}. */
  private static final int MOVE_NUMBER = 0xb8;

  private static final int MOVE_BYTES = 5;

  /** {@code cmp rax, imm32}. */
  private static final int COMPARE = 0x3d48;

  private static final int COMPARE_BYTES = 6;

  private static final int JUMP = 0x2524ff;
  private static final int JUMP_WITH_TRAP = 0xe524ff;

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
  public int start(long before, long after, long number) {
    if (before >>> 48 != SYSCALL) {
      return 0;
    }
    int prefix = (int) before & 0xff;
    boolean isOther = (prefix & 0xf0) == 0x40 || prefix == 0x66; // then it is not eax
    if ((before >>> 8 & 0xff) == MOVE_NUMBER && (int) (before >>> 16) == number && !isOther) {
      return -(MOVE_BYTES + SYSCALL_BYTES);
    }
    return (after & 0xffff) == COMPARE ? -SYSCALL_BYTES : 0;
  }

  @Override
  public void begin(MemorySegment gate) {
    putLong(gate, (int) (TARGET - ADDRESS), target);
  }

  @Override
  public void write(
      MemorySegment entry, long address, int start, long before, long after, long returnAddress) {
    entry.asSlice(0, ENTRY_BYTES).fill((byte) 0xcc);
    int at = 0;
    boolean hasCompare = start == -SYSCALL_BYTES;
    if (!hasCompare) {
      putLong(entry, 0, before >>> 8);
      at = MOVE_BYTES;
    }
    putLong(entry, at, 0xbb41 | address << 16); // mov r11d, address
    putLong(entry, at + 6, jumpThrough(JUMP, TARGET));
    putLong(entry, CALL, SYSCALL);
    if (hasCompare) {
      putLong(entry, BEHIND_CALL, after);
      putLong(entry, BEHIND_CALL + COMPARE_BYTES, jumpThrough(JUMP, address + AFTER));
    } else {
      putLong(entry, BEHIND_CALL, jumpThrough(JUMP, address + RETURN));
    }
    putLong(entry, SLOT, address);
    putLong(entry, RETURN, returnAddress);
    putLong(entry, AFTER, returnAddress + COMPARE_BYTES);
  }

  private static void putLong(MemorySegment entry, int at, long value) {
    entry.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
  }

  @Override
  public long jump(long address, int start) {
    return jumpThrough(start == -SYSCALL_BYTES ? JUMP_WITH_TRAP : JUMP, address + SLOT);
  }

  private static long jumpThrough(int instruction, long slot) {
    return slot << 24 | instruction;
  }

  @Override
  public int outside(int start, int offset) {
    if (offset < BEHIND_CALL) {
      return start;
    }
    return offset == BEHIND_CALL ? 0 : COMPARE_BYTES;
  }

  @Override
  public int behindCall() {
    return BEHIND_CALL;
  }
}
