package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.socket.PeerCredentials;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.api.socket.SocketAddress;
import io.jvisor.kernel.api.socket.SocketMessage;
import io.jvisor.kernel.api.socket.SocketOptions;
import io.jvisor.kernel.api.socket.SocketOptions.Flag;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A socket of a type that connects: it listens and accepts, or has one peer for good. */
abstract class ConnectionSocket extends UnixSocket {
  /** Connected sockets that wait to be accepted. Guarded by the state lock. */
  private final ArrayDeque<ConnectionSocket> waiting = new ArrayDeque<>();

  ConnectionSocket(UnixFamily family, Task creator, int type, int flags) throws ErrnoException {
    super(family, creator, type, flags);
  }

  /** A new socket of the same type. */
  abstract ConnectionSocket newSocket(Task creator) throws ErrnoException;

  @Override
  final void pairWith(Task task, UnixSocket other) {
    PeerCredentials credentials = PeerCredentials.of(task);
    lockBoth(this, other);
    try {
      join(other, credentials);
      ((ConnectionSocket) other).join(this, credentials);
    } finally {
      unlockBoth(this, other);
    }
  }

  /** The state lock is held. */
  private void join(UnixSocket other, PeerCredentials credentials) {
    setPeerCredentials(credentials);
    setPeer(other);
    setState(State.CONNECTED);
  }

  @Override
  public final void listen(Task task, int newBacklog) throws ErrnoException {
    boolean grown;
    stateLock.lock();
    try {
      if (name() == null || state() == State.CONNECTED) {
        throw Errno.EINVAL.exception();
      }
      grown = newBacklog > backlog;
      backlog = newBacklog;
      setState(State.LISTENING);
      setPeerCredentials(PeerCredentials.of(task)); // for those that connect
    } finally {
      stateLock.unlock();
    }
    if (grown) {
      room.wake(WRITABLE);
    }
  }

  @Override
  public final boolean isListening() {
    return state() == State.LISTENING;
  }

  private int waitingCount() {
    stateLock.lock();
    try {
      return waiting.size();
    } finally {
      stateLock.unlock();
    }
  }

  private boolean isBacklogFull() {
    return waitingCount() > backlog && state() == State.LISTENING && !isShut(NO_READ);
  }

  @Override
  public final void connect(Task task, SocketAddress address) throws ErrnoException {
    UnixName.check(address);
    bindIfCredentialsPass();
    long deadline = deadline(task, isNonBlocking(), options().writeTimeout());
    ConnectionSocket embryo = newSocket(task);
    boolean connected = false;
    try {
      while (!connected) {
        ConnectionSocket listener = (ConnectionSocket) family.names().find(task, address, this);
        connected = tryConnect(task, listener, embryo);
        if (!connected && !listener.isDead()) {
          await(task, listener.room, PollEvents.ALL, () -> !listener.isBacklogFull(), deadline);
        }
      }
    } finally {
      if (!connected) {
        embryo.release();
      }
    }
  }

  /** Connects, or returns false when the listener is gone or has too many that wait. */
  private boolean tryConnect(Task task, ConnectionSocket listener, ConnectionSocket embryo)
      throws ErrnoException {
    lockBoth(this, listener);
    try {
      if (listener.isDead()) {
        return false;
      }
      if (listener.state() != State.LISTENING || listener.isShut(NO_READ)) {
        throw Errno.ECONNREFUSED.exception();
      }
      if (listener.waiting.size() > listener.backlog) {
        return false;
      }
      if (state() != State.CLOSED) {
        throw (state() == State.CONNECTED ? Errno.EISCONN : Errno.EINVAL).exception();
      }
      embryo.setName(listener.name());
      inherit(listener.options(), embryo.options());
      embryo.join(this, PeerCredentials.of(task)); // nobody else has it yet
      join(embryo, listener.peerCredentials());
      listener.waiting.add(embryo);
    } finally {
      unlockBoth(this, listener);
    }
    listener.waitQueue().wake(READABLE);
    return true;
  }

  /** Of the options of a listener only these two are those of the sockets that it accepts. */
  private static void inherit(SocketOptions from, SocketOptions to) {
    to.set(Flag.PASS_CREDENTIALS, from.has(Flag.PASS_CREDENTIALS));
    to.set(Flag.PASS_SECURITY, from.has(Flag.PASS_SECURITY));
  }

