package io.jvisor.kernel.core;

/** How a process ended, encoded as {@code wait(2)} tells it. */
public final class WaitStatus {
  /** The bit that says that a core would have been dumped. */
  public static final int CORE = 0x80;

  /** What {@code wait(2)} tells of a process that was continued. */
  public static final int CONTINUED = 0xffff;

  private WaitStatus() {}

  /** The process called {@code exit} with a status, of which 8 bits count. */
  public static int exited(int status) {
    return (status & 0xff) << 8;
  }

  /** A signal ended the process. */
  public static int signaled(int signal, boolean core) {
    return (signal & 0x7f) | (core ? CORE : 0);
  }

  /** A signal stopped the process. */
  public static int stopped(int signal) {
    return (signal & 0xff) << 8 | 0x7f;
  }

  /** Whether the process ended by itself: {@code WIFEXITED}. */
  public static boolean isExited(int waitStatus) {
    return (waitStatus & 0x7f) == 0;
  }

  /** {@code WEXITSTATUS}. */
  public static int exitStatus(int waitStatus) {
    return waitStatus >> 8 & 0xff;
  }

  /** Whether a signal ended the process: {@code WIFSIGNALED}. */
  public static boolean isSignaled(int waitStatus) {
    int low = waitStatus & 0x7f;
    return low != 0 && low != 0x7f;
  }

  /** {@code WTERMSIG}. */
  public static int signal(int waitStatus) {
    return waitStatus & 0x7f;
  }

  /** What a shell makes of it: the status, or 128 and the signal. */
  public static int shellStatus(int waitStatus) {
    return isSignaled(waitStatus) ? 128 + signal(waitStatus) : exitStatus(waitStatus);
  }
}
