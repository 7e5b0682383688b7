package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.abi.SocketType;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.socket.SocketMessage;
import java.util.Objects;

/** {@code SOCK_STREAM}: bytes in order, in pieces that a reader does not see. */
final class StreamSocket extends ConnectionSocket {
  /** What {@code SO_SNDBUF} holds beside a piece. */
  private static final int PIECE_OVERHEAD = 64;

  StreamSocket(UnixFamily family, Task creator, int flags) throws ErrnoException {
    super(family, creator, SocketType.SOCK_STREAM, flags);
  }

  @Override
  ConnectionSocket newSocket(Task creator) throws ErrnoException {
    return new StreamSocket(family, creator, 0);
  }

  @Override
  public long send(Task task, SocketMessage message, IoSource data) throws ErrnoException {
    SenderId given = Ancillary.identity(task, message);
    Rights rights = Ancillary.rights(task, message, family.inFlight());
    long done = 0;
    try {
      UnixSocket other = connectedPeer(message);
      if (isShut(NO_WRITE)) {
        throw broken(task, message);
      }
      long deadline =
          deadline(task, message.has(MessageFlags.MSG_DONTWAIT), options().writeTimeout());
      while (data.remaining() > 0) {
        int length = pieceLength(data.remaining());
        awaitRoom(task, deadline);
        if (!sendPiece(task, other, data, length, given, rights)) {
          if (done > 0) {
            break;
          }
          throw broken(task, message);
        }
        rights = null;
        done += length;
      }
    } catch (ErrnoException failure) {
      if (done == 0) {
        throw failure;
      }
    } finally {
      family.inFlight().drop(rights);
    }
    return done;
  }

  private UnixSocket connectedPeer(SocketMessage message) throws ErrnoException {
    if (message.has(MessageFlags.MSG_OOB)) {
      throw Errno.EOPNOTSUPP.exception();
    }
    if (message.address().length() > 0) {
      throw (state() == State.CONNECTED ? Errno.EISCONN : Errno.EOPNOTSUPP).exception();
    }
    UnixSocket other = peer();
    if (other == null) {
      throw Errno.ENOTCONN.exception();
    }
    return other;
  }

  private int pieceLength(long left) {
    int half = Math.max(1, (options().sendBuffer() >> 1) - PIECE_OVERHEAD);
    return (int) Math.min(left, Math.min(half, MessageCost.STREAM_PIECE));
  }

  /** Sends a piece; false when nobody will receive it. */
  private boolean sendPiece(
      Task task, UnixSocket other, IoSource data, int length, SenderId given, Rights rights)
      throws ErrnoException {
    SenderId identity = given != null ? given : identityOf(task, other);
    other.queue.sending.lock();
    try {
      if (other.isShut(NO_READ)
          || !other.queue.fill(data, length)
          || !other.queue.put(length, MessageCost.ofStream(length), this, identity, rights)) {
        return false;
      }
    } finally {
      other.queue.sending.unlock();
    }
    other.waitQueue().wake(READABLE);
    return true;
  }

  @Override
  public long receive(Task task, SocketMessage message, IoSink data) throws ErrnoException {
    if (state() != State.CONNECTED || message.has(MessageFlags.MSG_OOB)) {
      throw Errno.EINVAL.exception();
    }
    boolean peeks = message.has(MessageFlags.MSG_PEEK);
    long wanted = data.remaining();
    long least =
        message.has(MessageFlags.MSG_WAITALL)
            ? wanted
            : Math.min(options().receiveLowWater(), wanted);
    long deadline = deadline(task, message.has(MessageFlags.MSG_DONTWAIT), options().readTimeout());
    boolean asksWho = passesCredentials();
    SenderId identity = null;
    Rights rights = null;
    long done = 0;
    int index = 0;
    boolean isFirst = true;
    queue.receiving.lock();
    try {
      int skip = peekStart(peeks);
      while (isFirst || (data.remaining() > 0 && rights == null)) {
        ReceiveQueue.Look look = queue.look(index);
        if (look == null) {
          if (done >= Math.max(1, least)
              || (peeks && done > 0)
              || !awaitMore(task, done, deadline)) {
            break;
          }
          continue;
        }
        if (skip > 0 && skip >= look.length) {
          skip -= look.length;
          index++;
          continue;
        }
        if (asksWho && !isFirst && !Objects.equals(identity, look.identity)) {
          break; // what one receive gives is from one sender
        }
        if (isFirst && look.sender.name() != null) {
          look.sender.fillAddress(message.address());
        }
        identity = look.identity;
        int length = (int) Math.min(look.length - skip, data.remaining());
        if (queue.copyOut(data, skip, length) < length) {
          if (done == 0) {
            throw Errno.EFAULT.exception();
          }
          break; // the piece stays as it is
        }
        done += length;
        isFirst = false;
        if (look.hasRights) {
          rights = peeks ? queue.copyRights(index) : queue.takeRights(family.inFlight());
        }
        if (peeks) {
          movePeekOffset(length);
          skip = 0;
          index++;
        } else {
          movePeekOffset(-length);
          if (queue.take(length)) {
            look.sender.uncharged();
          }
        }
      }
    } finally {
      queue.receiving.unlock();
    }
    Ancillary.deliver(task, this, message, isFirst ? SenderId.NONE : identity, rights);
    return done;
  }

  @Override
  boolean endsQuietly(long deadline) {
    return true;
  }

  /**
   * Waits for another piece; the queue is locked for receiving before and after.
   *
   * @param done what was received so far: it counts more than an error
   * @return false when there is none to come
   */
  private boolean awaitMore(Task task, long done, long deadline) throws ErrnoException {
    try {
      throwError();
      if (isShut(NO_READ)) {
        return false;
      }
      queue.receiving.unlock();
      try {
        awaitReceive(task, deadline);
      } finally {
        queue.receiving.lock();
      }
      return true;
    } catch (ErrnoException failure) {
      if (done > 0) {
        return false;
      }
      throw failure;
    }
  }
}
