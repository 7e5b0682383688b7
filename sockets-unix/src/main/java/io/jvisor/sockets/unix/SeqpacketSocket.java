package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.abi.SocketType;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.socket.SocketMessage;

/** {@code SOCK_SEQPACKET}: messages over a connection. */
final class SeqpacketSocket extends ConnectionSocket {
  SeqpacketSocket(UnixFamily family, Task creator, int flags) throws ErrnoException {
    super(family, creator, SocketType.SOCK_SEQPACKET, flags);
  }

  @Override
  ConnectionSocket newSocket(Task creator) throws ErrnoException {
    return new SeqpacketSocket(family, creator, 0);
  }

  /** The address of a message does not count. */
  @Override
  public long send(Task task, SocketMessage message, IoSource data) throws ErrnoException {
    throwError();
    UnixSocket other = peer();
    if (state() != State.CONNECTED || other == null) {
      throw Errno.ENOTCONN.exception();
    }
    SenderId given = Ancillary.identity(task, message);
    Rights rights = Ancillary.rights(task, message, family.inFlight());
    try {
      if (message.has(MessageFlags.MSG_OOB)) {
        throw Errno.EOPNOTSUPP.exception();
      }
      int length = Datagrams.checkLength(this, data);
      awaitRoom(
          task, deadline(task, message.has(MessageFlags.MSG_DONTWAIT), options().writeTimeout()));
      other.queue.sending.lock();
      try {
        if (other.isShut(NO_READ)
            || !Datagrams.put(task, this, other, data, length, given, rights)) {
          throw Errno.EPIPE.exception();
        }
        rights = null;
      } finally {
        other.queue.sending.unlock();
      }
      other.waitQueue().wake(READABLE);
      return length;
    } finally {
      family.inFlight().drop(rights);
    }
  }

  @Override
  public long receive(Task task, SocketMessage message, IoSink data) throws ErrnoException {
    if (state() != State.CONNECTED) {
      throw Errno.ENOTCONN.exception();
    }
    return Datagrams.receive(this, task, message, data);
  }

  @Override
  boolean endsQuietly(long deadline) {
    return true;
  }
}
