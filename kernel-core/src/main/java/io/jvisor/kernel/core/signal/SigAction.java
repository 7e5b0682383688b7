package io.jvisor.kernel.core.signal;

/**
 * What is to be done about a signal: {@code struct kernel_sigaction} on x86-64.
 *
 * @param handler an address, {@link #SIG_DFL} or {@link #SIG_IGN}
 * @param flags {@code SA_*}
 * @param restorer where the handler returns to
 * @param mask what is blocked while the handler runs
 */
public record SigAction(long handler, long flags, long restorer, long mask) {
  public static final long SIG_DFL = 0;
  public static final long SIG_IGN = 1;

  public static final long SA_NOCLDSTOP = 1;
  public static final long SA_NOCLDWAIT = 2;
  public static final long SA_SIGINFO = 4;
  public static final long SA_UNSUPPORTED = 0x400;
  public static final long SA_EXPOSE_TAGBITS = 0x800;
  public static final long SA_RESTORER = 0x04000000;
  public static final long SA_ONSTACK = 0x08000000;
  public static final long SA_RESTART = 0x10000000;
  public static final long SA_NODEFER = 0x40000000;
  public static final long SA_RESETHAND = 0x80000000L;

  /** The flags that the kernel knows; it drops the others. */
  public static final long KNOWN_FLAGS =
      SA_NOCLDSTOP
          | SA_NOCLDWAIT
          | SA_SIGINFO
          | SA_EXPOSE_TAGBITS
          | SA_RESTORER
          | SA_ONSTACK
          | SA_RESTART
          | SA_NODEFER
          | SA_RESETHAND;

  /** The default action. */
  public static final SigAction DEFAULT = new SigAction(SIG_DFL, 0, 0, 0);

  /** Whether a flag is set. */
  public boolean has(long flag) {
    return (flags & flag) != 0;
  }

  /** Whether a function of the guest is to be called. */
  public boolean isHandled() {
    return handler != SIG_DFL && handler != SIG_IGN;
  }

  /** Whether the signal has no effect. */
  public boolean isIgnored(int signal) {
    return handler == SIG_IGN
        || (handler == SIG_DFL && SignalSets.contains(SignalSets.IGNORED_BY_DEFAULT, signal));
  }
}
