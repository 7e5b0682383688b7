package io.jvisor.platform.systrap;

import static io.jvisor.platform.systrap.Assembler.BELOW;
import static io.jvisor.platform.systrap.Assembler.EQUAL;
import static io.jvisor.platform.systrap.Assembler.NEGATIVE;
import static io.jvisor.platform.systrap.Assembler.NOT_BELOW;
import static io.jvisor.platform.systrap.Assembler.NOT_EQUAL;
import static io.jvisor.platform.systrap.Assembler.R10;
import static io.jvisor.platform.systrap.Assembler.R11;
import static io.jvisor.platform.systrap.Assembler.R12;
import static io.jvisor.platform.systrap.Assembler.R13;
import static io.jvisor.platform.systrap.Assembler.R14;
import static io.jvisor.platform.systrap.Assembler.R15;
import static io.jvisor.platform.systrap.Assembler.R8;
import static io.jvisor.platform.systrap.Assembler.R9;
import static io.jvisor.platform.systrap.Assembler.RAX;
import static io.jvisor.platform.systrap.Assembler.RBP;
import static io.jvisor.platform.systrap.Assembler.RBX;
import static io.jvisor.platform.systrap.Assembler.RCX;
import static io.jvisor.platform.systrap.Assembler.RDI;
import static io.jvisor.platform.systrap.Assembler.RDX;
import static io.jvisor.platform.systrap.Assembler.RSI;
import static io.jvisor.platform.systrap.Assembler.RSP;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.systrap.Assembler.Label;

/**
 * The machine code of threads that run guest code: the signal handler, the hand-over to the kernel
 * and the way back.
 *
 * <p>The handler never returns by {@code rt_sigreturn}, which could change masks and stacks were a
 * guest to jump there: it loads the registers itself and leaves by {@code iretq}. {@code rbx} is
 * the context throughout.
 *
 * <p>A kick can come at any instruction. Before the trap is published it is ignored, because the
 * kernel will look anyway. From there until the guest's registers are loaded, which is called the
 * window here, it starts the wait anew: if the kernel has resumed the thread already, by another
 * trap with registers untouched, and else by waking the kernel once more. The window contains the
 * code that decides this, from where it reads the state. So a kick that comes after the kernel has
 * resumed the thread either comes before that read, which sees it, or in the window.
 */
final class TrapCode {
  /**
   * What a guest can set and a handler inherits: NT, with which {@code iretq} faults, and AC, with
   * which unaligned accesses do.
   */
  private static final int HARMFUL_FLAGS = 0x4000 | 0x40000;

  /**
   * The part of an {@code XSAVE} area that {@code xsave} does not write but {@code xrstor} reads.
   */
  private static final int XSAVE_HEADER = 512;

  private static final int XSAVE_HEADER_BYTES = 64;

  private static final int FUTEX_WAIT = 0;
  private static final int FUTEX_WAKE = 1;

  private final Assembler code;
  private final Label handler = new Label();
  private final Label look = new Label();

  /** Publishes what is in the context. */
  private final Label publish = new Label();

  /** Wakes the kernel, and waits. */
  private final Label tell = new Label();

  /** Wakes who sleeps on the futex in rdi, and waits. */
  private final Label ring = new Label();

  /** Goes back to where a kick came in stub code. */
  private final Label resume = new Label();

  /** Where the window begins: behind the instruction that publishes a trap. */
  private final Label published = new Label();

  /** What a kick in the window does. */
  private final Label kicked = new Label();

  /** The end of the window. */
  private final Label left = new Label();

  private int wake;
  private int sleep;
  private int undefined;

  TrapCode(Assembler code) {
    this.code = code;
    assemble();
  }

  /** The signal handler. */
  int handler() {
    return handler.position();
  }

  /** Where a new thread goes, with the context in {@code rbx} and its stack at the end of it. */
  Label publish() {
    return publish;
  }

  /** Behind the call that wakes the kernel. */
  int wake() {
    return wake;
  }

  /** Behind the call that sleeps. */
  int sleep() {
    return sleep;
  }

