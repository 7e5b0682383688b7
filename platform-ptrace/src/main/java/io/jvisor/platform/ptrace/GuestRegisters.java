package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.abi.Registers;

/** Makes guest registers acceptable to the host: what the CPU would refuse is replaced. */
final class GuestRegisters {
  private static final long USER_CS = 0x33;
  private static final long USER_CS_32 = 0x23;
  private static final long USER_DS = 0x2b;
  private static final long PRIVILEGE_MASK = 3;

  /** Flags that user code can set: CF PF AF ZF SF TF DF OF NT RF AC ID. */
  private static final long USER_FLAGS =
      0x1 | 0x4 | 0x10 | 0x40 | 0x80 | 0x100 | 0x400 | 0x800 | 0x4000 | 0x10000 | 0x40000
          | 0x200000;

  /** Interrupts enabled, and the bit that is always one. */
  private static final long FIXED_FLAGS = 0x202;

  private GuestRegisters() {}

  /** Prepares registers for {@code PTRACE_SETREGS}. */
  static void sanitise(Registers registers) {
    registers.origRax(-1); // or the host would apply its own restart of interrupted calls
    registers.eflags((registers.eflags() & USER_FLAGS) | FIXED_FLAGS);
    if (registers.cs() != USER_CS && registers.cs() != USER_CS_32) {
      registers.cs(USER_CS);
    }
    if (registers.ss() != USER_DS) {
      registers.ss(USER_DS);
    }
    // The two lowest bits must ask for user privilege; 0 is the null selector.
    if ((registers.ds() & PRIVILEGE_MASK) != PRIVILEGE_MASK || registers.ds() > 0xffff) {
      registers.ds(0);
    }
    if ((registers.es() & PRIVILEGE_MASK) != PRIVILEGE_MASK || registers.es() > 0xffff) {
      registers.es(0);
    }
    if ((registers.fs() & PRIVILEGE_MASK) != PRIVILEGE_MASK || registers.fs() > 0xffff) {
      registers.fs(0);
    }
    if ((registers.gs() & PRIVILEGE_MASK) != PRIVILEGE_MASK || registers.gs() > 0xffff) {
      registers.gs(0);
    }
  }
}
