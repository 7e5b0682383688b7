package io.jvisor.kernel.core.signal;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Registers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The frame that a handler runs on: {@code struct rt_sigframe} of x86-64 ({@code
 * arch/x86/include/asm/sigframe.h}, {@code arch/x86/include/uapi/asm/sigcontext.h}).
 *
 * <p>From low to high addresses: return address, {@code ucontext}, {@code siginfo}, and above them,
 * aligned to 64, the extended state with the markers that let the guest find its size. All that is
 * read back is hostile.
 */
public final class SignalFrame {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  /** What the ABI lets leaf functions use below the stack pointer. */
  private static final long RED_ZONE = 128;

  private static final long UC_FP_XSTATE = 1;
  private static final long UC_SIGCONTEXT_SS = 2;
  private static final long UC_STRICT_RESTORE_SS = 4;

  private static final long UC = 8;
  private static final long UC_STACK = UC + 16;
  private static final long CONTEXT = UC + 40;
  private static final long CONTEXT_SELECTORS = CONTEXT + 144;
  private static final long CONTEXT_ERR = CONTEXT + 152;
  private static final long CONTEXT_TRAPNO = CONTEXT + 160;
  private static final long CONTEXT_OLDMASK = CONTEXT + 168;
  private static final long CONTEXT_CR2 = CONTEXT + 176;
  private static final long CONTEXT_FPSTATE = CONTEXT + 184;
  private static final long UC_SIGMASK = CONTEXT + 256;
  private static final long INFO = UC_SIGMASK + 8;

  /** The size of the frame without the extended state, in bytes. */
  public static final int BYTES = (int) INFO + SignalInfo.BYTES;

  private static final long LEGACY_BYTES = 512;
  private static final long HEADER_END = 576;
  private static final long SOFTWARE_BYTES = 464;
  private static final int MAGIC1 = 0x46505853;
  private static final int MAGIC2 = 0x46505845;
  private static final long X87_AND_SSE = 3;

  /** {@code eflags} bits that a program may set: AC, OF, DF, TF, SF, ZF, AF, PF, CF, RF. */
  private static final long USER_FLAGS = 0x50dd5;

  /** DF, RF and TF: what a handler starts without. */
  private static final long FLAGS_CLEARED_FOR_HANDLER = 0x10500;

  private static final long USER_CODE = 0x33;
  private static final long USER_DATA = 0x2b;

  private SignalFrame() {}

  /**
   * What the thread was doing when the signal came.
   *
   * @param mask the mask to restore
   * @param stack the alternate stack, before one that disarms itself is taken away
   * @param trapNumber the exception of the last fault
   * @param errorCode the error code of the last fault
   * @param faultAddress {@code cr2}
   */
  public record State(
      long mask, AlternateStack stack, long trapNumber, long errorCode, long faultAddress) {}

  /**
   * Puts a frame on the stack and makes the registers enter the handler.
   *
   * @param scratch room for the frame and the extended state
   * @param extended the extended state, as the platform stored it
   * @return false when the frame could not be written
   */
  public static boolean push(
      UserMemory memory,
      Registers registers,
      MemorySegment scratch,
      MemorySegment extended,
      SigAction action,
      SignalInfo info,
      State state) {
    if (!action.has(SigAction.SA_RESTORER)) {
      return false;
    }
    long stackPointer = registers.rsp();
    AlternateStack stack = state.stack();
    boolean wasOnStack = stack.isOn(stackPointer);
    long top = stackPointer - RED_ZONE;
    boolean entersStack =
        action.has(SigAction.SA_ONSTACK) && stack.isEnabled() && !stack.isOn(stackPointer);
    if (entersStack) {
      top = stack.base() + stack.size();
    }
    long extendedBytes = extended.byteSize();
    long extendedAddress = (top - extendedBytes - 4) & ~63L;
    long frame = ((extendedAddress - BYTES) & ~15L) - 8;
    if ((wasOnStack || entersStack) && !stack.contains(frame)) {
      return false; // the alternate stack would overflow into what lies below it
    }

    MemorySegment bytes = scratch.asSlice(0, BYTES);
    bytes.fill((byte) 0);
    bytes.set(LONG, 0, action.restorer());
    bytes.set(LONG, UC, UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS);
    bytes.set(LONG, UC_STACK, stack.base());
    bytes.set(INT, UC_STACK + 8, stack.shownFlags(stackPointer));
    bytes.set(LONG, UC_STACK + 16, stack.size());
    storeRegisters(bytes, registers);
    bytes.set(LONG, CONTEXT_ERR, state.errorCode());
    bytes.set(LONG, CONTEXT_TRAPNO, state.trapNumber());
    bytes.set(LONG, CONTEXT_OLDMASK, state.mask());
    bytes.set(LONG, CONTEXT_CR2, state.faultAddress());
    bytes.set(LONG, CONTEXT_FPSTATE, extendedAddress);
    bytes.set(LONG, UC_SIGMASK, state.mask());
    info.emit(bytes, INFO);
    try {
      memory.write(frame, bytes, 0, BYTES);
      writeExtended(memory, scratch.asSlice(BYTES), extended, extendedAddress);
    } catch (ErrnoException _) {
      return false;
    }

    registers.rdi(info.signal());
    registers.rsi(frame + INFO);
    registers.rdx(frame + UC);
    registers.rax(0);
    registers.rsp(frame);
    registers.rip(action.handler());
    registers.cs(USER_CODE);
    registers.ss(USER_DATA);
    registers.eflags(registers.eflags() & ~FLAGS_CLEARED_FOR_HANDLER);
    return true;
  }

