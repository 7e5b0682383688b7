package io.jvisor.syscalls.net;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SOCKET_LEVEL;
import static io.jvisor.kernel.api.Arg.SOCKET_OPTION;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.SocketOption;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.socket.Socket;
import java.lang.foreign.MemorySegment;

/** {@code getsockopt(2)} and {@code setsockopt(2)}. */
final class OptionCalls {
  private OptionCalls() {}

  static void register(Registrar table) {
    String missing = "filters, SO_BINDTODEVICE, SO_PEERSEC: ENOPROTOOPT";
    table
        .partial(SyscallNumbers.SETSOCKOPT, missing, FD, SOCKET_LEVEL, SOCKET_OPTION, POINTER, INT)
        .by(OptionCalls::set);
    table
        .partial(
            SyscallNumbers.GETSOCKOPT, missing, FD, SOCKET_LEVEL, SOCKET_OPTION, POINTER, POINTER)
        .by(OptionCalls::get);
  }

  private static long set(
      Task task, long fd, long level, long name, long address, long lengthArgument)
      throws ErrnoException {
    int length = (int) lengthArgument;
    if (length < 0) {
      throw Errno.EINVAL.exception();
    }
    Socket socket = Sockets.get(task, fd);
    try {
      if ((int) level == SocketOption.SOL_SOCKET) {
        SetSocketLevel.set(task, socket, (int) name, address, length);
      } else {
        socket.setOption(task, (int) level, (int) name, address, length);
      }
      return 0;
    } finally {
      socket.release();
    }
  }

  private static long get(
      Task task, long fd, long level, long name, long address, long lengthAddress)
      throws ErrnoException {
    Socket socket = Sockets.get(task, fd);
    try {
      UserMemory memory = task.memory();
      if ((int) level == SocketOption.SOL_SOCKET) {
        GetSocketLevel.get(task, socket, (int) name, address, lengthAddress);
        return 0;
      }
      int room = memory.readInt(lengthAddress);
      if (room < 0) {
        throw Errno.EINVAL.exception();
      }
      MemorySegment value = task.scratch();
      int length =
          socket.option(
              task, (int) level, (int) name, value.asSlice(0, Math.min(room, value.byteSize())));
      memory.write(address, value, 0, length);
      memory.writeInt(lengthAddress, length);
      return 0;
    } finally {
      socket.release();
    }
  }
}
