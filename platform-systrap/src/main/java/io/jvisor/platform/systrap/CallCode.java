package io.jvisor.platform.systrap;

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

import io.jvisor.platform.systrap.Assembler.Label;

/**
 * Where calls arrive that come by the gate ({@link StubGate}): stores what a signal would have
 * stored and publishes it.
 *
 * <p>Until the registers are stored only {@code rcx} and {@code r11} may be changed, which a system
 * call changes too, and no flag; the guest's stack cannot be used, for its red zone. The context is
 * found by {@code gs}. Where the guest has set that register itself, the entry's own call
 * instruction is the way.
 */
final class CallCode {
  /** The upper half of any context's address with its bytes reversed, negated. */
  private static final int CONTEXT_HALF =
      -Integer.reverseBytes((int) (StubLayout.CONTEXTS >>> Integer.SIZE));

  private final Assembler code;
  private final int entry;

  CallCode(Assembler code, TrapCode traps) {
    this.code = code;
    code.align();
    entry = code.position();
    Label found = new Label();
    code.readGsBase(RCX);
    code.swapBytes(RCX);
    code.addressInt(RCX, RCX, CONTEXT_HALF);
    code.jumpIfNoCount(found);
    code.address(R11, R11, StubGate.CALL);
    code.jumpTo(R11);

    code.bind(found);
    code.readGsBase(RCX);
    store(StubLayout.SC_RSP, RSP);
    code.address(RSP, RCX, StubLayout.CONTEXT_BYTES);
    code.pushFlags();
    code.pop(RCX, StubLayout.OWN_FRAME + StubLayout.SC_EFLAGS);
    store(StubLayout.SC_RAX, RAX);
    store(StubLayout.SC_RDI, RDI);
    store(StubLayout.SC_RSI, RSI);
    store(StubLayout.SC_RDX, RDX);
    store(StubLayout.SC_R10, R10);
    store(StubLayout.SC_R8, R8);
    store(StubLayout.SC_R9, R9);
    store(StubLayout.SC_R12, R12);
    store(StubLayout.SC_R13, R13);
    store(StubLayout.SC_R14, R14);
    store(StubLayout.SC_R15, R15);
    store(StubLayout.SC_RBP, RBP);
    store(StubLayout.SC_RBX, RBX);
    code.copy(RBX, RCX);
    code.load(RAX, R11, StubGate.RETURN);
    code.store(RBX, StubLayout.OWN_FRAME + StubLayout.SC_RIP, RAX);
    code.store(RBX, StubLayout.OWN_FRAME + StubLayout.SC_RCX, RAX);
    code.address(RAX, R11, StubGate.BEHIND_CALL);
    code.store(RBX, StubLayout.CONTINUE, RAX);
    code.load(RAX, RBX, StubLayout.OWN_FRAME + StubLayout.SC_EFLAGS);
    code.store(RBX, StubLayout.OWN_FRAME + StubLayout.SC_R11, RAX);
    code.address(RDX, RBX, StubLayout.OWN_FRAME);
    code.store(RBX, StubLayout.FRAME, RDX);
    TrapCode.cleanFlags(code, RDX);
    code.moveLong(RAX, GuestFrame.SELECTORS);
    code.store(RBX, StubLayout.OWN_FRAME + StubLayout.SC_CS, RAX);
    code.clear(RAX);
    code.store(RBX, StubLayout.OWN_FRAME + StubLayout.SC_FPSTATE, RAX);
    code.store(RBX, StubLayout.GS_BASE, RBX);
    code.readFsBase();
    code.store(RBX, StubLayout.FS_BASE, RAX);
    // The line that the kernel looks at comes last, and at once: each look takes it away.
    code.load(RCX, RBX, StubLayout.OWN_FRAME + StubLayout.SC_RAX);
    code.load(RDX, RBX, StubLayout.OWN_FRAME + StubLayout.SC_RDX);
    code.store(RBX, StubLayout.CALL_RAX, RCX);
    code.store(RBX, StubLayout.CALL_RDI, RDI);
    code.store(RBX, StubLayout.CALL_RSI, RSI);
    code.store(RBX, StubLayout.CALL_RDX, RDX);
    code.store(RBX, StubLayout.CALL_R10, R10);
    code.store(RBX, StubLayout.CALL_R8, R8);
    code.store(RBX, StubLayout.CALL_R9, R9);
    code.storeInt(RBX, StubLayout.MEANING, StubLayout.CALL);
    code.jump(traps.publish());
  }

  /** Where entries jump to, with the entry's address in {@code r11}. */
  int entry() {
    return entry;
  }

  private void store(int field, int register) {
    code.store(RCX, StubLayout.OWN_FRAME + field, register);
  }
}
