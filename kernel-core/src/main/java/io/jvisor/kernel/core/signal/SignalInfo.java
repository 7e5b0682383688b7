package io.jvisor.kernel.core.signal;

import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.api.abi.Signals;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Why a signal was sent: Linux's {@code kernel_siginfo_t}, the first 48 bytes of {@code siginfo_t}
 * ({@code sigaction(2)}). The rest of the guest's 128 bytes is always zero.
 *
 * @param signal {@code si_signo}
 * @param errno {@code si_errno}
 * @param code {@code si_code}
 * @param first the union's bytes 0 to 7: {@code si_pid} and {@code si_uid}, or {@code si_addr}
 * @param second bytes 8 to 15: {@code si_value}, or {@code si_status}
 * @param third bytes 16 to 23: {@code si_utime}
 * @param fourth bytes 24 to 31: {@code si_stime}
 */
public record SignalInfo(
    int signal, int errno, int code, long first, long second, long third, long fourth) {
  /** The size of {@code siginfo_t} in the guest. */
  public static final int BYTES = 128;

  /** The size of the part that the kernel keeps. */
  public static final int KEPT_BYTES = 48;

  public static final int SI_USER = 0;
  public static final int SI_KERNEL = 0x80;
  public static final int SI_QUEUE = -1;
  public static final int SI_TIMER = -2;
  public static final int SI_MESGQ = -3;
  public static final int SI_TKILL = -6;
  public static final int SEGV_MAPERR = 1;
  public static final int SEGV_ACCERR = 2;
  public static final int BUS_ADRERR = 2;
  public static final int CLD_EXITED = 1;
  public static final int CLD_KILLED = 2;
  public static final int CLD_DUMPED = 3;
  public static final int CLD_TRAPPED = 4;
  public static final int CLD_STOPPED = 5;
  public static final int CLD_CONTINUED = 6;
  public static final int SYS_SECCOMP = 1;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  /** Sent by the kernel without a sender: {@code SI_KERNEL}. */
  public static SignalInfo kernel(int signal) {
    return new SignalInfo(signal, 0, SI_KERNEL, 0, 0, 0, 0);
  }

  /** Sent by a process: {@code SI_USER} or {@code SI_TKILL}. */
  public static SignalInfo user(int signal, int code, int pid, int uid) {
    return new SignalInfo(signal, 0, code, pair(pid, uid), 0, 0, 0);
  }

  /** Caused by an access to memory or an instruction. */
  public static SignalInfo fault(int signal, int code, long address) {
    return new SignalInfo(signal, 0, code, address, 0, 0, 0);
  }

  /**
   * The state of a child changed.
   *
   * @param signal usually {@code SIGCHLD}
   * @param code {@code CLD_*}
   * @param status exit status or signal
   * @param userTicks the child's user time, in clock ticks
   * @param systemTicks the child's system time, in clock ticks
   */
  public static SignalInfo child(
      int signal, int code, int pid, int uid, int status, long userTicks, long systemTicks) {
    return new SignalInfo(
        signal, 0, code, pair(pid, uid), status & 0xffffffffL, userTicks, systemTicks);
  }

  /** A timer of {@code timer_create(2)} expired. */
  public static SignalInfo timer(int signal, int timerId, int overrun, long value) {
    return new SignalInfo(signal, 0, SI_TIMER, pair(timerId, overrun), value, 0, 0);
  }

  /** A message came: {@code mq_notify(3)}; {@code pid} and {@code uid} are the sender's. */
  public static SignalInfo message(int signal, int pid, int uid, long value) {
    return new SignalInfo(signal, 0, SI_MESGQ, pair(pid, uid), value, 0, 0);
  }

  /** A descriptor is ready: {@code F_SETSIG}; {@code reason} is {@code POLL_IN} or its kin. */
  public static SignalInfo io(int signal, int reason, long band, int descriptor) {
    return new SignalInfo(signal, 0, reason, band, descriptor & 0xffffffffL, 0, 0);
  }

  /**
   * A filter of {@code seccomp(2)} trapped a call.
   *
   * @param address {@code si_call_addr}: behind the instruction
   * @param number {@code si_syscall}
   * @param data {@code si_errno}: what the filter says besides
   */
  public static SignalInfo filtered(long address, int number, int data) {
    return new SignalInfo(
        Signals.SIGSYS, data, SYS_SECCOMP, address, pair(number, Seccomp.AUDIT_ARCH_X86_64), 0, 0);
  }

  /** As a process gave it to {@code rt_sigqueueinfo(2)}: {@link #KEPT_BYTES} bytes. */
  public static SignalInfo parse(MemorySegment bytes, long offset) {
    return new SignalInfo(
        bytes.get(INT, offset),
        bytes.get(INT, offset + 4),
        bytes.get(INT, offset + 8),
        bytes.get(LONG, offset + 16),
        bytes.get(LONG, offset + 24),
        bytes.get(LONG, offset + 32),
        bytes.get(LONG, offset + 40));
  }

  private static long pair(int low, int high) {
    return (low & 0xffffffffL) | (long) high << 32;
  }

  /** The same for another signal number. */
  public SignalInfo withSignal(int number) {
    return new SignalInfo(number, errno, code, first, second, third, fourth);
  }

  /** The same from a process that the receiver cannot see, where it names one. */
  public SignalInfo withoutSender() {
    return hasSender()
        ? new SignalInfo(signal, errno, code, pair(0, uid()), second, third, fourth)
        : this;
  }

  /** The same with another {@code si_uid}. */
  public SignalInfo withUid(int uid) {
    return new SignalInfo(signal, errno, code, pair(pid(), uid), second, third, fourth);
  }

  /** Whether there are {@code si_pid} and {@code si_uid}: {@code has_si_pid_and_uid()} of Linux. */
  public boolean hasSender() {
    return switch (code) {
      case SI_USER, SI_QUEUE, SI_TKILL, SI_MESGQ -> true;
      case SI_TIMER, SI_KERNEL -> false;
      default -> code < 0 || signal == Signals.SIGCHLD;
    };
  }

  /** {@code si_pid}. */
  public int pid() {
    return (int) first;
  }

  /** {@code si_uid}. */
  public int uid() {
    return (int) (first >>> 32);
  }

  /** {@code si_status}. */
  public int status() {
    return (int) second;
  }

  /** Whether it came from the kernel rather than from a process: {@code SI_FROMKERNEL}. */
  public boolean isFromKernel() {
    return code > 0;
  }

  /** Whether {@link #first} is an address: a fault of the thread itself. */
  public boolean isFault() {
    return code > 0
        && code != SI_KERNEL
        && SignalSets.contains(SignalSets.SYNCHRONOUS, signal)
        && signal != Signals.SIGSYS;
  }

  /** Writes the guest's {@link #BYTES} bytes. */
  public void emit(MemorySegment target, long offset) {
    target.asSlice(offset, BYTES).fill((byte) 0);
    target.set(INT, offset, signal);
    target.set(INT, offset + 4, errno);
    target.set(INT, offset + 8, code);
    target.set(LONG, offset + 16, first);
    target.set(LONG, offset + 24, second);
    target.set(LONG, offset + 32, third);
    target.set(LONG, offset + 40, fourth);
  }
}