  @Override
  public final Socket accept(Task task, int flags) throws ErrnoException {
    if (state() != State.LISTENING) {
      throw Errno.EINVAL.exception();
    }
    long deadline = deadline(task, isNonBlocking(), options().readTimeout());
    for (; ; ) {
      ConnectionSocket accepted;
      stateLock.lock();
      try {
        accepted = waiting.poll();
      } finally {
        stateLock.unlock();
      }
      if (accepted != null) {
        room.wake(WRITABLE);
        accepted.setStatusFlags(flags);
        return accepted;
      }
      if (isShut(NO_READ) && deadline != NO_WAIT) {
        throw Errno.EINVAL.exception();
      }
      await(
          task, waitQueue(), PollEvents.ALL, () -> waitingCount() > 0 || isShut(NO_READ), deadline);
    }
  }

  @Override
  public final void shutdown(Task task, boolean read, boolean write) {
    int halves = (read ? NO_READ : 0) | (write ? NO_WRITE : 0);
    UnixSocket other;
    stateLock.lock();
    try {
      shut(halves);
      other = peer();
    } finally {
      stateLock.unlock();
    }
    wakeForShutdown();
    if (isListening()) {
      room.wake(PollEvents.ALL);
    }
    if (other != null) {
      other.stateLock.lock();
      try {
        other.shut((read ? NO_WRITE : 0) | (write ? NO_READ : 0));
      } finally {
        other.stateLock.unlock();
      }
      ((ConnectionSocket) other).wakeForShutdown();
    }
  }

  private void wakeForShutdown() {
    int hangUp = shutdown() == NEITHER ? PollEvents.POLLHUP : 0;
    waitQueue().wake(READ_CLOSED | WRITABLE | hangUp);
  }

  /** The errors of a send that never reach the peer: {@code SIGPIPE} comes with one of them. */
  final ErrnoException broken(Task task, SocketMessage message) {
    if (!message.has(MessageFlags.MSG_NOSIGNAL)) {
      task.raise(Signals.SIGPIPE);
    }
    return Errno.EPIPE.exception();
  }

  @Override
  final boolean endsReceiving() {
    return state() != State.CONNECTED;
  }

  @Override
  final int readableBytes() {
    return queue.bytes();
  }

  @Override
  public final int poll() {
    int halves = shutdown();
    int events = hasError() ? PollEvents.POLLERR : 0;
    events |= halves == NEITHER ? PollEvents.POLLHUP : 0;
    events |= (halves & NO_READ) != 0 ? READ_CLOSED : 0;
    State now = state();
    if (now == State.LISTENING) {
      return events | (waitingCount() > 0 ? READABLE : 0);
    }
    events |= queue.isEmpty() ? 0 : READABLE;
    events |= now == State.CLOSED ? PollEvents.POLLHUP : 0;
    return events | (hasRoomToPoll() ? WRITABLE : 0);
  }

  @Override
  final void forEachQueue(Consumer<ReceiveQueue> visitor) {
    visitor.accept(queue);
    stateLock.lock();
    try {
      for (ConnectionSocket embryo : waiting) {
        visitor.accept(embryo.queue);
      }
    } finally {
      stateLock.unlock();
    }
  }

  @Override
  final void onDead(UnixSocket other, boolean unread) {
    List<ConnectionSocket> refused;
    stateLock.lock();
    try {
      refused = new ArrayList<>(waiting);
      waiting.clear();
    } finally {
      stateLock.unlock();
    }
    for (ConnectionSocket embryo : refused) {
      embryo.refuse();
      embryo.release();
    }
    if (other != null) {
      ((ConnectionSocket) other).peerGone(unread);
    }
  }

  /** The other side is told that it was reset, since nobody will ever read what it sent. */
  private void refuse() {
    if (peer() instanceof ConnectionSocket other) {
      other.setError(Errno.ECONNRESET);
    }
  }

  private void peerGone(boolean unread) {
    stateLock.lock();
    try {
      shut(NEITHER);
    } finally {
      stateLock.unlock();
    }
    if (unread) {
      setError(Errno.ECONNRESET);
    }
    waitQueue().wake(PollEvents.ALL & ~PollEvents.POLLPRI & ~PollEvents.POLLNVAL);
  }
}
