package io.jvisor.kernel.api.socket;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import java.util.List;

/**
 * An address family. One is found by {@code ServiceLoader} for each {@code AF_*}; the object is one
 * kernel's and may hold what that kernel's sockets share, such as names.
 */
public interface SocketFamily {
  /** The name that a configuration gives it, such as {@code unix}. */
  String name();

  /** Its number, an {@code AF_*} of {@link io.jvisor.kernel.api.abi.AddressFamily}. */
  int domain();

  /**
   * Makes a socket with one reference, the caller's.
   *
   * @param type a {@code SOCK_*} of {@link io.jvisor.kernel.api.abi.SocketType}, without flags
   * @param flags {@code O_NONBLOCK} or 0
   * @throws ErrnoException {@code ESOCKTNOSUPPORT}, {@code EPROTONOSUPPORT}, {@code EPERM} for a
   *     type that wants a privilege, {@code ENFILE} when there are too many
   */
  Socket create(Task task, int type, int protocol, int flags) throws ErrnoException;

  /**
   * Connects two new sockets to each other: {@code socketpair(2)}.
   *
   * @throws ErrnoException {@code EOPNOTSUPP} where the family has no such thing
   */
  default void connectPair(Task task, Socket first, Socket second) throws ErrnoException {
    throw Errno.EOPNOTSUPP.exception();
  }

  /** What {@code /proc/net} shows of the family. */
  default List<ProcTable> procTables() {
    return List.of();
  }

  /** A file of {@code /proc/net}. */
  interface ProcTable {
    /** The name of the file, such as {@code unix}. */
    String name();

    /** Appends the whole text, as a task sees it. */
    void write(Task reader, StringBuilder text);
  }
}
