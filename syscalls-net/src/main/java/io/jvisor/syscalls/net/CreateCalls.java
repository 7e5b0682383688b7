package io.jvisor.syscalls.net;

import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.OUT_FD_PAIR;
import static io.jvisor.kernel.api.Arg.SOCKET_DOMAIN;
import static io.jvisor.kernel.api.Arg.SOCKET_TYPE;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AddressFamily;
import io.jvisor.kernel.api.abi.SocketType;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.api.socket.SocketFamily;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code socket(2)} and {@code socketpair(2)}. */
final class CreateCalls {
  private CreateCalls() {}

  static void register(Registrar table) {
    table
        .partial(
            SyscallNumbers.SOCKET,
            "families beside AF_UNIX: EAFNOSUPPORT",
            SOCKET_DOMAIN,
            SOCKET_TYPE,
            INT)
        .by(CreateCalls::socket);
    table
        .full(SyscallNumbers.SOCKETPAIR, SOCKET_DOMAIN, SOCKET_TYPE, INT, OUT_FD_PAIR)
        .by(CreateCalls::socketPair);
  }

  private static SocketFamily family(Task task, int domain, int type) throws ErrnoException {
    if (domain < 0 || domain >= AddressFamily.LIMIT) {
      throw Errno.EAFNOSUPPORT.exception();
    }
    if (type >= SocketType.LIMIT) {
      throw Errno.EINVAL.exception();
    }
    return KernelTask.of(task).kernel().sockets().family(domain);
  }

  private static long socket(Task task, long domain, long typeAndFlags, long protocol)
      throws ErrnoException {
    int flags = (int) typeAndFlags & ~SocketType.MASK;
    int type = (int) typeAndFlags & SocketType.MASK;
    Sockets.checkFlags(flags);
    Socket socket =
        family(task, (int) domain, type)
            .create(task, type, (int) protocol, flags & SocketType.SOCK_NONBLOCK);
    return Sockets.install(task, socket, flags);
  }

  private static long socketPair(
      Task task, long domain, long typeAndFlags, long protocol, long address)
      throws ErrnoException {
    int flags = (int) typeAndFlags & ~SocketType.MASK;
    int type = (int) typeAndFlags & SocketType.MASK;
    Sockets.checkFlags(flags);
    // An array that cannot be written is refused before anything else is looked at.
    task.memory().writeLong(address, task.memory().readLong(address));
    SocketFamily family = family(task, (int) domain, type);
    int status = flags & SocketType.SOCK_NONBLOCK;
    Socket first = family.create(task, type, (int) protocol, status);
    Socket second = null;
    try {
      second = family.create(task, type, (int) protocol, status);
      family.connectPair(task, first, second);
    } catch (ErrnoException error) {
      first.release();
      if (second != null) {
        second.release();
      }
      throw error;
    }
    return install(task, first, second, flags, address);
  }

  private static long install(Task task, Socket first, Socket second, int flags, long address)
      throws ErrnoException {
    int one;
    try {
      one = Sockets.install(task, first, flags);
    } catch (ErrnoException error) {
      second.release();
      throw error;
    }
    int two;
    try {
      two = Sockets.install(task, second, flags);
    } catch (ErrnoException error) {
      task.files().close(task, one);
      throw error;
    }
    try {
      task.memory().writeLong(address, (long) two << Integer.SIZE | one);
    } catch (ErrnoException error) {
      task.files().close(task, one);
      task.files().close(task, two);
      throw error;
    }
    return 0;
  }
}
