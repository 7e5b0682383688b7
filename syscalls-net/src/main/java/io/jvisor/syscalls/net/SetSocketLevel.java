package io.jvisor.syscalls.net;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AddressFamily;
import io.jvisor.kernel.api.abi.SocketOption;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.api.socket.SocketOptions;
import io.jvisor.kernel.api.socket.SocketOptions.Flag;

/** Setting what every socket has: level {@code SOL_SOCKET} of {@code setsockopt(2)}. */
final class SetSocketLevel {
  private static final long NANOS = 1_000_000_000L;
  private static final long MICROS = 1_000_000L;
  private static final int TIMEVAL_BYTES = 16;
  private static final int LINGER_BYTES = 8;

  /** The highest {@code SO_PRIORITY} without a privilege. */
  private static final int PLAIN_PRIORITY = 6;

  /** What {@code SO_SNDBUFFORCE} is bounded by, which Linux leaves to the machine's memory. */
  private static final int MOST_FORCED = 4 << 20;

  private SetSocketLevel() {}

  static void set(Task task, Socket socket, int name, long address, int length)
      throws ErrnoException {
    if (length < Integer.BYTES) {
      throw Errno.EINVAL.exception();
    }
    int value = task.memory().readInt(address);
    SocketOptions options = socket.options();
    Credentials credentials = task.credentials();
    Flag flag = flag(name);
    if (flag != null) {
      checkFlag(socket, credentials, flag, value != 0);
      setFlag(options, flag, value != 0);
      socket.optionsChanged();
      return;
    }
    switch (name) {
      case SocketOption.SO_SNDBUF -> setSendBuffer(options, value, SocketOptions.MAX_BUFFER);
      case SocketOption.SO_RCVBUF -> setReceiveBuffer(options, value, SocketOptions.MAX_BUFFER);
      case SocketOption.SO_SNDBUFFORCE -> {
        check(credentials.has(Capability.NET_ADMIN));
        setSendBuffer(options, Math.max(0, value), MOST_FORCED);
      }
      case SocketOption.SO_RCVBUFFORCE -> {
        check(credentials.has(Capability.NET_ADMIN));
        setReceiveBuffer(options, Math.max(0, value), MOST_FORCED);
      }
      case SocketOption.SO_RCVLOWAT ->
          options.setReceiveLowWater(value < 0 ? Integer.MAX_VALUE : Math.max(1, value));
      case SocketOption.SO_PRIORITY -> {
        check((value >= 0 && value <= PLAIN_PRIORITY) || mayMark(credentials));
        options.setPriority(value);
      }
      case SocketOption.SO_MARK -> {
        check(mayMark(credentials));
        options.setMark(value);
      }
      case SocketOption.SO_LINGER -> setLinger(task, options, address, length);
      case SocketOption.SO_RCVTIMEO, SocketOption.SO_RCVTIMEO_NEW ->
          options.setReadTimeout(timeout(task, address, length));
      case SocketOption.SO_SNDTIMEO, SocketOption.SO_SNDTIMEO_NEW ->
          options.setWriteTimeout(timeout(task, address, length));
      case SocketOption.SO_PEEK_OFF -> socket.setPeekOffset(value);
      case SocketOption.SO_BSDCOMPAT -> {} // obsolete, and without effect on Linux
      case SocketOption.SO_DETACH_FILTER -> throw Errno.ENOENT.exception();
      default -> throw Errno.ENOPROTOOPT.exception();
    }
    socket.optionsChanged();
  }

  private static void check(boolean privileged) throws ErrnoException {
    if (!privileged) {
      throw Errno.EPERM.exception();
    }
  }

  private static boolean mayMark(Credentials credentials) {
    return credentials.has(Capability.NET_RAW) || credentials.has(Capability.NET_ADMIN);
  }

