package io.jvisor.vfs.mqueue;

/** The files of {@code /proc/sys/fs/mqueue}. Any thread. */
public final class MqueueLimits {
  private volatile int queues = 256;
  private volatile int mostMessages = 10;
  private volatile int mostBytes = 8192;
  private volatile int defaultMessages = 10;
  private volatile int defaultBytes = 8192;

  MqueueLimits() {}

  /** {@code queues_max}. */
  public int queues() {
    return queues;
  }

  /** Sets {@code queues_max}. */
  public void setQueues(int number) {
    queues = number;
  }

  /** {@code msg_max}: messages of a queue. */
  public int mostMessages() {
    return mostMessages;
  }

  /** Sets {@code msg_max}. */
  public void setMostMessages(int number) {
    mostMessages = number;
  }

  /** {@code msgsize_max}: bytes of a message. */
  public int mostBytes() {
    return mostBytes;
  }

  /** Sets {@code msgsize_max}. */
  public void setMostBytes(int number) {
    mostBytes = number;
  }

  /** {@code msg_default}. */
  public int defaultMessages() {
    return defaultMessages;
  }

  /** Sets {@code msg_default}. */
  public void setDefaultMessages(int number) {
    defaultMessages = number;
  }

  /** {@code msgsize_default}. */
  public int defaultBytes() {
    return defaultBytes;
  }

  /** Sets {@code msgsize_default}. */
  public void setDefaultBytes(int number) {
    defaultBytes = number;
  }

  /** What a queue is made with when nobody says how large it is to be. */
  MqueueAttributes defaults() {
    return new MqueueAttributes(
        Math.min(mostMessages, defaultMessages), Math.min(mostBytes, defaultBytes));
  }
}
