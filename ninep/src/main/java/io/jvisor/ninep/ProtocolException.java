package io.jvisor.ninep;

/**
 * A message that is not what the protocol says: too short, too long, of an unknown type. Without a
 * stack trace, since the other side can cause it at will.
 */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public ProtocolException(String message) {
    super(message, null, false, false);
  }
}