  /** An instruction that traps. */
  int undefined() {
    return undefined;
  }

  private void assemble() {
    Label save = new Label();
    code.align();
    code.bind(handler); // edi: signal, rsi: siginfo_t, rdx: ucontext_t
    code.copy(RBX, RSP);
    code.and(RBX, -StubLayout.CONTEXT_BYTES);
    code.add(RDX, StubLayout.UC_SIGCONTEXT);
    cleanFlags(code, RDX);
    code.compareInt(RDI, StubLayout.KICK);
    code.jumpIf(NOT_EQUAL, save);
    kick(save);

    code.align();
    code.bind(save);
    code.store(RBX, StubLayout.FRAME, RDX);
    code.store(RBX, StubLayout.INFO, RSI);
    code.store(RBX, StubLayout.SIGNAL, RDI);
    code.storeInt(RBX, StubLayout.MEANING, StubLayout.TRAP);
    code.readFsBase();
    code.store(RBX, StubLayout.FS_BASE, RAX);
    code.readGsBase();
    code.store(RBX, StubLayout.GS_BASE, RAX);
    code.bind(publish);
    code.move(RAX, StubLayout.TRAPPED);
    code.exchange(RBX, StubLayout.STATE, RAX);
    code.bind(published);
    code.compareInt(RAX, StubLayout.RUNNING_KERNEL_SLEEPS);
    code.jumpIf(NOT_EQUAL, look);
    code.bind(tell);
    code.address(RDI, RBX, StubLayout.STATE);
    code.move(RSI, FUTEX_WAKE);
    code.move(RDX, 1);
    code.bind(ring);
    code.clear(R10);
    code.syscall(SyscallNumbers.FUTEX);
    wake = code.position();
    await();
    goOn();
    code.align();
    code.bind(kicked);
    kickInWindow();
    code.bind(left);

    code.align();
    code.bind(resume);
    loadRegisters();
    code.align();
    undefined = code.position();
    code.bytes(0x0f, 0x0b); // ud2
    code.align();
  }

  /**
   * Drops what is harmful of the flags that the guest had; changes rax, and the stack in passing.
   */
  static void cleanFlags(Assembler code, int frame) {
    Label clean = new Label();
    code.testMemory(frame, StubLayout.SC_EFLAGS, HARMFUL_FLAGS);
    code.jumpIf(EQUAL, clean);
    code.clear(RAX);
    code.push(RAX);
    code.loadFlags();
    code.bind(clean);
  }

  /** A kick: in guest code a trap, in the window what {@link #kickInWindow} does, else nothing. */
  private void kick(Label save) {
    code.load(RAX, RDX, StubLayout.SC_RIP);
    code.moveLong(RCX, StubLayout.TEXT);
    code.subtract(RAX, RCX);
    code.compare(RAX, StubImage.BYTES);
    code.jumpIf(NOT_BELOW, save);
    code.relativeAddress(RCX, published);
    code.load(RAX, RDX, StubLayout.SC_RIP);
    code.subtract(RAX, RCX);
    code.jumpIf(BELOW, resume);
    code.relativeAddress(RCX, left);
    code.load(RAX, RDX, StubLayout.SC_RIP);
    code.subtract(RAX, RCX);
    code.jumpIf(NOT_BELOW, resume);
    // A result that was not loaded yet would be lost.
    Label noResult = new Label();
    code.load(RSI, RBX, StubLayout.FRAME);
    code.compareMemory(RBX, StubLayout.MEANING, StubLayout.RETURN);
    code.jumpIf(NOT_EQUAL, noResult);
    code.load(RAX, RBX, StubLayout.CALL_RAX);
    code.store(RSI, StubLayout.SC_RAX, RAX);
    code.bind(noResult);
    // The guest's extended state may have been in the CPU: now it is in the frame of the kick.
    code.load(RAX, RSI, StubLayout.SC_FPSTATE);
    code.test(RAX);
    code.jumpIf(NOT_EQUAL, kicked);
    code.load(RCX, RDX, StubLayout.SC_FPSTATE);
    code.move(RAX, -1);
    code.move(RDX, -1);
    code.restoreExtended(RCX);
    saveExtended();
    code.jump(kicked);
  }

