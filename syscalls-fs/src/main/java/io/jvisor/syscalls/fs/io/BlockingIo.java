package io.jvisor.syscalls.fs.io;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.file.Terminal;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.api.socket.SocketMessage;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.vfs.FileEvents;
import java.util.function.BooleanSupplier;

/**
 * Reads and writes that wait: the one place where a file call blocks. Descriptions themselves never
 * do, sockets excepted; they throw {@code EAGAIN}.
 *
 * <p>A signal ends a wait: with the bytes moved so far, or with a restart where there are none
 * ({@code signal(7)}).
 */
public final class BlockingIo {
  /** What ends the wait of a reader. */
  static final int READ_EVENTS =
      PollEvents.POLLIN
          | PollEvents.POLLRDNORM
          | PollEvents.POLLRDHUP
          | PollEvents.POLLHUP
          | PollEvents.POLLERR;

  /** What ends the wait of a writer. */
  static final int WRITE_EVENTS =
      PollEvents.POLLOUT | PollEvents.POLLWRNORM | PollEvents.POLLHUP | PollEvents.POLLERR;

  /** What a writer sees when nobody can read any more. */
  static final int BROKEN = PollEvents.POLLERR;

  private BlockingIo() {}

  /**
   * Reads, waiting for the first byte unless the description is non-blocking.
   *
   * @return bytes read, or a {@link Restart} value
   */
  public static long read(Task task, FileDescription file, IoSink sink) throws ErrnoException {
    return read(task, file, sink, file.isNonBlocking());
  }

  /** Reads; {@code noWait} stands for {@code O_NONBLOCK}, as {@code RWF_NOWAIT} does. */
  public static long read(Task task, FileDescription file, IoSink sink, boolean noWait)
      throws ErrnoException {
    if (file instanceof Socket socket) {
      return sink.remaining() == 0 ? 0 : socket.receive(task, message(task, noWait), sink);
    }
    if (file.terminal() != null) {
      return TerminalIo.read(task, file, sink, noWait);
    }
    long count;
    try {
      count = file.read(task, sink);
    } catch (ErrnoException error) {
      if (error.errno() != Errno.EAGAIN || noWait) {
        throw error;
      }
      count = new Attempt(() -> file.read(task, sink)).await(task, file, READ_EVENTS);
    }
    if (count == 0 && sink.isFaulted()) {
      throw Errno.EFAULT.exception();
    }
    if (count > 0) {
      FileEvents.read(file);
    }
    return count;
  }

  /**
   * Writes everything, waiting for room unless the description is non-blocking.
   *
   * @return bytes written, or a {@link Restart} value
   */
  public static long write(Task task, FileDescription file, IoSource source) throws ErrnoException {
    return write(task, file, source, file.isNonBlocking());
  }

  /** Writes; {@code noWait} stands for {@code O_NONBLOCK}, as {@code RWF_NOWAIT} does. */
  public static long write(Task task, FileDescription file, IoSource source, boolean noWait)
      throws ErrnoException {
    Terminal terminal = file.terminal();
    if (terminal != null) {
      long stopped = TerminalIo.checkWrite(task, terminal);
      if (stopped != 0) {
        return stopped;
      }
    }
    long total = writeAll(task, file, source, noWait);
    if (total > 0) {
      FileEvents.written(file);
    }
    return total;
  }

  private static long writeAll(Task task, FileDescription file, IoSource source, boolean noWait)
      throws ErrnoException {
    if (file instanceof Socket socket) {
      return socket.send(task, message(task, noWait), source);
    }
    long total = 0;
    long wanted = source.remaining(); // what takes everything, as /dev/null, need not get it
    for (; ; ) {
      long count;
      try {
        count = attemptWrite(task, file, source, noWait);
      } catch (ErrnoException error) {
        if (total > 0) {
          return total;
        }
        throw error;
      }
      if (count < 0) { // interrupted
        return total > 0 ? total : count;
      }
      total += count;
      if (source.isFaulted() && total == 0) {
        throw Errno.EFAULT.exception();
      }
      if (count == 0
          || total >= wanted
          || source.isFaulted()
          || noWait
          || file instanceof ShortWriter) {
        return total;
      }
    }
  }

  /**
   * Writes what there is room for, and waits only until there is some.
   *
   * @return bytes written, or a {@link Restart} value
   */
  public static long writeSome(Task task, FileDescription file, IoSource source, boolean noWait)
      throws ErrnoException {
    long count = attemptWrite(task, file, source, noWait);
    if (count > 0) {
      FileEvents.written(file);
    }
    return count;
  }

  private static long attemptWrite(Task task, FileDescription file, IoSource source, boolean noWait)
      throws ErrnoException {
    try {
      return file.write(task, source);
    } catch (ErrnoException error) {
      if (error.errno() != Errno.EAGAIN || noWait) {
        throw error;
      }
    }
    return new Attempt(() -> file.write(task, source)).await(task, file, WRITE_EVENTS);
  }

  /** A read or a write. */
  @FunctionalInterface
  private interface Move {
    long run() throws ErrnoException;
  }

  /**
   * A read or write that is tried again whenever the description tells of a change. That the
   * description is ready is not what is waited for: what poll(2) calls writable may have no room
   * for what is to be written, as a counter of {@code eventfd(2)}.
   */
  private static final class Attempt implements BooleanSupplier {
    private final Move move;
    private long count;
    private ErrnoException failure;

    Attempt(Move move) {
      this.move = move;
    }

    @Override
    public boolean getAsBoolean() {
      try {
        count = move.run();
        return true;
      } catch (ErrnoException error) {
        if (error.errno() == Errno.EAGAIN) {
          return false;
        }
        failure = error;
        return true;
      }
    }

    /**
     * Waits until it succeeds or fails.
     *
     * @return bytes moved, or {@link Restart#SYS} after a signal
     */
    long await(Task task, FileDescription file, int events) throws ErrnoException {
      WaitQueue queue = file.waitQueue(task);
      if (queue == null) {
        throw Errno.EAGAIN.exception();
      }
      if (task.await(queue, events, this, Task.FOREVER) == WaitResult.INTERRUPTED) {
        return Restart.SYS;
      }
      if (failure != null) {
        throw failure;
      }
      return count;
    }
  }

  /** A socket waits itself: it knows how long, and for whom. */
  private static SocketMessage message(Task task, boolean noWait) {
    return task.socketMessage().reset(noWait ? MessageFlags.MSG_DONTWAIT : 0);
  }

  /**
   * Waits until a description is ready.
   *
   * @return 0, or {@link Restart#SYS} after a signal
   * @throws ErrnoException {@code EAGAIN} when the description never tells of a change
   */
  static long await(Task task, FileDescription file, int events) throws ErrnoException {
    WaitQueue queue = file.waitQueue(task);
    if (queue == null) {
      throw Errno.EAGAIN.exception();
    }
    WaitResult result =
        task.await(queue, events, () -> (file.poll(task) & events) != 0, Task.FOREVER);
    return result == WaitResult.INTERRUPTED ? Restart.SYS : 0;
  }
}
