package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.socket.SocketAddress;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who is bound to what: abstract names, and inodes for those that have a path.
 *
 * <p>A path leads to a socket only if a socket of this kernel was bound to it: what other systems
 * left in the host's directories, and what listens there, cannot be reached.
 */
final class Names {
  /** How many names {@link #bindAutomatically} has: five hexadecimal digits. */
  private static final int AUTOMATIC = 1 << 20;

  /** Sockets of different types, or in different network namespaces, do not see each other's. */
  private record Abstract(Namespace network, int type, String text) {}

  private final Map<Abstract, UnixSocket> abstracts = new ConcurrentHashMap<>();

  /** A bound socket uses its inode, so that look-ups of its path give this object. */
  private final Map<Inode, UnixSocket> inodes = new ConcurrentHashMap<>();

  private static Abstract key(UnixSocket socket, String text) {
    return new Abstract(socket.network(), socket.type(), text);
  }

  /**
   * Binds a socket to an abstract name.
   *
   * @throws ErrnoException {@code EADDRINUSE}
   */
  UnixName bindAbstract(UnixSocket socket, String text) throws ErrnoException {
    if (abstracts.putIfAbsent(key(socket, text), socket) != null) {
      throw Errno.EADDRINUSE.exception();
    }
    return UnixName.ofAbstract(text);
  }

  /**
   * Binds a socket to an abstract name that is free.
   *
   * @throws ErrnoException {@code ENOSPC} when there is none
   */
  UnixName bindAutomatically(UnixSocket socket) throws ErrnoException {
    int start = ThreadLocalRandom.current().nextInt(AUTOMATIC);
    for (int i = 0; i < AUTOMATIC; i++) {
      String digits = Integer.toHexString(AUTOMATIC | (start + i & AUTOMATIC - 1)).substring(1);
      String text = "\0" + digits;
      if (abstracts.putIfAbsent(key(socket, text), socket) == null) {
        return UnixName.ofAbstract(text);
      }
    }
    throw Errno.ENOSPC.exception();
  }

  /** Makes the inode of a path that a socket is to be bound to. */
  VfsPath make(Task task, String path) throws ErrnoException {
    FsContext context = KernelTask.of(task).fs();
    try {
      return Vfs.makeNode(task, context, context.workingDirectory(), path, Stat.S_IFSOCK | 0777, 0);
    } catch (ErrnoException error) {
      throw error.errno() == Errno.EEXIST ? Errno.EADDRINUSE.exception() : error;
    }
  }

  /** Takes back what {@link #make} made. */
  void unmake(Task task, String path) throws ErrnoException {
    FsContext context = KernelTask.of(task).fs();
    Vfs.unlink(task, context, context.workingDirectory(), path);
  }

  /** Binds a socket to an inode that {@link #make} made. */
  UnixName bindPath(UnixSocket socket, String path, VfsPath place) {
    place.mount().use();
    place.inode().use();
    inodes.put(place.inode(), socket);
    return UnixName.ofPath(path, place);
  }

  /** Forgets a socket's name. */
  void unbind(UnixSocket socket, UnixName name) {
    VfsPath place = name.place();
    if (place == null) {
      abstracts.remove(key(socket, name.text()), socket);
    } else {
      inodes.remove(place.inode(), socket);
      place.inode().unuse();
      place.mount().unuse();
    }
  }

  /**
   * The socket that an address leads to. It may be closed any moment.
   *
   * @param from who looks for one of its type
   * @param address that {@link UnixName#check} has let pass
   * @throws ErrnoException {@code ECONNREFUSED} when nobody is bound there, {@code EPROTOTYPE} when
   *     its type is another, and the errors of a path walk
   */
  UnixSocket find(Task task, SocketAddress address, UnixSocket from) throws ErrnoException {
    String text = UnixName.text(address);
    if (UnixName.isAbstract(address)) {
      UnixSocket bound = abstracts.get(key(from, text));
      if (bound == null) {
        throw Errno.ECONNREFUSED.exception();
      }
      return bound;
    }
    FsContext context = KernelTask.of(task).fs();
    VfsPath place = Vfs.resolve(task, context, context.workingDirectory(), text, Lookup.FOLLOW);
    Vfs.checkAccess(task, task.credentials(), place, Access.W_OK);
    UnixSocket bound = inodes.get(place.inode());
    if (bound == null) {
      throw Errno.ECONNREFUSED.exception();
    }
    if (bound.type() != from.type()) {
      throw Errno.EPROTOTYPE.exception();
    }
    return bound;
  }
}
