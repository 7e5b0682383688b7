package io.jvisor.kernel.core.signal;

import io.jvisor.kernel.api.abi.Signals;

/** Sets of signals as the guest writes them: signal {@code n} is bit {@code n - 1}. */
public final class SignalSets {
  /** {@code SIGKILL} and {@code SIGSTOP}, which nothing blocks. */
  public static final long UNBLOCKABLE = bit(Signals.SIGKILL) | bit(Signals.SIGSTOP);

  /** Signals whose default action stops the process. */
  public static final long STOP =
      bit(Signals.SIGSTOP) | bit(Signals.SIGTSTP) | bit(Signals.SIGTTIN) | bit(Signals.SIGTTOU);

  /** Signals that an instruction of the thread itself causes; they are delivered first. */
  public static final long SYNCHRONOUS =
      bit(Signals.SIGSEGV)
          | bit(Signals.SIGBUS)
          | bit(Signals.SIGILL)
          | bit(Signals.SIGTRAP)
          | bit(Signals.SIGFPE)
          | bit(Signals.SIGSYS);

  /** Signals whose default action is to do nothing. */
  public static final long IGNORED_BY_DEFAULT =
      bit(Signals.SIGCONT) | bit(Signals.SIGCHLD) | bit(Signals.SIGWINCH) | bit(Signals.SIGURG);

  /** Signals whose default action dumps core. */
  public static final long CORE =
      SYNCHRONOUS
          | bit(Signals.SIGQUIT)
          | bit(Signals.SIGABRT)
          | bit(Signals.SIGXCPU)
          | bit(Signals.SIGXFSZ);

  private SignalSets() {}

  /** The set of one signal. */
  public static long bit(int signal) {
    return 1L << (signal - 1);
  }

  /** Whether a signal is a member. */
  public static boolean contains(long set, int signal) {
    return (set & bit(signal)) != 0;
  }

  /** Whether a number names a signal. */
  public static boolean isValid(long signal) {
    return signal >= 1 && signal <= Signals.LAST;
  }

  /** The lowest member of a set that is not empty. */
  public static int lowest(long set) {
    return Long.numberOfTrailingZeros(set) + 1;
  }
}
