package io.jvisor.syscalls.net;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.socket.ControlBuffer;
import io.jvisor.kernel.api.socket.SocketAddress;
import io.jvisor.kernel.api.socket.SocketMessage;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code struct msghdr} in guest memory: {@code sendmsg(2)} and {@code recvmsg(2)}. */
final class MessageHeader {
  /** Size of {@code struct msghdr}. */
  static final int BYTES = 56;

  private static final int NAME = 0;
  private static final int NAME_LENGTH = 8;
  private static final int VECTOR = 16;
  private static final int VECTOR_LENGTH = 24;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int FLAGS = 48;

  /** {@code UIO_MAXIOV}. */
  private static final int MOST_BUFFERS = 1024;

  private MessageHeader() {}

  private static void checkCounts(UserMemory memory, long header) throws ErrnoException {
    if (memory.readLong(header + NAME) != 0 && memory.readInt(header + NAME_LENGTH) < 0) {
      throw Errno.EINVAL.exception();
    }
  }

  private static void checkBuffers(UserMemory memory, long header) throws ErrnoException {
    if (Long.compareUnsigned(memory.readLong(header + VECTOR_LENGTH), MOST_BUFFERS) > 0) {
      throw Errno.EMSGSIZE.exception();
    }
  }

  /** Reads the address and the data of a message to send. */
  static IoSource readData(Task task, long header, SocketMessage message) throws ErrnoException {
    UserMemory memory = task.memory();
    checkCounts(memory, header);
    long name = memory.readLong(header + NAME);
    int nameLength = Math.min(memory.readInt(header + NAME_LENGTH), SocketAddress.MAX_BYTES);
    if (name != 0 && nameLength > 0) {
      message.address().read(memory, name, nameLength);
    }
    checkBuffers(memory, header);
    return KernelTask.of(task)
        .userSource()
        .setVector(
            memory, memory.readLong(header + VECTOR), memory.readLong(header + VECTOR_LENGTH));
  }

  /**
   * Reads the control messages of a message to send.
   *
   * @throws ErrnoException {@code ENOBUFS} for more than there may be
   */
  static void readControl(Task task, long header, SocketMessage message) throws ErrnoException {
    UserMemory memory = task.memory();
    long length = memory.readLong(header + CONTROL_LENGTH);
    long address = memory.readLong(header + CONTROL);
    if (length == 0) {
      return;
    }
    if (length < 0 || length > ControlBuffer.MAX_BYTES) {
      throw Errno.ENOBUFS.exception();
    }
    ControlBuffer control = message.control();
    control.resize((int) length);
    memory.read(address, control.bytes(), 0, length);
  }

  /** Reads where data and control messages of a received message go. */
  static IoSink readSink(Task task, long header, SocketMessage message) throws ErrnoException {
    UserMemory memory = task.memory();
    checkCounts(memory, header);
    checkBuffers(memory, header);
    long length = memory.readLong(header + CONTROL_LENGTH);
    message.control().reset(memory.readLong(header + CONTROL) == 0 ? 0 : Math.max(0, length));
    return KernelTask.of(task)
        .userSink()
        .setVector(
            memory, memory.readLong(header + VECTOR), memory.readLong(header + VECTOR_LENGTH));
  }

  /** Tells the guest what came beside the data of a received message. */
  static void write(Task task, long header, SocketMessage message) throws ErrnoException {
    UserMemory memory = task.memory();
    long name = memory.readLong(header + NAME);
    if (name != 0) {
      message.address().write(memory, name, header + NAME_LENGTH);
    }
    ControlBuffer control = message.control();
    long address = memory.readLong(header + CONTROL);
    if (address != 0 && control.length() > 0) {
      memory.write(address, control.bytes(), 0, control.length());
    }
    int flags = message.resultFlags() | (message.flags() & MessageFlags.MSG_CMSG_CLOEXEC);
    memory.writeInt(
        header + FLAGS, control.isTruncated() ? flags | MessageFlags.MSG_CTRUNC : flags);
    memory.writeLong(header + CONTROL_LENGTH, control.length());
  }
}
