package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.platform.spi.host.BpfProgram;
import io.jvisor.platform.spi.placement.Cpus;

/**
 * One thread of a stub process, stopped except while it runs a call or guest code. Owned by the
 * thread that attached it: ptrace obeys no other.
 */
final class Tracee {
  /** What an injected call gives when the tracee died over it. */
  static final long GONE = Errno.ESRCH.result();

  /** {@code __USER_CS} and {@code __USER_DS} of {@code arch/x86/include/asm/segment.h}. */
  private static final long USER_CS = 0x33;

  private static final long USER_DS = 0x2b;

  /** Interrupts enabled, and the bit that is always one. */
  private static final long EFLAGS = 0x202;

  /**
   * How much of the registers an injected call replaces: all before {@code fs_base}, so that the
   * guest's segments stay.
   */
  static final long GENERAL_BYTES = 21 * 8;

  private static final long RAX_OFFSET = 80;
  private static final long ORIG_RAX_OFFSET = 120;

  final int tgid;
  final int tid;
  private final Scratch scratch;

  /** Whether the tracee has ended and was waited for. */
  private boolean gone;

  /** The CPU that {@link #follow} pinned the thread to, or a negative number. */
  private int cpu = -1;

  Tracee(int tgid, int tid, Scratch scratch) {
    this.tgid = tgid;
    this.tid = tid;
    this.scratch = scratch;
  }

  /** Attaches a running thread and stops it. */
  boolean seize() {
    return Ptrace.request(Ptrace.SEIZE, tid, 0, Ptrace.OPTIONS) >= 0
        && Ptrace.request(Ptrace.INTERRUPT, tid, 0, 0) >= 0
        && awaitStop();
  }

  /** Keeps the stopped thread on a CPU from now on. */
  void follow(Cpus cpus, int wanted) {
    if (wanted != cpu) {
      cpu = wanted;
      cpus.pin(tid, wanted);
    }
  }

  boolean isGone() {
    return gone;
  }

  /**
   * Waits for the next stop.
   *
   * @return false when the tracee ended instead
   */
  boolean awaitStop() {
    long result = Ptrace.await(tid, scratch.statusAddress());
    if (result < 0 || !Ptrace.isStop(scratch.status())) {
      gone = true;
      return false;
    }
    return true;
  }

  /** The status of the last stop, as {@code wait(2)} gives it. */
  int status() {
    return scratch.status();
  }

  /** Whether a call stop is that of a 64-bit call. */
  boolean isNativeCall() {
    return Ptrace.request(Ptrace.GET_SYSCALL_INFO, tid, Scratch.INFO_BYTES, scratch.infoAddress())
            >= 0
        && scratch.callArchitecture() == BpfProgram.AUDIT_ARCH_X86_64;
  }

  /**
   * At the filter's stop: lets the host leave its emulation without doing anything, and stops
   * before guest code runs again. The registers are those of the host's way out.
   */
  boolean skipVsyscall() {
    if (Ptrace.request(Ptrace.POKEUSER, tid, ORIG_RAX_OFFSET, -1) < 0
        || Ptrace.request(Ptrace.INTERRUPT, tid, 0, 0) < 0) {
      return false;
    }
    do {
      if (Ptrace.request(Ptrace.SYSEMU, tid, 0, 0) < 0 || !awaitStop()) {
        return false;
      }
    } while (Ptrace.stopEvent(scratch.status()) != Ptrace.EVENT_STOP);
    return true;
  }

  /**
   * Makes the tracee call the host's kernel from the stub's page. The registers before {@code
   * fs_base} are lost.
   *
   * @return the result, a negative errno, or {@link #GONE}
   */
  long call(int number, long a, long b, long c, long d, long e, long f) {
    return call(StubImage.BASE + StubImage.CALL, number, a, b, c, d, e, f);
  }

  /** As the other, with a chosen {@code syscall} instruction. */
  long call(long site, int number, long a, long b, long c, long d, long e, long f) {
    Registers registers = scratch.registers;
    registers.rax(number);
    registers.rdi(a);
    registers.rsi(b);
    registers.rdx(c);
    registers.r10(d);
    registers.r8(e);
    registers.r9(f);
    return run(site);
  }

  /**
   * Makes the tracee work through its {@link ChangeList}. The registers before {@code fs_base} are
   * lost.
   *
   * @param end the address after the list
   * @param flags for the mappings
   * @param descriptor of the memory file, in the stub
   * @return a negative errno of the change that failed, {@link #GONE}, or any other number
   */
  long change(long end, int flags, int descriptor) {
    Registers registers = scratch.registers;
    registers.rbx(StubImage.LIST);
    registers.rbp(end);
    registers.r10(flags);
    registers.r8(descriptor);
    return run(StubImage.BASE + StubImage.CHANGE);
  }

  /** Runs code of the stub up to its {@code int3}. Returns its {@code rax}, or {@link #GONE}. */
  private long run(long site) {
    if (!setStubRegisters(site) || Ptrace.request(Ptrace.CONT, tid, 0, 0) < 0) {
      gone = true;
      return GONE;
    }
    for (; ; ) {
      if (!awaitStop()) {
        return GONE;
      }
      if (Ptrace.stopSignal(scratch.status()) == Signals.SIGTRAP
          && Ptrace.stopEvent(scratch.status()) == 0) {
        break;
      }
      // A signal that came from outside, such as an interruption: dropped, the context's state
      // remembers it.
      if (Ptrace.request(Ptrace.CONT, tid, 0, 0) < 0) {
        gone = true;
        return GONE;
      }
    }
    if (Ptrace.request(Ptrace.PEEKUSER, tid, RAX_OFFSET, scratch.wordAddress()) < 0) {
      gone = true;
      return GONE;
    }
    return scratch.word();
  }

  /**
   * Lets the thread go to the loop in which nobody traces it.
   *
   * @return false when it ended
   */
  boolean detachParked() {
    return detachAt(StubImage.BASE + StubImage.PARK);
  }

  /** Lets the thread end by itself. */
  void detachToExit() {
    scratch.registers.rax(io.jvisor.kernel.api.abi.SyscallNumbers.EXIT);
    scratch.registers.rdi(0);
    detachAt(StubImage.BASE + StubImage.CALL);
  }

  private boolean detachAt(long address) {
    boolean detached = setStubRegisters(address) && Ptrace.request(Ptrace.DETACH, tid, 0, 0) >= 0;
    gone = true;
    return detached;
  }

  private boolean setStubRegisters(long rip) {
    Registers registers = scratch.registers;
    registers.origRax(-1);
    registers.rip(rip);
    registers.cs(USER_CS);
    registers.eflags(EFLAGS);
    registers.rsp(0);
    registers.ss(USER_DS);
    return Ptrace.request(
            Ptrace.SETREGSET,
            tid,
            Ptrace.NT_PRSTATUS,
            scratch.vector(scratch.put(registers), GENERAL_BYTES))
        >= 0;
  }
}
