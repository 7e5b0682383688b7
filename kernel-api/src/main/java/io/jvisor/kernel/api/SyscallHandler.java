package io.jvisor.kernel.api;

/**
 * The code of one system call.
 *
 * <p>Arguments arrive as the guest's registers held them; nothing about them can be trusted. The
 * result is the value for {@code rax}: a negative errno between -4095 and -1 is an error, {@link
 * Restart} values ask for a restart. An {@link ErrnoException} is the same as returning its result.
 *
 * <p>The nested interfaces are for handlers that read fewer arguments.
 */
@FunctionalInterface
public interface SyscallHandler {
  /** Runs the call on the calling task's own thread. */
  long call(Task task, long a, long b, long c, long d, long e, long f) throws ErrnoException;

  /** A handler of no arguments. */
  @FunctionalInterface
  interface Of0 {
    long call(Task task) throws ErrnoException;
  }

  /** A handler of one argument. */
  @FunctionalInterface
  interface Of1 {
    long call(Task task, long a) throws ErrnoException;
  }

  /** A handler of two arguments. */
  @FunctionalInterface
  interface Of2 {
    long call(Task task, long a, long b) throws ErrnoException;
  }

  /** A handler of three arguments. */
  @FunctionalInterface
  interface Of3 {
    long call(Task task, long a, long b, long c) throws ErrnoException;
  }

  /** A handler of four arguments. */
  @FunctionalInterface
  interface Of4 {
    long call(Task task, long a, long b, long c, long d) throws ErrnoException;
  }

  /** A handler of five arguments. */
  @FunctionalInterface
  interface Of5 {
    long call(Task task, long a, long b, long c, long d, long e) throws ErrnoException;
  }
}
