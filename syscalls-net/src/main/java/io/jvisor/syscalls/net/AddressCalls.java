package io.jvisor.syscalls.net;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.OUT_SOCKADDR;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SOCKADDR;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.api.socket.SocketAddress;

/** {@code bind(2)}, {@code connect(2)}, {@code getsockname(2)}, {@code getpeername(2)}. */
final class AddressCalls {
  private AddressCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.BIND, FD, SOCKADDR, INT).by(AddressCalls::bind);
    table.full(SyscallNumbers.CONNECT, FD, SOCKADDR, INT).by(AddressCalls::connect);
    table
        .full(SyscallNumbers.GETSOCKNAME, FD, OUT_SOCKADDR, POINTER)
        .by(AddressCalls::localAddress);
    table.full(SyscallNumbers.GETPEERNAME, FD, OUT_SOCKADDR, POINTER).by(AddressCalls::peerAddress);
  }

  /** The task's address, for a call that takes or gives one. */
  static SocketAddress address(Task task) {
    return task.socketMessage().reset(0).address();
  }

  private static long bind(Task task, long fd, long address, long length) throws ErrnoException {
    Socket socket = Sockets.get(task, fd);
    try {
      SocketAddress target = address(task);
      target.read(task.memory(), address, (int) length);
      socket.bind(task, target);
      return 0;
    } finally {
      socket.release();
    }
  }

  private static long connect(Task task, long fd, long address, long length) throws ErrnoException {
    Socket socket = Sockets.get(task, fd);
    try {
      SocketAddress target = address(task);
      target.read(task.memory(), address, (int) length);
      socket.connect(task, target);
      return 0;
    } finally {
      socket.release();
    }
  }

  /** One of the two ends of a socket. */
  @FunctionalInterface
  private interface End {
    /** Fills in its address. */
    void tell(Socket socket, SocketAddress found) throws ErrnoException;
  }

  private static long localAddress(Task task, long fd, long address, long length)
      throws ErrnoException {
    return tell(task, fd, address, length, Socket::localAddress);
  }

  private static long peerAddress(Task task, long fd, long address, long length)
      throws ErrnoException {
    return tell(task, fd, address, length, Socket::peerAddress);
  }

  private static long tell(Task task, long fd, long address, long length, End end)
      throws ErrnoException {
    Socket socket = Sockets.get(task, fd);
    try {
      SocketAddress found = address(task);
      end.tell(socket, found);
      found.write(task.memory(), address, length);
      return 0;
    } finally {
      socket.release();
    }
  }
}
