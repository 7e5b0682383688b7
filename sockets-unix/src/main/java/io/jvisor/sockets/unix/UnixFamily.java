package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AddressFamily;
import io.jvisor.kernel.api.abi.SocketType;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.api.socket.SocketFamily;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code AF_UNIX}: what the sockets of one kernel share. */
public final class UnixFamily implements SocketFamily {
  /** An estimate of what a socket and its queue take of the heap. */
  private static final int SOCKET_BYTES = 2048;

  /** The most sockets: a sixteenth of the heap. */
  private static final int MOST = (int) (Runtime.getRuntime().maxMemory() / 16 / SOCKET_BYTES);

  private final Names names = new Names();
  private final InFlight inFlight = new InFlight();
  private final AtomicInteger count = new AtomicInteger();

  /** The sockets that are open, by number. */
  private final Map<Long, UnixSocket> sockets = new ConcurrentHashMap<>();

  /** The family of one kernel, without sockets. */
  public UnixFamily() {}

  @Override
  public String name() {
    return "unix";
  }

  @Override
  public int domain() {
    return AddressFamily.AF_UNIX;
  }

  @Override
  public Socket create(Task task, int type, int protocol, int flags) throws ErrnoException {
    if (protocol != 0 && protocol != AddressFamily.AF_UNIX) {
      throw Errno.EPROTONOSUPPORT.exception();
    }
    return switch (type) {
      case SocketType.SOCK_STREAM -> new StreamSocket(this, task, flags);
      case SocketType.SOCK_DGRAM, SocketType.SOCK_RAW -> new DatagramSocket(this, task, flags);
      case SocketType.SOCK_SEQPACKET -> new SeqpacketSocket(this, task, flags);
      default -> throw Errno.ESOCKTNOSUPPORT.exception();
    };
  }

  @Override
  public void connectPair(Task task, Socket first, Socket second) {
    ((UnixSocket) first).pairWith(task, (UnixSocket) second);
  }

  @Override
  public List<ProcTable> procTables() {
    return List.of(new UnixTable(this));
  }

  Names names() {
    return names;
  }

  InFlight inFlight() {
    return inFlight;
  }

  Collection<UnixSocket> sockets() {
    return sockets.values();
  }

  /**
   * Counts a new socket.
   *
   * @throws ErrnoException {@code ENFILE} when there are too many
   */
  void enter(UnixSocket socket) throws ErrnoException {
    if (count.incrementAndGet() > MOST) {
      count.decrementAndGet();
      throw Errno.ENFILE.exception();
    }
    sockets.put(socket.number(), socket);
  }

  /** Uncounts a socket that is closed. */
  void leave(UnixSocket socket) {
    sockets.remove(socket.number());
    count.decrementAndGet();
  }
}