  private static void writeExtended(
      UserMemory memory, MemorySegment scratch, MemorySegment extended, long address)
      throws ErrnoException {
    long size = extended.byteSize();
    MemorySegment copy = scratch.asSlice(0, size + 4);
    MemorySegment.copy(extended, 0, copy, 0, size);
    long features = copy.get(LONG, SOFTWARE_BYTES);
    copy.asSlice(SOFTWARE_BYTES, LEGACY_BYTES - SOFTWARE_BYTES).fill((byte) 0);
    copy.set(INT, SOFTWARE_BYTES, MAGIC1);
    copy.set(INT, SOFTWARE_BYTES + 4, (int) size + 4);
    copy.set(LONG, SOFTWARE_BYTES + 8, features);
    copy.set(INT, SOFTWARE_BYTES + 16, (int) size);
    copy.set(INT, size, MAGIC2);
    // Linux marks the legacy components as in use, for programs that edit only those.
    copy.set(LONG, LEGACY_BYTES, copy.get(LONG, LEGACY_BYTES) | X87_AND_SSE);
    memory.write(address, copy, 0, size + 4);
  }

  private static void storeRegisters(MemorySegment bytes, Registers r) {
    bytes.set(LONG, CONTEXT, r.r8());
    bytes.set(LONG, CONTEXT + 8, r.r9());
    bytes.set(LONG, CONTEXT + 16, r.r10());
    bytes.set(LONG, CONTEXT + 24, r.r11());
    bytes.set(LONG, CONTEXT + 32, r.r12());
    bytes.set(LONG, CONTEXT + 40, r.r13());
    bytes.set(LONG, CONTEXT + 48, r.r14());
    bytes.set(LONG, CONTEXT + 56, r.r15());
    bytes.set(LONG, CONTEXT + 64, r.rdi());
    bytes.set(LONG, CONTEXT + 72, r.rsi());
    bytes.set(LONG, CONTEXT + 80, r.rbp());
    bytes.set(LONG, CONTEXT + 88, r.rbx());
    bytes.set(LONG, CONTEXT + 96, r.rdx());
    bytes.set(LONG, CONTEXT + 104, r.rax());
    bytes.set(LONG, CONTEXT + 112, r.rcx());
    bytes.set(LONG, CONTEXT + 120, r.rsp());
    bytes.set(LONG, CONTEXT + 128, r.rip());
    bytes.set(LONG, CONTEXT + 136, r.eflags());
    bytes.set(SHORT, CONTEXT_SELECTORS, (short) r.cs());
    bytes.set(SHORT, CONTEXT_SELECTORS + 6, (short) r.ss());
  }

  /**
   * What {@code rt_sigreturn(2)} found in a frame.
   *
   * @param mask the signal mask
   * @param stack the alternate stack as the frame has it, not checked
   */
  public record Restored(long mask, AlternateStack stack) {}

  /** Takes the extended state that a frame held; null means that of a fresh program. */
  @FunctionalInterface
  public interface ExtendedStateLoader {
    /** Returns false when the state is not valid. */
    boolean load(MemorySegment area);
  }

