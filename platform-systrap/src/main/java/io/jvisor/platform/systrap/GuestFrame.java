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

  /** The 8-byte words of a {@code struct sigcontext} up to its selectors, copied at once. */
  static final int WORDS = StubLayout.SC_CS / 8 + 1;

  private GuestFrame() {}

  /** Whether bits 47 to 63 are the same: anything else makes a general protection fault. */
  static boolean isCanonical(long address) {
    return address << 16 >> 16 == address;
  }

  /**
   * Copies from a context. {@code orig_rax} is left alone.
   *
   * @param frame where the {@code struct sigcontext} is in the context
   */
  static void load(StubThread guest, long frame, Registers registers) {
    MemorySegment context = guest.context;
    long[] words = guest.words;
    MemorySegment.copy(context, ValueLayout.JAVA_LONG, frame, words, 0, WORDS);
    registers.replace();
    registers.r8(words[StubLayout.SC_R8 / 8]);
    registers.r9(words[StubLayout.SC_R9 / 8]);
    registers.r10(words[StubLayout.SC_R10 / 8]);
    registers.r11(words[StubLayout.SC_R11 / 8]);
    registers.r12(words[StubLayout.SC_R12 / 8]);
    registers.r13(words[StubLayout.SC_R13 / 8]);
    registers.r14(words[StubLayout.SC_R14 / 8]);
    registers.r15(words[StubLayout.SC_R15 / 8]);
    registers.rdi(words[StubLayout.SC_RDI / 8]);
    registers.rsi(words[StubLayout.SC_RSI / 8]);
    registers.rbp(words[StubLayout.SC_RBP / 8]);
    registers.rbx(words[StubLayout.SC_RBX / 8]);
    registers.rdx(words[StubLayout.SC_RDX / 8]);
    registers.rax(words[StubLayout.SC_RAX / 8]);
    registers.rcx(words[StubLayout.SC_RCX / 8]);
    registers.rsp(words[StubLayout.SC_RSP / 8]);
    registers.rip(words[StubLayout.SC_RIP / 8]);
    registers.eflags(words[StubLayout.SC_EFLAGS / 8]);
    boolean compatible = (short) words[StubLayout.SC_CS / 8] == USER_CS_32;
    registers.cs(compatible ? USER_CS_32 : USER_CS);
    registers.ss(USER_DS);
    registers.ds(0);
    registers.es(0);
    registers.fs(0);
    registers.gs(0);
    registers.fsBase(context.get(ValueLayout.JAVA_LONG, StubLayout.FS_BASE));
    long gsBase = context.get(ValueLayout.JAVA_LONG, StubLayout.GS_BASE);
    // While the guest uses none, the base is where the stub has the context.
    registers.gsBase(gsBase == guest.address() ? 0 : gsBase);
  }

  /** Copies into a context, to the frame that it has; see {@link #load}. */
  static void store(StubThread guest, Registers registers) {
    long[] words = guest.words;
    words[StubLayout.SC_R8 / 8] = registers.r8();
    words[StubLayout.SC_R9 / 8] = registers.r9();
    words[StubLayout.SC_R10 / 8] = registers.r10();
    words[StubLayout.SC_R11 / 8] = registers.r11();
    words[StubLayout.SC_R12 / 8] = registers.r12();
    words[StubLayout.SC_R13 / 8] = registers.r13();
    words[StubLayout.SC_R14 / 8] = registers.r14();
    words[StubLayout.SC_R15 / 8] = registers.r15();
    words[StubLayout.SC_RDI / 8] = registers.rdi();
    words[StubLayout.SC_RSI / 8] = registers.rsi();
    words[StubLayout.SC_RBP / 8] = registers.rbp();
    words[StubLayout.SC_RBX / 8] = registers.rbx();
    words[StubLayout.SC_RDX / 8] = registers.rdx();
    words[StubLayout.SC_RAX / 8] = registers.rax();
    words[StubLayout.SC_RCX / 8] = registers.rcx();
    words[StubLayout.SC_RSP / 8] = registers.rsp();
    words[StubLayout.SC_RIP / 8] = registers.rip();
    words[StubLayout.SC_EFLAGS / 8] = (registers.eflags() & USER_FLAGS) | FIXED_FLAGS;
    long code = registers.cs() == USER_CS_32 ? USER_CS_32 : USER_CS;
    words[StubLayout.SC_CS / 8] = code | ((long) USER_DS << 48);
    MemorySegment context = guest.context;
    MemorySegment.copy(words, 0, context, ValueLayout.JAVA_LONG, guest.frame, WORDS);
    context.set(ValueLayout.JAVA_LONG, StubLayout.FS_BASE, registers.fsBase());
    long gsBase = registers.gsBase();
    context.set(ValueLayout.JAVA_LONG, StubLayout.GS_BASE, gsBase == 0 ? guest.address() : gsBase);
  }
}