  /** Moves the extended state from the CPU to the context; the guest's frame is in rsi. */
  private void saveExtended() {
    code.clear(RAX);
    for (int i = 0; i < XSAVE_HEADER_BYTES; i += Long.BYTES) {
      code.store(RBX, StubLayout.EXTENDED + XSAVE_HEADER + i, RAX);
    }
    code.move(RAX, -1);
    code.move(RDX, -1);
    code.saveExtended(RBX, StubLayout.EXTENDED);
    code.address(RAX, RBX, StubLayout.EXTENDED);
    code.store(RSI, StubLayout.SC_FPSTATE, RAX);
  }

  /** Forgets what was interrupted, and traps again or waits again. Part of the window. */
  private void kickInWindow() {
    Label onStack = new Label();
    // Back up to where the guest's own frame ends, or kicks in a row would exhaust the stack.
    code.address(RSP, RBX, StubLayout.CONTEXT_BYTES);
    code.load(RAX, RBX, StubLayout.FRAME);
    code.copy(RCX, RAX);
    code.subtract(RCX, RBX);
    code.compare(RCX, StubLayout.STACK_LOW);
    code.jumpIf(BELOW, onStack);
    code.add(RAX, -64);
    code.and(RAX, -64);
    code.copy(RSP, RAX);
    code.bind(onStack);
    code.loadInt(RAX, RBX, StubLayout.STATE);
    code.compareInt(RAX, StubLayout.TRAPPED);
    code.jumpIf(NOT_BELOW, tell); // the wake-up may be what was interrupted
    code.move(RAX, StubLayout.KICK);
    code.store(RBX, StubLayout.SIGNAL, RAX);
    code.storeInt(RBX, StubLayout.MEANING, StubLayout.TRAP);
    code.jump(publish);
  }

  /**
   * Looks at the state, for a while awake and then asleep, until the kernel resumes the thread.
   * Changes no register that a call keeps.
   */
  private void await() {
    Label again = new Label();
    Label run = new Label();
    Label rest = new Label();
    Label fallAsleep = new Label();
    code.bind(look);
    code.loadInt(RCX, RBX, StubLayout.SPIN);
    code.bind(again);
    code.loadInt(RAX, RBX, StubLayout.STATE);
    code.compareInt(RAX, StubLayout.TRAPPED);
    code.jumpIf(BELOW, run); // the kernel may have fallen asleep already
    code.jumpIf(NOT_EQUAL, rest);
    code.decrement(RCX);
    code.jumpIf(NEGATIVE, fallAsleep);
    code.pause();
    code.jump(again);
    code.bind(rest);
    code.compareInt(RAX, StubLayout.TRAPPED_FOR_LONG);
    code.jumpIf(NOT_EQUAL, fallAsleep); // a wake-up that meant nothing
    code.load(RDI, RBX, StubLayout.PARTNER);
    code.test(RDI);
    code.jumpIf(EQUAL, fallAsleep);
    code.clear(RCX);
    code.store(RBX, StubLayout.PARTNER, RCX);
    code.move(RSI, FUTEX_WAKE);
    code.move(RDX, Integer.MAX_VALUE); // somebody else may sleep on it for mischief
    code.jump(ring);
    code.bind(fallAsleep); // the state is in rax
    code.load(RDI, RBX, StubLayout.BELL);
    code.loadInt(RDX, RDI, 0); // before the state, which the kernel changes before it rings
    code.move(RCX, StubLayout.TRAPPED_STUB_SLEEPS);
    code.compareAndExchange(RBX, StubLayout.STATE, RCX);
    code.jumpIf(NOT_EQUAL, look);
    code.move(RSI, FUTEX_WAIT);
    code.clear(R10);
    code.syscall(SyscallNumbers.FUTEX);
    sleep = code.position();
    code.jump(look);
    code.bind(run);
  }

