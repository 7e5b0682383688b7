package io.jvisor.kernel.api;

/**
 * Results with which an interrupted call asks to be restarted. They never reach the guest: signal
 * delivery turns them into {@code EINTR} or into a second try, as {@code signal(7)} says.
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // stackless, and made once on purpose
public final class Restart {
  /** Restart unless a handler without {@code SA_RESTART} runs: {@code ERESTARTSYS}. */
  public static final long SYS = -512;

  /** Restart always: {@code ERESTARTNOINTR}. */
  public static final long NO_INTR = -513;

  /** Restart only if no handler runs: {@code ERESTARTNOHAND}. */
  public static final long NO_HAND = -514;

  /**
   * Like {@link #NO_HAND}, but what is called again is the task's restart block, which knows how
   * much time is left: {@code ERESTART_RESTARTBLOCK}.
   */
  public static final long BLOCK = -516;

  private static final ErrnoException EXCEPTION = new ErrnoException(Errno.EINTR, SYS);

  /** {@link #SYS} as an exception, for waits deep below the handler; its errno is EINTR. */
  public static ErrnoException exception() {
    return EXCEPTION;
  }

  private Restart() {}
}
