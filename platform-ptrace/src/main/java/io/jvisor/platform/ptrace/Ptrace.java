package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.host.HostCall;

/** Numbers of {@code ptrace(2)} and {@code wait(2)}, and the calls themselves. */
final class Ptrace {
  static final int PEEKUSER = 3;
  static final int POKEUSER = 6;
  static final int CONT = 7;
  static final int GETREGS = 12;
  static final int SETREGS = 13;
  static final int DETACH = 17;
  static final int SYSEMU = 31;
  static final int GETSIGINFO = 0x4202;
  static final int GETREGSET = 0x4204;
  static final int SETREGSET = 0x4205;
  static final int SEIZE = 0x4206;
  static final int INTERRUPT = 0x4207;

  static final int GET_SYSCALL_INFO = 0x420e;

  /** The general registers, as {@code struct user_regs_struct}. */
  static final int NT_PRSTATUS = 1;

  /** The extended state, as an {@code XSAVE} area in standard format. */
  static final int NT_X86_XSTATE = 0x202;

  /** The stop of a tracee that was seized: interrupted, born, or stopped as a group. */
  static final int EVENT_STOP = 128;

  static final int EVENT_SECCOMP = 7;

  private static final int O_TRACESYSGOOD = 1;
  private static final int O_TRACESECCOMP = 1 << EVENT_SECCOMP;
  private static final int O_EXITKILL = 1 << 20;

  /** What every tracee has: it dies with its tracer, and call stops are told from traps. */
  static final int OPTIONS = O_TRACESYSGOOD | O_TRACESECCOMP | O_EXITKILL;

  /** How {@code wait4} marks a signal number that means a stop for a system call. */
  static final int SYSCALL_STOP = 0x80;

  private static final long WAIT_ALL_KINDS = 0x4000_0000L; // __WALL
  private static final long WAIT_THIS_THREAD = 0x2000_0000L; // __WNOTHREAD

  private static final long EINTR = -4;

  private Ptrace() {}

  static long request(int request, int tid, long address, long data) {
    return HostCall.call(SyscallNumbers.PTRACE, request, tid, address, data, 0);
  }

  /**
   * Waits for the next stop or the end of a tracee of the calling thread.
   *
   * @param status the address of an int
   * @return the tid or a negative errno
   */
  static long await(int tid, long status) {
    for (; ; ) {
      long result =
          HostCall.call(SyscallNumbers.WAIT4, tid, status, WAIT_ALL_KINDS | WAIT_THIS_THREAD, 0, 0);
      if (result != EINTR) { // the virtual machine uses signals of its own
        return result;
      }
    }
  }

  /** Whether a status is that of a stop rather than of an end. */
  static boolean isStop(int status) {
    return (status & 0xff) == 0x7f;
  }

  /** The signal of a stop; {@link #SYSCALL_STOP} is part of it. */
  static int stopSignal(int status) {
    return status >> 8 & 0xff;
  }

  /** The event of a stop, or 0. */
  static int stopEvent(int status) {
    return status >> 16 & 0xff;
  }
}
