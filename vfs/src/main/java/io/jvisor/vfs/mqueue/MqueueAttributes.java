package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;

/**
 * How large a queue is: {@code mq_attr}.
 *
 * @param messages {@code mq_maxmsg}
 * @param size {@code mq_msgsize}, bytes
 */
public record MqueueAttributes(long messages, long size) {
  /** {@code HARD_MSGMAX}. */
  static final int MOST_MESSAGES = 65_536;

  /** {@code HARD_MSGSIZEMAX}. */
  static final int MOST_BYTES = 16 << 20;

  /** What Linux counts for a message, and for a priority, against {@code RLIMIT_MSGQUEUE}. */
  private static final int MESSAGE_COST = 48;

  private static final int PRIORITY_COST = 48;

  /**
   * Refuses what the limits do not allow: {@code EINVAL}.
   *
   * @param free whether only the hard limits hold
   */
  void check(boolean free, MqueueLimits limits) throws ErrnoException {
    long mostMessages = free ? MOST_MESSAGES : limits.mostMessages();
    long mostBytes = free ? MOST_BYTES : limits.mostBytes();
    if (messages <= 0 || size <= 0 || messages > mostMessages || size > mostBytes) {
      throw Errno.EINVAL.exception();
    }
  }

  /** Bytes that a full queue counts against {@code RLIMIT_MSGQUEUE}: {@code getrlimit(2)}. */
  long cost() {
    return messages * (size + MESSAGE_COST) + Math.min(messages, Mqueue.PRIORITIES) * PRIORITY_COST;
  }
}
