package io.jvisor.syscalls.net;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.SocketType;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.socket.Socket;

/** Looking up and installing sockets, as most calls do it. */
final class Sockets {
  private Sockets() {}

  /**
   * The socket of a descriptor, with a reference that the caller releases.
   *
   * @throws ErrnoException {@code EBADF}, also for one that was opened with {@code O_PATH}; {@code
   *     ENOTSOCK}
   */
  static Socket get(Task task, long fd) throws ErrnoException {
    return get(task, fd, 0);
  }

  /** The same for a call with flags of a new socket, which are checked before its kind is. */
  static Socket get(Task task, long fd, int flags) throws ErrnoException {
    FileDescription file = task.files().get((int) fd);
    Errno problem = null;
    if ((file.statusFlags() & OpenFlags.O_PATH) != 0) {
      problem = Errno.EBADF;
    } else if (!areFlags(flags)) {
      problem = Errno.EINVAL;
    } else if (file instanceof Socket socket) {
      return socket;
    }
    file.release();
    throw (problem == null ? Errno.ENOTSOCK : problem).exception();
  }

  /**
   * Installs a new socket; takes over its only reference and gives it back when there is no number
   * left.
   *
   * @param flags {@code SOCK_CLOEXEC} counts
   * @throws ErrnoException {@code EMFILE}
   */
  static int install(Task task, Socket socket, int flags) throws ErrnoException {
    boolean cloexec = (flags & SocketType.SOCK_CLOEXEC) != 0;
    try {
      return task.files().install(socket, 0, task.softLimit(Resource.RLIMIT_NOFILE), cloexec);
    } catch (ErrnoException error) {
      socket.release();
      throw error;
    }
  }

  /**
   * Refuses flags of new sockets that are not known.
   *
   * @throws ErrnoException {@code EINVAL}
   */
  static void checkFlags(int flags) throws ErrnoException {
    if (!areFlags(flags)) {
      throw Errno.EINVAL.exception();
    }
  }

  private static boolean areFlags(int flags) {
    return (flags & ~(SocketType.SOCK_CLOEXEC | SocketType.SOCK_NONBLOCK)) == 0;
  }
}