  /** What the kernel wants, and the way back to the guest. */
  private void goOn() {
    Label leave = new Label();
    Label fully = new Label();
    code.load(RDX, RBX, StubLayout.FRAME);
    code.compareMemory(RBX, StubLayout.MEANING, StubLayout.RETURN);
    code.jumpIf(NOT_EQUAL, fully);
    code.load(RAX, RDX, StubLayout.SC_FPSTATE);
    code.test(RAX);
    Label disturbed = new Label();
    code.jumpIf(NOT_EQUAL, disturbed); // by a kick: the CPU has no longer what it had
    returnFromCall();
    code.bind(disturbed);
    code.load(RAX, RBX, StubLayout.CALL_RAX);
    code.store(RDX, StubLayout.SC_RAX, RAX);
    code.bind(fully);
    code.compareMemory(RBX, StubLayout.MEANING, StubLayout.SAVE);
    code.jumpIf(NOT_EQUAL, leave);
    code.copy(RSI, RDX);
    saveExtended();
    code.jump(publish);
    code.bind(leave);
    code.load(RAX, RBX, StubLayout.GS_BASE);
    code.writeGsBase();
    code.load(RAX, RBX, StubLayout.FS_BASE);
    code.writeFsBase();
    loadRegisters();
  }

  /**
   * The way back from a call by the gate, with the frame in rdx. What the stub itself does not
   * change is still in its registers, the extended state among it. {@code gs} is the context.
   */
  private void returnFromCall() {
    code.load(RDI, RDX, StubLayout.SC_RDI);
    code.load(RSI, RDX, StubLayout.SC_RSI);
    code.load(R10, RDX, StubLayout.SC_R10);
    code.load(R11, RDX, StubLayout.SC_R11);
    code.load(RCX, RDX, StubLayout.SC_RCX);
    code.load(RAX, RBX, StubLayout.CALL_RAX);
    code.push(RDX, StubLayout.SC_EFLAGS);
    code.load(RBX, RDX, StubLayout.SC_RBX);
    code.load(RDX, RDX, StubLayout.SC_RDX);
    code.loadFlags();
    code.loadByGs(RSP, StubLayout.OWN_FRAME + StubLayout.SC_RSP);
    code.jumpByGs(StubLayout.CONTINUE);
  }

  /** Loads all registers from the {@code struct sigcontext} in {@code rdx}, and goes there. */
  private void loadRegisters() {
    Label general = new Label();
    code.load(RCX, RDX, StubLayout.SC_FPSTATE);
    code.test(RCX);
    code.jumpIf(EQUAL, general);
    code.copy(RSI, RDX);
    code.move(RAX, -1);
    code.move(RDX, -1);
    code.restoreExtended(RCX);
    code.copy(RDX, RSI);
    code.bind(general);
    code.loadShort(RAX, RDX, StubLayout.SC_SS);
    code.push(RAX);
    code.push(RDX, StubLayout.SC_RSP);
    code.push(RDX, StubLayout.SC_EFLAGS);
    code.loadShort(RAX, RDX, StubLayout.SC_CS);
    code.push(RAX);
    code.push(RDX, StubLayout.SC_RIP);
    code.load(R8, RDX, StubLayout.SC_R8);
    code.load(R9, RDX, StubLayout.SC_R9);
    code.load(R10, RDX, StubLayout.SC_R10);
    code.load(R11, RDX, StubLayout.SC_R11);
    code.load(R12, RDX, StubLayout.SC_R12);
    code.load(R13, RDX, StubLayout.SC_R13);
    code.load(R14, RDX, StubLayout.SC_R14);
    code.load(R15, RDX, StubLayout.SC_R15);
    code.load(RDI, RDX, StubLayout.SC_RDI);
    code.load(RSI, RDX, StubLayout.SC_RSI);
    code.load(RBP, RDX, StubLayout.SC_RBP);
    code.load(RBX, RDX, StubLayout.SC_RBX);
    code.load(RAX, RDX, StubLayout.SC_RAX);
    code.load(RCX, RDX, StubLayout.SC_RCX);
    code.load(RDX, RDX, StubLayout.SC_RDX);
    code.interruptReturn();
  }
}
