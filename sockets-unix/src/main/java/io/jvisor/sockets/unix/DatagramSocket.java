package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AddressFamily;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.SocketType;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.socket.PeerCredentials;
import io.jvisor.kernel.api.socket.SocketAddress;
import io.jvisor.kernel.api.socket.SocketMessage;
import io.jvisor.kernel.api.sync.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** {@code SOCK_DGRAM}: messages to whoever is named. */
final class DatagramSocket extends UnixSocket {
  /** Guards {@link #watched}. */
  private final ReentrantLock relayLock = new ReentrantLock();

  /** On the {@code room} of the peer once that was found full: tells who polls this socket. */
  private final Waiter relay = new Relay();

  /** The peer whose room {@link #relay} waits for; or null. */
  private UnixSocket watched;

  private final class Relay extends Waiter {
    @Override
    protected void onWake(int happened) {
      waitQueue().wake(WRITABLE);
    }
  }

  DatagramSocket(UnixFamily family, Task creator, int flags) throws ErrnoException {
    super(family, creator, SocketType.SOCK_DGRAM, flags);
  }

  @Override
  void pairWith(Task task, UnixSocket other) {
    PeerCredentials credentials = PeerCredentials.of(task);
    lockBoth(this, other);
    try {
      setPeer(other);
      other.setPeer(this);
      setState(State.CONNECTED);
      other.setState(State.CONNECTED);
      setPeerCredentials(credentials);
      other.setPeerCredentials(credentials);
    } finally {
      unlockBoth(this, other);
    }
  }

  /** A datagram socket takes messages of its peer only, if it has one. */
  private boolean mayNotSendTo(UnixSocket other) {
    UnixSocket its = other.peer();
    return its != null && its != this;
  }

  @Override
  public void connect(Task task, SocketAddress address) throws ErrnoException {
    if (address.length() < SocketAddress.FAMILY_BYTES) {
      throw Errno.EINVAL.exception();
    }
    if (address.family() == AddressFamily.AF_UNSPEC) {
      reconnect(null);
      return;
    }
    UnixName.check(address);
    bindIfCredentialsPass();
    UnixSocket other;
    do {
      other = family.names().find(task, address, this);
      if (mayNotSendTo(other)) {
        throw Errno.EPERM.exception();
      }
    } while (!reconnect(other));
  }

  /** Changes the peer; false when the new one is gone. */
  private boolean reconnect(UnixSocket other) {
    UnixSocket former;
    stateLock.lock();
    try {
      if (other != null && other.isDead()) {
        return false;
      }
      former = peer();
      setPeer(other);
      setState(other == null ? State.CLOSED : State.CONNECTED);
    } finally {
      stateLock.unlock();
    }
    if (former != null && former != other) {
      unwatch();
      forgetMessages(former);
    }
    waitQueue().wake(WRITABLE);
    return true;
  }

  /** What the former peer sent is lost, and it is told. */
  private void forgetMessages(UnixSocket former) {
    if (queue.isEmpty()) {
      return;
    }
    List<Rights> dropped = new ArrayList<>();
    queue.receiving.lock();
    try {
      queue.clear(false, dropped);
    } finally {
      queue.receiving.unlock();
    }
    family.inFlight().drop(dropped);
    room.wake(PollEvents.ALL);
    if (!former.isDead() && former.peer() == this) {
      former.setError(Errno.ECONNRESET);
      former.waitQueue().wake(PollEvents.POLLERR);
    }
  }

  @Override
  public void shutdown(Task task, boolean read, boolean write) {
    stateLock.lock();
    try {
      shut((read ? NO_READ : 0) | (write ? NO_WRITE : 0));
    } finally {
      stateLock.unlock();
    }
    waitQueue().wake(PollEvents.ALL);
    room.wake(PollEvents.ALL);
  }

