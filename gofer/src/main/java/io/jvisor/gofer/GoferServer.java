package io.jvisor.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.sync.Joining;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostSockets;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves one tree of the host's files over one socket: 9P2000.L, with jvisor's additions for a
 * client that asks for them.
 *
 * <p>All work is done relative to descriptors, by names that lead nowhere but down, and no symbolic
 * link is followed: what a client can reach lies below the root.
 */
public final class GoferServer implements AutoCloseable {
  /** Threads of a server: enough that one slow call leaves another to serve. */
  private static final int THREADS = 4;

  private final Session session;
  private final Arena arena = Arena.ofShared();
  private final List<Thread> threads = new ArrayList<>();

  /**
   * A server that does not run yet. Finds the root now, so that the process may change its own root
   * directory afterwards.
   *
   * @param socket its end of a {@link HostSockets#pair}; the server's from now on
   * @param path of a directory, or of one file
   * @param readOnly whether every change is refused with {@code EROFS}
   * @throws ErrnoException when the root cannot be found
   */
  public GoferServer(int socket, String path, boolean readOnly) throws ErrnoException {
    this.session = new Session(socket, findRoot(path), readOnly);
  }

  private static Node findRoot(String path) throws ErrnoException {
    try (Arena local = Arena.ofConfined()) {
      Scratch scratch = new Scratch(local);
      int slash = path.lastIndexOf('/');
      String name = path.substring(slash + 1);
      scratch.setPath(path);
      int follow = OpenFlags.O_PATH | OpenFlags.O_CLOEXEC;
      // Who starts the gofer may name the root by a link; clients never follow one.
      int start =
          (int) HostFiles.openAt(AtFlags.AT_FDCWD, scratch.name, follow | OpenFlags.O_DIRECTORY, 0);
      if (start >= 0) {
        try {
          return Node.findRoot(start, ".", scratch);
        } finally {
          HostFiles.close(start);
        }
      }
      if (start != Errno.ENOTDIR.result()) {
        throw Errno.ofResult(start).exception();
      }
      Node directory =
          Node.findRoot(AtFlags.AT_FDCWD, slash < 0 ? "." : path.substring(0, slash + 1), scratch);
      try {
        return Node.find(directory, name, scratch);
      } finally {
        directory.release();
      }
    }
  }

  /** Starts serving. The threads inherit the privileges of the caller. */
  public void start() {
    for (int i = 0; i < THREADS; i++) {
      Thread thread = Thread.ofPlatform().name("gofer-" + i).unstarted(new Worker(session, arena));
      threads.add(thread);
      thread.start();
    }
  }

  /** Waits until the client has gone. */
  public void awaitEnd() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Disconnects the client and gives everything back; does nothing the second time. */
  @Override
  public void close() {
    if (!arena.scope().isAlive()) {
      return;
    }
    HostSockets.shutDown(session.socket);
    for (Thread thread : threads) {
      Joining.join(thread);
    }
    session.fids.clear();
    session.root.release();
    HostFiles.close(session.socket);
    arena.close();
  }
}
