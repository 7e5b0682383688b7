package io.jvisor.launcher;

/**
 * Something that the user can put right: told in one line, without a stack trace. The message has
 * one char a byte.
 */
public final class UserError extends Exception {
  private static final long serialVersionUID = 1L;

  /** The status of {@code jvisor} for a bad option, configuration or bundle. */
  public static final int USAGE = 2;

  /** The status of {@code jvisor} when it failed itself, as {@code env(1)} has it. */
  public static final int FAILED = 125;

  /** The status when the program is there and cannot be executed. */
  public static final int NOT_EXECUTABLE = 126;

  /** The status when there is no such program. */
  public static final int NOT_FOUND = 127;

  private final int status;

  /** An error that ends jvisor with a status. */
  public UserError(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  /** A mistake in what the user wrote. */
  public static UserError usage(String message) {
    return new UserError(USAGE, message);
  }

  /** The exit status of jvisor. */
  public int status() {
    return status;
  }
}
