package io.jvisor.syscalls.net;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.SocketOption;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.api.socket.PeerCredentials;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.api.socket.SocketAddress;
import io.jvisor.kernel.api.socket.SocketOptions;
import io.jvisor.kernel.api.socket.SocketOptions.Flag;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Telling what every socket has: level {@code SOL_SOCKET} of {@code getsockopt(2)}. */
final class GetSocketLevel {
  private static final long NANOS = 1_000_000_000L;
  private static final long NANOS_PER_MICRO = 1000;

  private GetSocketLevel() {}

  static void get(Task task, Socket socket, int name, long address, long lengthAddress)
      throws ErrnoException {
    UserMemory memory = task.memory();
    int room = memory.readInt(lengthAddress);
    if (room < 0) {
      throw Errno.EINVAL.exception();
    }
    if (name == SocketOption.SO_PEERGROUPS) {
      writeGroups(task, socket, room, address, lengthAddress);
      return;
    }
    if (name == SocketOption.SO_PEERPIDFD) {
      openPeer(task, socket, room, address, lengthAddress);
      return;
    }
    MemorySegment value = task.scratch();
    int length = fill(task, socket, name, value, room);
    int told = Math.min(room, length);
    memory.write(address, value, 0, told);
    memory.writeInt(lengthAddress, told);
  }

  /** Fills in a value and returns its length. */
  private static int fill(Task task, Socket socket, int name, MemorySegment value, int room)
      throws ErrnoException {
    SocketOptions options = socket.options();
    Flag flag = SetSocketLevel.flag(name);
    if (flag != null) {
      return number(value, options.has(flag) ? 1 : 0);
    }
    return switch (name) {
      case SocketOption.SO_TYPE -> number(value, socket.type());
      case SocketOption.SO_DOMAIN -> number(value, socket.domain());
      case SocketOption.SO_PROTOCOL -> number(value, socket.protocol());
      case SocketOption.SO_ACCEPTCONN -> number(value, socket.isListening() ? 1 : 0);
      case SocketOption.SO_ERROR -> {
        Errno error = socket.takeError();
        yield number(value, error == null ? 0 : error.number());
      }
      case SocketOption.SO_SNDBUF -> number(value, options.sendBuffer());
      case SocketOption.SO_RCVBUF -> number(value, options.receiveBuffer());
      case SocketOption.SO_RCVLOWAT -> number(value, options.receiveLowWater());
      case SocketOption.SO_SNDLOWAT -> number(value, 1);
      case SocketOption.SO_PRIORITY -> number(value, options.priority());
      case SocketOption.SO_MARK -> number(value, options.mark());
      case SocketOption.SO_BSDCOMPAT, SocketOption.SO_ZEROCOPY -> number(value, 0);
      case SocketOption.SO_INCOMING_CPU -> number(value, -1);
      case SocketOption.SO_PEEK_OFF -> number(value, socket.peekOffset());
      case SocketOption.SO_LINGER -> {
        number(value, options.has(Flag.LINGER) ? 1 : 0);
        value.set(ValueLayout.JAVA_INT_UNALIGNED, Integer.BYTES, options.lingerSeconds());
        yield 2 * Integer.BYTES;
      }
      case SocketOption.SO_RCVTIMEO, SocketOption.SO_RCVTIMEO_NEW ->
          timeout(value, options.readTimeout());
      case SocketOption.SO_SNDTIMEO, SocketOption.SO_SNDTIMEO_NEW ->
          timeout(value, options.writeTimeout());
      case SocketOption.SO_PEERCRED -> credentials(task, value, socket.peerCredentials());
      case SocketOption.SO_PEERNAME -> peerName(task, socket, value, room);
      case SocketOption.SO_COOKIE -> {
        if (room < Long.BYTES) {
          throw Errno.EINVAL.exception();
        }
        value.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, socket.number());
        yield Long.BYTES;
      }
      case SocketOption.SO_BINDTODEVICE, SocketOption.SO_ATTACH_FILTER -> 0;
      default -> throw Errno.ENOPROTOOPT.exception();
    };
  }

  private static int number(MemorySegment value, int number) {
    value.set(ValueLayout.JAVA_INT_UNALIGNED, 0, number);
    return Integer.BYTES;
  }

  private static int timeout(MemorySegment value, long nanos) {
    long told = nanos == Task.FOREVER ? 0 : nanos;
    value.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, told / NANOS);
    value.set(ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES, told % NANOS / NANOS_PER_MICRO);
    return 2 * Long.BYTES;
  }

  /** {@code struct ucred}; process 0 and no user where there is no peer. */
  private static int credentials(Task task, MemorySegment value, PeerCredentials peer) {
    UserNamespace users = task.credentials().userNamespace();
    int uid = peer == null ? -1 : users.shownUser(peer.uid());
    int gid = peer == null ? -1 : users.shownGroup(peer.gid());
    value.set(ValueLayout.JAVA_INT_UNALIGNED, 0, peer == null ? 0 : peer.pid().seenBy(task));
    value.set(ValueLayout.JAVA_INT_UNALIGNED, 4, uid);
    value.set(ValueLayout.JAVA_INT_UNALIGNED, 8, gid);
    return 3 * Integer.BYTES;
  }

  private static int peerName(Task task, Socket socket, MemorySegment value, int room)
      throws ErrnoException {
    SocketAddress address = AddressCalls.address(task);
    socket.peerAddress(address);
    if (address.length() < room) {
      throw Errno.EINVAL.exception();
    }
    MemorySegment.copy(address.bytes(), 0, value, 0, address.length());
    return address.length();
  }

  /** A descriptor of the peer's process, which is closed again when it cannot be told. */
  private static void openPeer(Task task, Socket socket, int room, long address, long lengthAddress)
      throws ErrnoException {
    PeerCredentials peer = socket.peerCredentials();
    if (peer == null) {
      throw Errno.ENODATA.exception();
    }
    int fd = peer.pid().open(task);
    boolean done = false;
    try {
      MemorySegment value = task.scratch();
      int told = Math.min(room, number(value, fd));
      task.memory().write(address, value, 0, told);
      task.memory().writeInt(lengthAddress, told);
      done = true;
    } finally {
      if (!done) {
        var _ = task.files().close(task, fd);
      }
    }
  }

  /** The length is told even when there is too little room. */
  private static void writeGroups(
      Task task, Socket socket, int room, long address, long lengthAddress) throws ErrnoException {
    UserMemory memory = task.memory();
    PeerCredentials peer = socket.peerCredentials();
    if (peer == null) {
      throw Errno.ENODATA.exception();
    }
    int length = peer.groups().length * Integer.BYTES;
    if (room < length) {
      memory.writeInt(lengthAddress, length);
      throw Errno.ERANGE.exception();
    }
    UserNamespace users = task.credentials().userNamespace();
    for (int i = 0; i < peer.groups().length; i++) {
      memory.writeInt(address + (long) i * Integer.BYTES, users.shownGroup(peer.groups()[i]));
    }
    memory.writeInt(lengthAddress, length);
  }
}
