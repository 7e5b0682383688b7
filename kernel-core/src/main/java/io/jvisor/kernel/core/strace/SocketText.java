package io.jvisor.kernel.core.strace;

import io.jvisor.kernel.api.Arg;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.AddressFamily;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.abi.SocketOption;
import io.jvisor.kernel.api.abi.SocketType;

/** What the socket calls show. */
final class SocketText {
  private static final NameTable DOMAIN =
      new NameTable(
          "AF_???",
          "AF_UNSPEC",
          AddressFamily.AF_UNSPEC,
          "AF_UNIX",
          AddressFamily.AF_UNIX,
          "AF_INET",
          AddressFamily.AF_INET,
          "AF_INET6",
          AddressFamily.AF_INET6,
          "AF_NETLINK",
          AddressFamily.AF_NETLINK,
          "AF_PACKET",
          AddressFamily.AF_PACKET,
          "AF_VSOCK",
          AddressFamily.AF_VSOCK);

  private static final NameTable TYPE =
      new NameTable(
          "SOCK_???",
          "SOCK_STREAM",
          SocketType.SOCK_STREAM,
          "SOCK_DGRAM",
          SocketType.SOCK_DGRAM,
          "SOCK_RAW",
          SocketType.SOCK_RAW,
          "SOCK_RDM",
          SocketType.SOCK_RDM,
          "SOCK_SEQPACKET",
          SocketType.SOCK_SEQPACKET,
          "SOCK_PACKET",
          SocketType.SOCK_PACKET);

  private static final NameTable FLAGS =
      new NameTable(
          "SOCK_???",
          "SOCK_CLOEXEC",
          SocketType.SOCK_CLOEXEC,
          "SOCK_NONBLOCK",
          SocketType.SOCK_NONBLOCK);

  private static final NameTable MESSAGE =
      new NameTable(
          "MSG_???",
          "MSG_OOB",
          MessageFlags.MSG_OOB,
          "MSG_PEEK",
          MessageFlags.MSG_PEEK,
          "MSG_DONTROUTE",
          MessageFlags.MSG_DONTROUTE,
          "MSG_TRUNC",
          MessageFlags.MSG_TRUNC,
          "MSG_DONTWAIT",
          MessageFlags.MSG_DONTWAIT,
          "MSG_EOR",
          MessageFlags.MSG_EOR,
          "MSG_WAITALL",
          MessageFlags.MSG_WAITALL,
          "MSG_ERRQUEUE",
          MessageFlags.MSG_ERRQUEUE,
          "MSG_NOSIGNAL",
          MessageFlags.MSG_NOSIGNAL,
          "MSG_MORE",
          MessageFlags.MSG_MORE,
          "MSG_WAITFORONE",
          MessageFlags.MSG_WAITFORONE,
          "MSG_CMSG_CLOEXEC",
          MessageFlags.MSG_CMSG_CLOEXEC);

  private static final NameTable SHUTDOWN =
      new NameTable("SHUT_???", "SHUT_RD", 0, "SHUT_WR", 1, "SHUT_RDWR", 2);

  private static final NameTable LEVEL =
      new NameTable(
          "SOL_???",
          "SOL_IP",
          0,
          "SOL_SOCKET",
          SocketOption.SOL_SOCKET,
          "SOL_TCP",
          6,
          "SOL_UDP",
          17,
          "SOL_IPV6",
          41);

  private static final NameTable OPTION =
      new NameTable(
          "SO_???",
          "SO_DEBUG",
          SocketOption.SO_DEBUG,
          "SO_REUSEADDR",
          SocketOption.SO_REUSEADDR,
          "SO_TYPE",
          SocketOption.SO_TYPE,
          "SO_ERROR",
          SocketOption.SO_ERROR,
          "SO_BROADCAST",
          SocketOption.SO_BROADCAST,
          "SO_SNDBUF",
          SocketOption.SO_SNDBUF,
          "SO_RCVBUF",
          SocketOption.SO_RCVBUF,
          "SO_KEEPALIVE",
          SocketOption.SO_KEEPALIVE,
          "SO_LINGER",
          SocketOption.SO_LINGER,
          "SO_REUSEPORT",
          SocketOption.SO_REUSEPORT,
          "SO_PASSCRED",
          SocketOption.SO_PASSCRED,
          "SO_PEERCRED",
          SocketOption.SO_PEERCRED,
          "SO_RCVLOWAT",
          SocketOption.SO_RCVLOWAT,
          "SO_RCVTIMEO",
          SocketOption.SO_RCVTIMEO,
          "SO_SNDTIMEO",
          SocketOption.SO_SNDTIMEO,
          "SO_ACCEPTCONN",
          SocketOption.SO_ACCEPTCONN,
          "SO_PEERSEC",
          SocketOption.SO_PEERSEC,
          "SO_PROTOCOL",
          SocketOption.SO_PROTOCOL,
          "SO_DOMAIN",
          SocketOption.SO_DOMAIN,
          "SO_PEEK_OFF",
          SocketOption.SO_PEEK_OFF,
          "SO_PEERGROUPS",
          SocketOption.SO_PEERGROUPS,
          "SO_PASSPIDFD",
          SocketOption.SO_PASSPIDFD,
          "SO_PEERPIDFD",
          SocketOption.SO_PEERPIDFD);

  private SocketText() {}

  /** Shows an argument without looking at memory; null for a kind that sockets do not have. */
  static String plain(Arg kind, long value) {
    int number = (int) value;
    return switch (kind) {
      case SOCKET_DOMAIN -> DOMAIN.value(number);
      case SOCKET_TYPE -> {
        String type = TYPE.value(number & SocketType.MASK);
        int flags = number & ~SocketType.MASK;
        yield flags == 0 ? type : type + "|" + FLAGS.mask(flags);
      }
      case SOCKET_FLAGS -> FLAGS.mask(value & 0xffffffffL);
      case MESSAGE_FLAGS -> MESSAGE.mask(value & 0xffffffffL);
      case SHUTDOWN_HOW -> SHUTDOWN.value(number);
      case SOCKET_LEVEL -> LEVEL.value(number);
      case SOCKET_OPTION -> OPTION.value(number);
      default -> null;
    };
  }

  /**
   * Shows an address.
   *
   * @param length how many bytes it has
   */
  static String address(UserMemory memory, long address, long length) {
    if (address == 0 || length < Short.BYTES) {
      return SignalText.address(address);
    }
    try {
      int family = Short.toUnsignedInt(memory.readShort(address));
      String text = "{sa_family=" + DOMAIN.value(family);
      if (length == Short.BYTES) {
        return text + "}";
      }
      if (family != AddressFamily.AF_UNIX) {
        return text + ", ...}";
      }
      long path = address + Short.BYTES;
      return memory.readByte(path) == 0
          ? text
              + ", sun_path=@"
              + GuestText.buffer(memory, path + 1, length - 1 - Short.BYTES)
              + "}"
          : text + ", sun_path=" + GuestText.path(memory, path) + "}";
    } catch (ErrnoException unreadable) {
      return SignalText.address(address);
    }
  }
}
