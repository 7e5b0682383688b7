package io.jvisor.syscalls.net;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.IN_BUFFER;
import static io.jvisor.kernel.api.Arg.MESSAGE_FLAGS;
import static io.jvisor.kernel.api.Arg.OUT_BUFFER;
import static io.jvisor.kernel.api.Arg.OUT_SOCKADDR;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SIZE;
import static io.jvisor.kernel.api.Arg.SOCKADDR;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.api.socket.SocketMessage;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code send(2)} and {@code recv(2)} with their kin, for one message. */
final class MessageCalls {
  /** What only the kernel itself says: {@code MSG_INTERNAL_SENDMSG_FLAGS}. */
  private static final int INTERNAL = 0x8000000 | 0x80000 | 0x100000 | 0x10000;

  private MessageCalls() {}

  static void register(Registrar table) {
    String missing = "MSG_OOB and MSG_ERRQUEUE of AF_UNIX";
    table
        .partial(SyscallNumbers.SENDTO, missing, FD, IN_BUFFER, SIZE, MESSAGE_FLAGS, SOCKADDR, INT)
        .by(MessageCalls::sendTo);
    table
        .partial(
            SyscallNumbers.RECVFROM,
            missing,
            FD,
            OUT_BUFFER,
            SIZE,
            MESSAGE_FLAGS,
            OUT_SOCKADDR,
            POINTER)
        .by(MessageCalls::receiveFrom);
    table
        .partial(SyscallNumbers.SENDMSG, missing, FD, POINTER, MESSAGE_FLAGS)
        .by(MessageCalls::sendMessage);
    table
        .partial(SyscallNumbers.RECVMSG, missing, FD, POINTER, MESSAGE_FLAGS)
        .by(MessageCalls::receiveMessage);
  }

  /** The flags of a call on a socket; {@code O_NONBLOCK} counts as {@code MSG_DONTWAIT}. */
  static int flags(Socket socket, int flags) {
    return socket.isNonBlocking() ? flags | MessageFlags.MSG_DONTWAIT : flags;
  }

  private static long sendTo(
      Task task, long fd, long buffer, long count, long flags, long address, long addressLength)
      throws ErrnoException {
    IoSource data = KernelTask.of(task).userSource().set(task.memory(), buffer, count);
    Socket socket = Sockets.get(task, fd);
    try {
      SocketMessage message = task.socketMessage().reset(flags(socket, (int) flags & ~INTERNAL));
      if (address != 0) {
        message.address().read(task.memory(), address, (int) addressLength);
      }
      return socket.send(task, message, data);
    } finally {
      socket.release();
    }
  }

  private static long receiveFrom(
      Task task, long fd, long buffer, long count, long flags, long address, long length)
      throws ErrnoException {
    IoSink data = KernelTask.of(task).userSink().set(task.memory(), buffer, count);
    Socket socket = Sockets.get(task, fd);
    try {
      SocketMessage message = task.socketMessage().reset(flags(socket, (int) flags));
      long result = socket.receive(task, message, data);
      if (address != 0) {
        message.address().write(task.memory(), address, length);
      }
      return result;
    } finally {
      socket.release();
    }
  }

  private static long sendMessage(Task task, long fd, long header, long flags)
      throws ErrnoException {
    Socket socket = Sockets.get(task, fd);
    try {
      return send(task, socket, header, (int) flags & ~INTERNAL);
    } finally {
      socket.release();
    }
  }

  /** Sends what a header in guest memory says. */
  static long send(Task task, Socket socket, long header, int flags) throws ErrnoException {
    SocketMessage message = task.socketMessage().reset(flags(socket, flags));
    IoSource data = MessageHeader.readData(task, header, message);
    MessageHeader.readControl(task, header, message);
    return socket.send(task, message, data);
  }

  private static long receiveMessage(Task task, long fd, long header, long flags)
      throws ErrnoException {
    Socket socket = Sockets.get(task, fd);
    try {
      return receive(task, socket, header, (int) flags);
    } finally {
      socket.release();
    }
  }

  /** Receives into what a header in guest memory says. */
  static long receive(Task task, Socket socket, long header, int flags) throws ErrnoException {
    SocketMessage message = task.socketMessage().reset(flags(socket, flags));
    IoSink data = MessageHeader.readSink(task, header, message);
    long result = socket.receive(task, message, data);
    MessageHeader.write(task, header, message);
    return result;
  }
}