  /** The option that is on or off, or null. */
  static Flag flag(int name) {
    return switch (name) {
      case SocketOption.SO_DEBUG -> Flag.DEBUG;
      case SocketOption.SO_REUSEADDR -> Flag.REUSE_ADDRESS;
      case SocketOption.SO_REUSEPORT -> Flag.REUSE_PORT;
      case SocketOption.SO_DONTROUTE -> Flag.DONT_ROUTE;
      case SocketOption.SO_BROADCAST -> Flag.BROADCAST;
      case SocketOption.SO_KEEPALIVE -> Flag.KEEP_ALIVE;
      case SocketOption.SO_OOBINLINE -> Flag.OOB_INLINE;
      case SocketOption.SO_NO_CHECK -> Flag.NO_CHECK;
      case SocketOption.SO_PASSCRED -> Flag.PASS_CREDENTIALS;
      case SocketOption.SO_PASSPIDFD -> Flag.PASS_PIDFD;
      case SocketOption.SO_PASSSEC -> Flag.PASS_SECURITY;
      case SocketOption.SO_TIMESTAMP, SocketOption.SO_TIMESTAMP_NEW -> Flag.TIMESTAMP;
      case SocketOption.SO_TIMESTAMPNS, SocketOption.SO_TIMESTAMPNS_NEW -> Flag.TIMESTAMP_NS;
      case SocketOption.SO_RXQ_OVFL -> Flag.RECEIVE_OVERFLOW;
      default -> null;
    };
  }

  private static void checkFlag(Socket socket, Credentials credentials, Flag flag, boolean on)
      throws ErrnoException {
    boolean internet =
        socket.domain() == AddressFamily.AF_INET || socket.domain() == AddressFamily.AF_INET6;
    if (flag == Flag.DEBUG && on && !credentials.has(Capability.NET_ADMIN)) {
      throw Errno.EACCES.exception();
    }
    if (flag == Flag.REUSE_PORT && on && !internet) {
      throw Errno.EOPNOTSUPP.exception();
    }
    if (flag == Flag.PASS_CREDENTIALS
        && socket.domain() != AddressFamily.AF_UNIX
        && socket.domain() != AddressFamily.AF_NETLINK) {
      throw Errno.EOPNOTSUPP.exception();
    }
    if (flag == Flag.PASS_PIDFD && socket.domain() != AddressFamily.AF_UNIX) {
      throw Errno.EOPNOTSUPP.exception();
    }
  }

  /** The two ways to stamp messages exclude each other. */
  private static void setFlag(SocketOptions options, Flag flag, boolean on) {
    options.set(flag, on);
    if (flag == Flag.TIMESTAMP) {
      options.set(Flag.TIMESTAMP_NS, false);
    } else if (flag == Flag.TIMESTAMP_NS) {
      options.set(Flag.TIMESTAMP, false);
    }
  }

  /** Twice what is asked for is had, within bounds; a negative number counts as a large one. */
  private static int doubled(int value, int most, int least) {
    int bounded = value < 0 ? most : Math.min(value, most);
    return Math.max(2 * bounded, least);
  }

  private static void setSendBuffer(SocketOptions options, int value, int most) {
    options.setSendBuffer(doubled(value, most, SocketOptions.MIN_SEND_BUFFER));
  }

  private static void setReceiveBuffer(SocketOptions options, int value, int most) {
    options.setReceiveBuffer(doubled(value, most, SocketOptions.MIN_RECEIVE_BUFFER));
  }

  private static void setLinger(Task task, SocketOptions options, long address, int length)
      throws ErrnoException {
    if (length < LINGER_BYTES) {
      throw Errno.EINVAL.exception();
    }
    boolean on = task.memory().readInt(address) != 0;
    if (on) {
      options.setLingerSeconds(task.memory().readInt(address + Integer.BYTES));
    }
    options.set(Flag.LINGER, on);
  }

  /** Nanoseconds of a {@code struct timeval}, of which 0 is for ever. */
  private static long timeout(Task task, long address, int length) throws ErrnoException {
    if (length < TIMEVAL_BYTES) {
      throw Errno.EINVAL.exception();
    }
    long seconds = task.memory().readLong(address);
    long micros = task.memory().readLong(address + Long.BYTES);
    if (micros < 0 || micros >= MICROS) {
      throw Errno.EDOM.exception();
    }
    if (seconds < 0) {
      return 0;
    }
    if ((seconds == 0 && micros == 0) || seconds >= Task.FOREVER / NANOS - 1) {
      return Task.FOREVER;
    }
    return seconds * NANOS + micros * (NANOS / MICROS);
  }
}