  @Override
  public long send(Task task, SocketMessage message, IoSource data) throws ErrnoException {
    SenderId given = Ancillary.identity(task, message);
    Rights rights = Ancillary.rights(task, message, family.inFlight());
    try {
      boolean named = message.address().length() > 0;
      if (message.has(MessageFlags.MSG_OOB)) {
        throw Errno.EOPNOTSUPP.exception();
      }
      if (named) {
        UnixName.check(message.address());
      } else if (peer() == null) {
        throw Errno.ENOTCONN.exception();
      }
      bindIfCredentialsPass();
      int length = Datagrams.checkLength(this, data);
      long deadline =
          deadline(task, message.has(MessageFlags.MSG_DONTWAIT), options().writeTimeout());
      awaitRoom(task, deadline);
      for (; ; ) {
        UnixSocket other = receiver(task, message, named);
        other.queue.sending.lock();
        try {
          if (!isFull(other)) {
            if (Datagrams.put(task, this, other, data, length, given, rights)) {
              rights = null;
              other.waitQueue().wake(READABLE);
              return length;
            }
            continue; // closed just now
          }
        } finally {
          other.queue.sending.unlock();
        }
        await(task, other.room, PollEvents.ALL, () -> !isFull(other), deadline);
      }
    } finally {
      family.inFlight().drop(rights);
    }
  }

  /** Who gets a message: the one that is named, or else the peer. */
  private UnixSocket receiver(Task task, SocketMessage message, boolean named)
      throws ErrnoException {
    for (; ; ) {
      UnixSocket other = named ? family.names().find(task, message.address(), this) : peer();
      if (other == null) {
        throw Errno.ECONNRESET.exception();
      }
      if (mayNotSendTo(other)) {
        throw Errno.EPERM.exception();
      }
      if (other.isDead()) {
        if (other == peer()) {
          reconnect(null);
          throw Errno.ECONNREFUSED.exception();
        }
        continue; // its name goes, too
      }
      if (other.isShut(NO_READ)) {
        throw Errno.EPIPE.exception();
      }
      return other;
    }
  }

  /** Whether the receiver has enough from others than its peer. */
  private boolean isFull(UnixSocket other) {
    return other != this
        && other.peer() != this
        && other.queue.count() > other.backlog
        && !other.isShut(NO_READ);
  }

  /** Whether the peer takes no more; then those who poll are told when it does. */
  private boolean isPeerFull() {
    UnixSocket other = peer();
    if (other == null || !isFull(other)) {
      return false;
    }
    relayLock.lock();
    try {
      if (watched != other) {
        if (watched != null) {
          watched.room.remove(relay);
        }
        other.room.add(relay, PollEvents.ALL);
        watched = other;
      }
    } finally {
      relayLock.unlock();
    }
    return isFull(other);
  }

  private void unwatch() {
    relayLock.lock();
    try {
      if (watched != null) {
        watched.room.remove(relay);
        watched = null;
      }
    } finally {
      relayLock.unlock();
    }
  }

  @Override
  public long receive(Task task, SocketMessage message, IoSink data) throws ErrnoException {
    return Datagrams.receive(this, task, message, data);
  }

  /** The end of what is received is told to those who would wait. */
  @Override
  boolean endsQuietly(long deadline) {
    return deadline != NO_WAIT;
  }

  @Override
  boolean endsReceiving() {
    return false;
  }

  @Override
  int readableBytes() {
    return queue.firstLength();
  }

  @Override
  public int poll() {
    int halves = shutdown();
    int events = hasError() ? PollEvents.POLLERR : 0;
    events |= halves == NEITHER ? PollEvents.POLLHUP : 0;
    events |= (halves & NO_READ) != 0 ? READ_CLOSED : 0;
    events |= queue.isEmpty() ? 0 : READABLE;
    return events | (hasRoomToPoll() && !isPeerFull() ? WRITABLE : 0);
  }

  @Override
  void onDead(UnixSocket other, boolean unread) {
    unwatch();
  }
}
