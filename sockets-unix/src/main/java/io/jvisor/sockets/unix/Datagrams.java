package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.api.socket.SocketMessage;

/** Messages that keep their bounds, as datagrams and sequenced packets have them. */
final class Datagrams {
  /** What {@code SO_SNDBUF} holds beside the longest message. */
  private static final int OVERHEAD = 32;

  private Datagrams() {}

  /** Whether a message fits into a socket's buffer at all, or {@code EMSGSIZE}. */
  static int checkLength(UnixSocket socket, IoSource data) throws ErrnoException {
    long length = data.remaining();
    if (length > socket.options().sendBuffer() - OVERHEAD) {
      throw Errno.EMSGSIZE.exception();
    }
    return (int) length;
  }

  /**
   * Puts a message into a receiver's queue; {@code sending} of that queue is held.
   *
   * @return false when nothing is received there any more
   */
  static boolean put(
      Task task,
      UnixSocket from,
      UnixSocket to,
      IoSource data,
      int length,
      SenderId given,
      Rights rights)
      throws ErrnoException {
    SenderId identity = given != null ? given : from.identityOf(task, to);
    return to.queue.fill(data, length)
        && to.queue.put(length, MessageCost.ofDatagram(length), from, identity, rights);
  }

  /** Receives a message. */
  static long receive(UnixSocket socket, Task task, SocketMessage message, IoSink data)
      throws ErrnoException {
    if (message.has(MessageFlags.MSG_OOB)) {
      throw Errno.EOPNOTSUPP.exception();
    }
    boolean peeks = message.has(MessageFlags.MSG_PEEK);
    long deadline =
        Socket.deadline(
            task, message.has(MessageFlags.MSG_DONTWAIT), socket.options().readTimeout());
    ReceiveQueue queue = socket.queue;
    Rights rights;
    SenderId identity;
    long result;
    queue.receiving.lock();
    try {
      int index = 0;
      int skip;
      ReceiveQueue.Look look;
      for (; ; ) {
        socket.throwError();
        skip = socket.peekStart(peeks);
        index = 0;
        look = queue.look(0);
        while (look != null && skip > 0 && skip >= look.length) {
          skip -= look.length;
          look = queue.look(++index);
        }
        if (look != null) {
          break;
        }
        if (socket.isShut(UnixSocket.NO_READ) && socket.endsQuietly(deadline)) {
          return 0;
        }
        queue.receiving.unlock();
        try {
          socket.awaitReceive(task, deadline);
        } finally {
          queue.receiving.lock();
        }
      }
      if (look.sender.name() != null) {
        look.sender.fillAddress(message.address());
      }
      identity = look.identity;
      int there = look.length - skip;
      int length = (int) Math.min(there, data.remaining());
      if (length < there) {
        message.addResultFlags(MessageFlags.MSG_TRUNC);
      }
      boolean faulted = queue.copyOut(data, skip, length) < length;
      rights = peeks ? queue.copyRights(index) : queue.takeRights(socket.family.inFlight());
      if (peeks) {
        socket.movePeekOffset(length);
      } else {
        socket.movePeekOffset(-look.length);
        queue.take(look.length);
        look.sender.uncharged();
        socket.room.wake(PollEvents.ALL);
      }
      if (faulted) {
        if (rights != null) {
          socket.family.inFlight().release(rights, 0);
        }
        throw Errno.EFAULT.exception(); // and the message is gone, as in Linux
      }
      result = message.has(MessageFlags.MSG_TRUNC) ? there : length;
    } finally {
      queue.receiving.unlock();
    }
    Ancillary.deliver(task, socket, message, identity, rights);
    return result;
  }
}
