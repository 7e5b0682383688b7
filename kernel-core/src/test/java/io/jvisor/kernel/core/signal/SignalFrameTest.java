package io.jvisor.kernel.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Signals;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** The frame of {@code arch/x86/include/asm/sigframe.h}, made, taken apart and tampered with. */
class SignalFrameTest {
  private static final long BASE = 0x7000_0000L;
  private static final long SIZE = 0x10000;
  private static final long STACK = BASE + SIZE - 0x100;
  private static final long HANDLER = 0x401000;
  private static final long RESTORER = 0x402000;
  private static final int EXTENDED_BYTES = 832;

  private static final SigAction ACTION =
      new SigAction(HANDLER, SigAction.SA_SIGINFO | SigAction.SA_RESTORER, RESTORER, 0);

  private final ArrayMemory memory = new ArrayMemory(BASE, SIZE);
  private final Registers registers = new Registers();
  private final MemorySegment scratch = Arena.ofAuto().allocate(16384, 64);
  private final MemorySegment extended = Arena.ofAuto().allocate(EXTENDED_BYTES, 64);

  SignalFrameTest() {
    registers.rsp(STACK);
    registers.rip(0x400123);
    registers.rbx(0xb);
    registers.r15(0xf);
    registers.rax(-4);
    registers.eflags(0x246 | 0x400);
    extended.set(ValueLayout.JAVA_LONG, 464, 7); // the components the CPU has
    extended.set(ValueLayout.JAVA_LONG, 512, 7); // the components in use
    extended.set(ValueLayout.JAVA_BYTE, 600, (byte) 0x5a);
  }

  private boolean push(SigAction action, AlternateStack stack) {
    return SignalFrame.push(
        memory,
        registers,
        scratch,
        extended,
        action,
        SignalInfo.fault(Signals.SIGSEGV, SignalInfo.SEGV_ACCERR, 0xdead),
        new SignalFrame.State(0x11, stack, 14, 6, 0xdead));
  }

  private SignalFrame.Restored pop(SignalFrame.ExtendedStateLoader loader) {
    registers.rsp(registers.rsp() + 8); // the handler's return
    return SignalFrame.pop(memory, registers, scratch, EXTENDED_BYTES, loader);
  }

  @Test
  void handlerStartsAsTheAbiSays() throws ErrnoException {
    assertTrue(push(ACTION, AlternateStack.NONE));
    long frame = registers.rsp();
    assertEquals(8, frame & 15, "as after a call: 16-byte aligned but for the return address");
    assertTrue(frame + SignalFrame.BYTES <= STACK - 128, "the red zone is left alone");
    assertEquals(RESTORER, memory.readLong(frame));
    assertEquals(HANDLER, registers.rip());
    assertEquals(Signals.SIGSEGV, registers.rdi());
    assertEquals(Signals.SIGSEGV, memory.readInt(registers.rsi()));
    assertEquals(0xdead, memory.readLong(registers.rsi() + 16));
    assertEquals(7, memory.readLong(registers.rdx()), "uc_flags");
    assertEquals(0, registers.rax());
    assertEquals(0, registers.eflags() & 0x400, "the direction flag is clear");
  }

  @Test
  void returnRestoresEverything() {
    assertTrue(push(ACTION, AlternateStack.NONE));
    MemorySegment loaded = Arena.ofAuto().allocate(EXTENDED_BYTES, 64);
    registers.rbx(0);
    registers.r15(0);
    SignalFrame.Restored restored =
        pop(
            area -> {
              loaded.copyFrom(area);
              return true;
            });
    assertEquals(0x11, restored.mask());
    assertEquals(STACK, registers.rsp());
    assertEquals(0x400123, registers.rip());
    assertEquals(0xb, registers.rbx());
    assertEquals(0xf, registers.r15());
    assertEquals(-4, registers.rax());
    assertEquals(0x400, registers.eflags() & 0x400);
    assertEquals(7, loaded.get(ValueLayout.JAVA_LONG, 512));
    assertEquals(0x5a, loaded.get(ValueLayout.JAVA_BYTE, 600));
  }

  @Test
  void extendedStateCarriesItsSize() throws ErrnoException {
    assertTrue(push(ACTION, AlternateStack.NONE));
    long state = memory.readLong(registers.rdx() + 40 + 184);
    assertEquals(0, state & 63);
    assertEquals(0x46505853, memory.readInt(state + 464));
    assertEquals(EXTENDED_BYTES + 4, memory.readInt(state + 468));
    assertEquals(7, memory.readLong(state + 472));
    assertEquals(EXTENDED_BYTES, memory.readInt(state + 480));
    assertEquals(0x46505845, memory.readInt(state + EXTENDED_BYTES));
  }

  @Test
  void tamperedSizeFallsBackToTheLegacyState() throws ErrnoException {
    assertTrue(push(ACTION, AlternateStack.NONE));
    long state = memory.readLong(registers.rdx() + 40 + 184);
    memory.writeInt(state + 480, Integer.MAX_VALUE);
    long[] components = new long[1];
    assertNotNull(
        pop(
            area -> {
              components[0] = area.get(ValueLayout.JAVA_LONG, 512);
              return true;
            }));
    assertEquals(3, components[0], "x87 and SSE only");
  }

  @Test
  void privilegedFlagsCannotBeForged() throws ErrnoException {
    assertTrue(push(ACTION, AlternateStack.NONE));
    memory.writeLong(registers.rdx() + 40 + 136, -1L);
    registers.eflags(0x202);
    assertNotNull(pop(area -> true));
    assertEquals(0x202 | 0x50dd5, registers.eflags());
  }

  @Test
  void frameOutsideOfMemoryIsRefused() {
    registers.rsp(8);
    assertNull(SignalFrame.pop(memory, registers, scratch, EXTENDED_BYTES, area -> true));
    registers.rsp(BASE + 64);
    assertFalse(push(ACTION, AlternateStack.NONE));
  }

  @Test
  void actionWithoutRestorerIsRefused() {
    assertFalse(push(new SigAction(HANDLER, SigAction.SA_SIGINFO, 0, 0), AlternateStack.NONE));
  }

  @Test
  void alternateStackIsEnteredAtItsTop() {
    AlternateStack stack = new AlternateStack(BASE, 0, 8192);
    SigAction onStack =
        new SigAction(HANDLER, SigAction.SA_ONSTACK | SigAction.SA_RESTORER, RESTORER, 0);
    assertTrue(push(onStack, stack));
    assertTrue(stack.contains(registers.rsp()));
    assertTrue(stack.isOn(registers.rsp()));
  }

  @Test
  void alternateStackThatIsTooSmallIsRefused() {
    SigAction onStack =
        new SigAction(HANDLER, SigAction.SA_ONSTACK | SigAction.SA_RESTORER, RESTORER, 0);
    assertFalse(push(onStack, new AlternateStack(BASE + 0x4000, 0, 512)));
  }
}
