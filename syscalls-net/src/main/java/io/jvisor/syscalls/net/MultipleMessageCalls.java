package io.jvisor.syscalls.net;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.MESSAGE_FLAGS;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.TIMESPEC;
import static io.jvisor.kernel.api.Arg.UINT;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.api.socket.Socket;

/** {@code sendmmsg(2)} and {@code recvmmsg(2)}. */
final class MultipleMessageCalls {
  /** Size of {@code struct mmsghdr}: a {@code msghdr} and how many bytes were moved. */
  private static final int BYTES = 64;

  private static final int COUNT = MessageHeader.BYTES;

  /** {@code UIO_MAXIOV}: more are cut. */
  private static final int MOST = 1024;

  private MultipleMessageCalls() {}

  static void register(Registrar table) {
    String missing = "MSG_OOB and MSG_ERRQUEUE of AF_UNIX";
    table
        .partial(SyscallNumbers.SENDMMSG, missing, FD, POINTER, UINT, MESSAGE_FLAGS)
        .by(MultipleMessageCalls::send);
    table
        .partial(SyscallNumbers.RECVMMSG, missing, FD, POINTER, UINT, MESSAGE_FLAGS, TIMESPEC)
        .by(MultipleMessageCalls::receive);
  }

  /** An error counts only if nothing was sent before it. */
  private static long send(Task task, long fd, long vector, long count, long flags)
      throws ErrnoException {
    Socket socket = Sockets.get(task, fd);
    try {
      int wanted = (int) Math.min(count & 0xffffffffL, MOST);
      int done = 0;
      try {
        while (done < wanted) {
          long header = vector + (long) done * BYTES;
          long sent = MessageCalls.send(task, socket, header, (int) flags);
          task.memory().writeInt(header + COUNT, (int) sent);
          done++;
          if (task.isInterrupted()) {
            break;
          }
        }
      } catch (ErrnoException error) {
        if (done == 0) {
          throw error;
        }
      }
      return done;
    } finally {
      socket.release();
    }
  }

  /** An error after the first message waits for the next call. */
  private static long receive(Task task, long fd, long vector, long count, long flags, long timeout)
      throws ErrnoException {
    long deadline =
        timeout == 0
            ? Task.FOREVER
            : task.clock().deadlineAfter(Timespec.read(task.memory(), timeout));
    Socket socket = Sockets.get(task, fd);
    try {
      Errno waiting = socket.takeError();
      if (waiting != null) {
        throw waiting.exception();
      }
      int done = receiveAll(task, socket, vector, count, (int) flags, deadline);
      if (timeout != 0 && done > 0) {
        writeRemaining(task, timeout, deadline);
      }
      return done;
    } finally {
      socket.release();
    }
  }

  private static int receiveAll(
      Task task, Socket socket, long vector, long count, int flags, long deadline)
      throws ErrnoException {
    int wanted = (int) Math.min(count & 0xffffffffL, Integer.MAX_VALUE);
    int call = flags & ~MessageFlags.MSG_WAITFORONE;
    int done = 0;
    while (done < wanted) {
      long header = vector + (long) done * BYTES;
      try {
        long received = MessageCalls.receive(task, socket, header, call);
        task.memory().writeInt(header + COUNT, (int) received);
      } catch (ErrnoException error) {
        if (done == 0) {
          throw error;
        }
        if (error.errno() != Errno.EAGAIN && error.result() != Restart.SYS) {
          socket.setError(error.errno());
        }
        break;
      }
      done++;
      if ((flags & MessageFlags.MSG_WAITFORONE) != 0) {
        call |= MessageFlags.MSG_DONTWAIT;
      }
      if (task.isInterrupted()
          || (deadline != Task.FOREVER && task.clock().monotonicNanos() >= deadline)) {
        break;
      }
    }
    return done;
  }

  private static void writeRemaining(Task task, long timeout, long deadline) throws ErrnoException {
    if (deadline == Task.FOREVER) {
      return;
    }
    long left = Math.max(0, deadline - task.clock().monotonicNanos());
    Timespec.write(task.memory(), timeout, left);
  }
}
