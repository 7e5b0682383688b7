package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.ninep.MessageBuffer;
import io.jvisor.ninep.MessageType;
import io.jvisor.ninep.Protocol;
import io.jvisor.ninep.ProtocolException;
import io.jvisor.ninep.Request;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostSockets;
import java.lang.foreign.Arena;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The socket to the gofer, shared by all tasks.
 *
 * <p>There is no thread that receives: of those who wait for replies one does it for all, until its
 * own has come; then it passes that duty on. So a lone caller is woken by the host directly and
 * nobody is woken twice, which across CPUs costs more than the call itself.
 *
 * <p>Calls are not interruptible: the gofer answers each in the time of a few host calls. When it
 * is gone, or breaks the protocol, every call under way and to come is {@code EIO}.
 */
final class Connection {
  private static final int MAXIMUM_EXCHANGES = 64;

  private final int socket;
  private final Arena arena = Arena.ofAuto();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();

  /** By tag; the first {@link #made} exist. Guarded by {@link #lock}. */
  private final Exchange[] exchanges = new Exchange[MAXIMUM_EXCHANGES];

  /** Guarded by {@link #lock}. */
  private int made;

  /** Stack of exchanges that nobody uses. Guarded by {@link #lock}. */
  private final Exchange[] free = new Exchange[MAXIMUM_EXCHANGES];

  /** Guarded by {@link #lock}. */
  private int freeCount;

  /** Whether somebody receives. Guarded by {@link #lock}. */
  private boolean receiving;

  /** Guarded by {@link #lock}. */
  private boolean dead;

  /** Whether the descriptor was closed. Guarded by {@link #lock}. */
  private boolean closed;

  /** Takes over a socket. */
  Connection(int socket) {
    this.socket = socket;
  }

  /** An exchange whose request is to be written; the caller ends it. */
  Exchange begin() throws ErrnoException {
    lock.lock();
    try {
      while (freeCount == 0 && made == MAXIMUM_EXCHANGES && !dead) {
        freed.awaitUninterruptibly();
      }
      if (dead) {
        throw Errno.EIO.exception();
      }
      if (freeCount > 0) {
        return free[--freeCount];
      }
      Exchange fresh = new Exchange(made, arena, lock.newCondition());
      exchanges[made++] = fresh;
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /** Gives an exchange back. */
  void end(Exchange exchange) {
    exchange.reply.message.close();
    lock.lock();
    try {
      exchange.done = false;
      free[freeCount++] = exchange;
      freed.signal();
      if (dead && freeCount == made) {
        closeSocket();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a request and waits for its reply.
   *
   * @return the reply, opened behind its header; valid until {@link #end}
   * @throws ErrnoException what the server answered, or {@code EIO}
   */
  MessageBuffer call(Exchange exchange, Request request) throws ErrnoException {
    try {
      exchange.out.begin(request.type(), exchange.tag);
      request.emit(exchange.out);
    } catch (ProtocolException e) {
      throw Errno.EMSGSIZE.exception();
    }
    lock.lock();
    try {
      exchange.done = false;
      exchange.pending = true;
    } finally {
      lock.unlock();
    }
    if (exchange.outgoing.send(socket, exchange.out.finish(), -1) < 0) {
      fail();
    }
    await(exchange);
    MessageBuffer reply = exchange.reply.buffer;
    if (reply.type() == MessageType.RLERROR) {
      try {
        throw Errno.ofResult(-(long) reply.getInt()).exception();
      } catch (ProtocolException e) {
        throw Errno.EIO.exception();
      }
    }
    if (reply.type() != request.type() + 1) {
      fail();
      throw Errno.EIO.exception();
    }
    return reply;
  }

  /** Sends a request that has no reply. */
  void post(Request request) {
    Exchange exchange;
    try {
      exchange = begin();
    } catch (ErrnoException e) {
      return; // the gofer is gone, and with it what it was to be told
    }
    try {
      exchange.out.begin(request.type(), Protocol.NO_TAG);
      request.emit(exchange.out);
      if (exchange.outgoing.send(socket, exchange.out.finish(), -1) < 0) {
        fail();
      }
    } catch (ProtocolException e) {
      throw new IllegalArgumentException(e);
    } finally {
      end(exchange);
    }
  }

  private void await(Exchange exchange) throws ErrnoException {
    lock.lock();
    try {
      while (!exchange.done) {
        if (dead) {
          exchange.pending = false;
          throw Errno.EIO.exception();
        }
        if (receiving) {
          exchange.arrival.awaitUninterruptibly();
        } else {
          receiveOne(exchange);
        }
      }
    } finally {
      if (!receiving) {
        appointReceiver();
      }
      lock.unlock();
    }
  }

  /** Receives one message, whoever it is for. The lock is held, but not meanwhile. */
  private void receiveOne(Exchange receiver) {
    receiving = true;
    Exchange.Reply reply = receiver.reply;
    lock.unlock();
    long length;
    try {
      length = reply.message.receive(socket, true);
    } finally {
      lock.lock();
      receiving = false;
    }
    Exchange target = length > 0 ? targetOf(reply, length) : null;
    if (target == null) {
      failLocked();
      return;
    }
    if (target != receiver) {
      receiver.reply = target.reply;
      target.reply = reply;
      target.arrival.signal();
    }
    target.pending = false;
    target.done = true;
  }

  private Exchange targetOf(Exchange.Reply reply, long length) {
    try {
      reply.buffer.open(length);
    } catch (ProtocolException e) {
      return null;
    }
    int tag = reply.buffer.tag();
    return tag < made && exchanges[tag].pending ? exchanges[tag] : null;
  }

  /** Wakes one who still waits, so that it receives for the others. The lock is held. */
  private void appointReceiver() {
    for (int i = 0; i < made; i++) {
      if (exchanges[i].pending) {
        exchanges[i].arrival.signal();
        return;
      }
    }
  }

  /** Gives the connection up. */
  void fail() {
    lock.lock();
    try {
      failLocked();
    } finally {
      lock.unlock();
    }
  }

  private void failLocked() {
    if (dead) {
      return;
    }
    dead = true;
    HostSockets.shutDown(socket);
    for (int i = 0; i < made; i++) {
      exchanges[i].arrival.signal();
    }
    freed.signalAll();
    if (freeCount == made) {
      closeSocket();
    }
  }

  /** Nobody uses the descriptor's number any more. The lock is held. */
  private void closeSocket() {
    if (!closed) {
      closed = true;
      HostFiles.close(socket);
    }
  }
}
