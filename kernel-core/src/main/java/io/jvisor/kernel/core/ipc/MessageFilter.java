package io.jvisor.kernel.core.ipc;

/**
 * Which message {@code msgrcv(2)} takes.
 *
 * @param kind how the number is meant
 * @param number a type, or with {@link Kind#POSITION} the place in the queue
 */
public record MessageFilter(Kind kind, long number) {
  private static final int MSG_EXCEPT = 020000;
  private static final int MSG_COPY = 040000;

  /** How a filter chooses. */
  public enum Kind {
    /** The first one. */
    ANY,
    /** The first of a type. */
    EQUAL,
    /** The first that is of another type. */
    OTHER,
    /** The first of the lowest type that is not above a type. */
    LOWEST,
    /** The one at a place, to be copied: {@code MSG_COPY}. */
    POSITION
  }

  /** The filter that type and flags of {@code msgrcv(2)} ask for. */
  public static MessageFilter of(long type, int flags) {
    if ((flags & MSG_COPY) != 0) {
      return new MessageFilter(Kind.POSITION, type);
    }
    if (type == 0) {
      return new MessageFilter(Kind.ANY, 0);
    }
    if (type < 0) {
      return new MessageFilter(Kind.LOWEST, type == Long.MIN_VALUE ? Long.MAX_VALUE : -type);
    }
    return new MessageFilter((flags & MSG_EXCEPT) != 0 ? Kind.OTHER : Kind.EQUAL, type);
  }

  /** Whether a receiver that waits may be given a message. */
  boolean accepts(long type) {
    return switch (kind) {
      case ANY, POSITION -> true;
      case EQUAL -> type == number;
      case OTHER -> type != number;
      case LOWEST -> type <= number;
    };
  }

  /** The message to take from a queue that begins with this one; null when there is none. */
  IpcMessage find(IpcMessage first) {
    if (kind == Kind.POSITION) {
      return at(first);
    }
    IpcMessage found = null;
    for (IpcMessage message = first; message != null; message = message.next) {
      if (!accepts(message.type)) {
        continue;
      }
      if (kind != Kind.LOWEST || message.type == 1) {
        return found != null && found.type <= message.type ? found : message;
      }
      if (found == null || message.type < found.type) {
        found = message;
      }
    }
    return found;
  }

  private IpcMessage at(IpcMessage first) {
    IpcMessage message = number < 0 ? null : first;
    for (long left = number; message != null && left > 0; left--) {
      message = message.next;
    }
    return message;
  }
}
