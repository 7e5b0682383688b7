package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.abi.Registers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Moves registers between the kernel and the {@code struct sigcontext} of a context, and replaces
 * what the CPU would refuse.
 */
final class GuestFrame {
  private static final int USER_CS = 0x33;
  private static final int USER_CS_32 = 0x23;
  private static final int USER_DS = 0x2b;

  /** The four 16-bit selectors cs, gs, fs, ss of 64-bit code; the stub takes the first and last. */
  static final long SELECTORS = USER_CS | ((long) USER_DS << 48);

  /** Flags that user code can set: CF PF AF ZF SF TF DF OF NT RF AC ID. */
  private static final long USER_FLAGS =
      0x1 | 0x4 | 0x10 | 0x40 | 0x80 | 0x100 | 0x400 | 0x800 | 0x4000 | 0x10000 | 0x40000
          | 0x200000;

  /** Interrupts enabled, and the bit that is always one. */
  private static final long FIXED_FLAGS = 0x202;

  private GuestFrame() {}

  /** Whether bits 47 to 63 are the same: anything else makes a general protection fault. */
  static boolean isCanonical(long address) {
    return address << 16 >> 16 == address;
  }

  /**
   * Copies from a context. {@code orig_rax} is left alone.
   *
   * @param address where the stub has the context: what {@code gs_base} is while the guest uses
   *     none
   */
  static void load(MemorySegment context, long address, long frame, Registers registers) {
    registers.r8(get(context, frame + StubLayout.SC_R8));
    registers.r9(get(context, frame + StubLayout.SC_R9));
    registers.r10(get(context, frame + StubLayout.SC_R10));
    registers.r11(get(context, frame + StubLayout.SC_R11));
    registers.r12(get(context, frame + StubLayout.SC_R12));
    registers.r13(get(context, frame + StubLayout.SC_R13));
    registers.r14(get(context, frame + StubLayout.SC_R14));
    registers.r15(get(context, frame + StubLayout.SC_R15));
    registers.rdi(get(context, frame + StubLayout.SC_RDI));
    registers.rsi(get(context, frame + StubLayout.SC_RSI));
    registers.rbp(get(context, frame + StubLayout.SC_RBP));
    registers.rbx(get(context, frame + StubLayout.SC_RBX));
    registers.rdx(get(context, frame + StubLayout.SC_RDX));
    registers.rax(get(context, frame + StubLayout.SC_RAX));
    registers.rcx(get(context, frame + StubLayout.SC_RCX));
    registers.rsp(get(context, frame + StubLayout.SC_RSP));
    registers.rip(get(context, frame + StubLayout.SC_RIP));
    registers.eflags(get(context, frame + StubLayout.SC_EFLAGS));
    boolean compatible =
        context.get(ValueLayout.JAVA_SHORT, frame + StubLayout.SC_CS) == USER_CS_32;
    registers.cs(compatible ? USER_CS_32 : USER_CS);
    registers.ss(USER_DS);
    registers.ds(0);
    registers.es(0);
    registers.fs(0);
    registers.gs(0);
    registers.fsBase(get(context, StubLayout.FS_BASE));
    long gsBase = get(context, StubLayout.GS_BASE);
    registers.gsBase(gsBase == address ? 0 : gsBase);
  }

  /** Copies into a context; see {@link #load}. */
  static void store(MemorySegment context, long address, long frame, Registers registers) {
    set(context, frame + StubLayout.SC_R8, registers.r8());
    set(context, frame + StubLayout.SC_R9, registers.r9());
    set(context, frame + StubLayout.SC_R10, registers.r10());
    set(context, frame + StubLayout.SC_R11, registers.r11());
    set(context, frame + StubLayout.SC_R12, registers.r12());
    set(context, frame + StubLayout.SC_R13, registers.r13());
    set(context, frame + StubLayout.SC_R14, registers.r14());
    set(context, frame + StubLayout.SC_R15, registers.r15());
    set(context, frame + StubLayout.SC_RDI, registers.rdi());
    set(context, frame + StubLayout.SC_RSI, registers.rsi());
    set(context, frame + StubLayout.SC_RBP, registers.rbp());
    set(context, frame + StubLayout.SC_RBX, registers.rbx());
    set(context, frame + StubLayout.SC_RDX, registers.rdx());
    set(context, frame + StubLayout.SC_RAX, registers.rax());
    set(context, frame + StubLayout.SC_RCX, registers.rcx());
    set(context, frame + StubLayout.SC_RSP, registers.rsp());
    set(context, frame + StubLayout.SC_RIP, registers.rip());
    long flags = (registers.eflags() & USER_FLAGS) | FIXED_FLAGS;
    set(context, frame + StubLayout.SC_EFLAGS, flags);
    long code = registers.cs() == USER_CS_32 ? USER_CS_32 : USER_CS;
    set(context, frame + StubLayout.SC_CS, code | ((long) USER_DS << 48));
    set(context, StubLayout.FS_BASE, registers.fsBase());
    long gsBase = registers.gsBase();
    set(context, StubLayout.GS_BASE, gsBase == 0 ? address : gsBase);
  }

  private static long get(MemorySegment context, long offset) {
    return context.get(ValueLayout.JAVA_LONG, offset);
  }

  private static void set(MemorySegment context, long offset, long value) {
    context.set(ValueLayout.JAVA_LONG, offset, value);
  }
}
