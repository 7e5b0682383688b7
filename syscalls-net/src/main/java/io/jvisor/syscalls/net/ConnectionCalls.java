package io.jvisor.syscalls.net;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.OUT_SOCKADDR;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SHUTDOWN_HOW;
import static io.jvisor.kernel.api.Arg.SOCKET_FLAGS;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.SocketType;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.api.socket.SocketAddress;
import io.jvisor.kernel.api.socket.SocketOptions;

/** {@code listen(2)}, {@code accept(2)}, {@code shutdown(2)}. */
final class ConnectionCalls {
  private static final int SHUT_RD = 0;
  private static final int SHUT_WR = 1;
  private static final int SHUT_RDWR = 2;

  private ConnectionCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.LISTEN, FD, INT).by(ConnectionCalls::listen);
    table.full(SyscallNumbers.ACCEPT, FD, OUT_SOCKADDR, POINTER).by(ConnectionCalls::accept);
    table
        .full(SyscallNumbers.ACCEPT4, FD, OUT_SOCKADDR, POINTER, SOCKET_FLAGS)
        .by(ConnectionCalls::accept4);
    table.full(SyscallNumbers.SHUTDOWN, FD, SHUTDOWN_HOW).by(ConnectionCalls::shutdown);
  }

  private static long listen(Task task, long fd, long backlog) throws ErrnoException {
    Socket socket = Sockets.get(task, fd);
    try {
      int wanted = (int) backlog;
      boolean most = wanted < 0 || wanted > SocketOptions.MAX_BACKLOG;
      socket.listen(task, most ? SocketOptions.MAX_BACKLOG : wanted);
      return 0;
    } finally {
      socket.release();
    }
  }

  private static long accept(Task task, long fd, long address, long length) throws ErrnoException {
    return accept4(task, fd, address, length, 0);
  }

  private static long accept4(Task task, long fd, long address, long length, long flagsArgument)
      throws ErrnoException {
    int flags = (int) flagsArgument;
    Socket socket = Sockets.get(task, fd, flags);
    try {
      Socket accepted = socket.accept(task, flags & SocketType.SOCK_NONBLOCK);
      try {
        if (address != 0) {
          SocketAddress from = AddressCalls.address(task);
          try {
            accepted.peerAddress(from);
          } catch (ErrnoException gone) {
            throw Errno.ECONNABORTED.exception();
          }
          from.write(task.memory(), address, length);
        }
      } catch (ErrnoException error) {
        accepted.release();
        throw error;
      }
      return Sockets.install(task, accepted, flags);
    } finally {
      socket.release();
    }
  }

  private static long shutdown(Task task, long fd, long how) throws ErrnoException {
    Socket socket = Sockets.get(task, fd);
    try {
      int halves = (int) how;
      if (halves < SHUT_RD || halves > SHUT_RDWR) {
        throw Errno.EINVAL.exception();
      }
      socket.shutdown(task, halves != SHUT_WR, halves != SHUT_RD);
      return 0;
    } finally {
      socket.release();
    }
  }
}