  /**
   * Undoes {@link #push}: reads the frame below the stack pointer and loads the registers.
   *
   * @param scratch room for the frame and the extended state, aligned to 64
   * @param extendedBytes the size of the platform's extended state
   * @return what else the frame held, or null when it cannot be read or is not valid; the caller
   *     then sends {@code SIGSEGV}
   */
  public static Restored pop(
      UserMemory memory,
      Registers registers,
      MemorySegment scratch,
      int extendedBytes,
      ExtendedStateLoader loader) {
    long frame = registers.rsp() - 8; // the handler's return took the return address
    MemorySegment bytes = scratch.asSlice(0, BYTES);
    try {
      memory.read(frame, bytes, 0, INFO);
      long mask = bytes.get(LONG, UC_SIGMASK);
      AlternateStack stack =
          new AlternateStack(
              bytes.get(LONG, UC_STACK),
              bytes.get(INT, UC_STACK + 8),
              bytes.get(LONG, UC_STACK + 16));
      long extendedAddress = bytes.get(LONG, CONTEXT_FPSTATE);
      loadRegisters(bytes, registers);
      MemorySegment area = scratch.asSlice((BYTES + 63) & ~63L, extendedBytes);
      return restoreExtended(memory, area, extendedAddress, loader)
          ? new Restored(mask, stack)
          : null;
    } catch (ErrnoException _) {
      return null;
    }
  }

  private static boolean restoreExtended(
      UserMemory memory, MemorySegment area, long address, ExtendedStateLoader loader)
      throws ErrnoException {
    if (address == 0) {
      return loader.load(null);
    }
    area.fill((byte) 0);
    memory.read(address, area, 0, LEGACY_BYTES);
    long size = area.byteSize();
    long stated = area.get(INT, SOFTWARE_BYTES + 16) & 0xffffffffL;
    boolean whole =
        area.get(INT, SOFTWARE_BYTES) == MAGIC1
            && stated >= HEADER_END
            && stated <= size
            && stated <= (area.get(INT, SOFTWARE_BYTES + 4) & 0xffffffffL)
            && memory.readInt(address + stated) == MAGIC2;
    if (whole) {
      long features = area.get(LONG, SOFTWARE_BYTES + 8);
      memory.read(address + LEGACY_BYTES, area, LEGACY_BYTES, stated - LEGACY_BYTES);
      area.set(LONG, LEGACY_BYTES, area.get(LONG, LEGACY_BYTES) & features);
    } else {
      area.set(LONG, LEGACY_BYTES, X87_AND_SSE);
    }
    return loader.load(area);
  }

  private static void loadRegisters(MemorySegment bytes, Registers r) {
    r.r8(bytes.get(LONG, CONTEXT));
    r.r9(bytes.get(LONG, CONTEXT + 8));
    r.r10(bytes.get(LONG, CONTEXT + 16));
    r.r11(bytes.get(LONG, CONTEXT + 24));
    r.r12(bytes.get(LONG, CONTEXT + 32));
    r.r13(bytes.get(LONG, CONTEXT + 40));
    r.r14(bytes.get(LONG, CONTEXT + 48));
    r.r15(bytes.get(LONG, CONTEXT + 56));
    r.rdi(bytes.get(LONG, CONTEXT + 64));
    r.rsi(bytes.get(LONG, CONTEXT + 72));
    r.rbp(bytes.get(LONG, CONTEXT + 80));
    r.rbx(bytes.get(LONG, CONTEXT + 88));
    r.rdx(bytes.get(LONG, CONTEXT + 96));
    r.rax(bytes.get(LONG, CONTEXT + 104));
    r.rcx(bytes.get(LONG, CONTEXT + 112));
    r.rsp(bytes.get(LONG, CONTEXT + 120));
    r.rip(bytes.get(LONG, CONTEXT + 128));
    long flags = bytes.get(LONG, CONTEXT + 136);
    r.eflags((r.eflags() & ~USER_FLAGS) | (flags & USER_FLAGS));
    r.cs((bytes.get(SHORT, CONTEXT_SELECTORS) & 0xffff) | 3);
    r.ss((bytes.get(SHORT, CONTEXT_SELECTORS + 6) & 0xffff) | 3);
  }
}
