package io.jvisor.kernel.api.socket;

import io.jvisor.kernel.api.Task;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * The options of {@code SOL_SOCKET} that are values and no more: {@code socket(7)}. What an option
 * means is the family's affair, which is told of a change with {@link Socket#optionsChanged}.
 *
 * <p>Written by {@code setsockopt(2)} and read by whoever uses the socket, without a lock.
 */
public final class SocketOptions {
  /** {@code net.core.wmem_default} and {@code rmem_default}. */
  public static final int DEFAULT_BUFFER = 212_992;

  /** {@code net.core.wmem_max} and {@code rmem_max}: half of what can be had. */
  public static final int MAX_BUFFER = 212_992;

  /** {@code net.core.somaxconn}: the most that {@code listen(2)} lets wait. */
  public static final int MAX_BACKLOG = 4096;

  /** {@code SOCK_MIN_SNDBUF}. */
  public static final int MIN_SEND_BUFFER = 4608;

  /** {@code SOCK_MIN_RCVBUF}. */
  public static final int MIN_RECEIVE_BUFFER = 2304;

  /** Options that are on or off. */
  public enum Flag {
    DEBUG,
    REUSE_ADDRESS,
    REUSE_PORT,
    DONT_ROUTE,
    BROADCAST,
    KEEP_ALIVE,
    OOB_INLINE,
    NO_CHECK,
    PASS_CREDENTIALS,
    PASS_PIDFD,
    PASS_SECURITY,
    TIMESTAMP,
    TIMESTAMP_NS,
    RECEIVE_OVERFLOW,
    LINGER,
  }

  private static final AtomicIntegerFieldUpdater<SocketOptions> FLAGS =
      AtomicIntegerFieldUpdater.newUpdater(SocketOptions.class, "flags");

  /** A bit for each {@link Flag}, by ordinal. */
  private volatile int flags;

  private volatile int sendBuffer = DEFAULT_BUFFER;
  private volatile int receiveBuffer = DEFAULT_BUFFER;
  private volatile int receiveLowWater = 1;
  private volatile int priority;
  private volatile int mark;
  private volatile int lingerSeconds;
  private volatile long readTimeout = Task.FOREVER;
  private volatile long writeTimeout = Task.FOREVER;

  /** Whether an option is on. */
  public boolean has(Flag flag) {
    return (flags & 1 << flag.ordinal()) != 0;
  }

  /** Turns an option on or off. */
  public void set(Flag flag, boolean on) {
    int bit = 1 << flag.ordinal();
    int old;
    do {
      old = flags;
    } while (!FLAGS.compareAndSet(this, old, on ? old | bit : old & ~bit));
  }

  /** {@code SO_SNDBUF} as {@code getsockopt} tells it: twice what was asked for. */
  public int sendBuffer() {
    return sendBuffer;
  }

  /** Sets what {@link #sendBuffer} tells; bounds are the caller's affair. */
  public void setSendBuffer(int bytes) {
    sendBuffer = bytes;
  }

  /** {@code SO_RCVBUF} as {@code getsockopt} tells it: twice what was asked for. */
  public int receiveBuffer() {
    return receiveBuffer;
  }

  /** Sets what {@link #receiveBuffer} tells; bounds are the caller's affair. */
  public void setReceiveBuffer(int bytes) {
    receiveBuffer = bytes;
  }

  /** {@code SO_RCVLOWAT}: at least 1. */
  public int receiveLowWater() {
    return receiveLowWater;
  }

  /** Sets {@code SO_RCVLOWAT}. */
  public void setReceiveLowWater(int bytes) {
    receiveLowWater = bytes;
  }

  /** {@code SO_PRIORITY}. */
  public int priority() {
    return priority;
  }

  /** Sets {@code SO_PRIORITY}. */
  public void setPriority(int value) {
    priority = value;
  }

  /** {@code SO_MARK}. */
  public int mark() {
    return mark;
  }

  /** Sets {@code SO_MARK}. */
  public void setMark(int value) {
    mark = value;
  }

  /** {@code l_linger}, in seconds. */
  public int lingerSeconds() {
    return lingerSeconds;
  }

  /** Sets {@code l_linger}. */
  public void setLingerSeconds(int seconds) {
    lingerSeconds = seconds;
  }

  /** {@code SO_RCVTIMEO} in nanoseconds, {@link Task#FOREVER} for none. */
  public long readTimeout() {
    return readTimeout;
  }

  /** Sets {@code SO_RCVTIMEO}. */
  public void setReadTimeout(long nanos) {
    readTimeout = nanos;
  }

  /** {@code SO_SNDTIMEO} in nanoseconds, {@link Task#FOREVER} for none. */
  public long writeTimeout() {
    return writeTimeout;
  }

  /** Sets {@code SO_SNDTIMEO}. */
  public void setWriteTimeout(long nanos) {
    writeTimeout = nanos;
  }
}
