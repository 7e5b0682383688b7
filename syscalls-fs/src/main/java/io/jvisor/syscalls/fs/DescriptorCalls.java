package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.OPEN_FLAGS;
import static io.jvisor.kernel.api.Arg.UINT;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;

/** {@code close(2)}, {@code close_range(2)}, {@code dup(2)}, {@code dup2(2)}, {@code dup3(2)}. */
final class DescriptorCalls {
  private static final int CLOSE_RANGE_UNSHARE = 2;
  private static final int CLOSE_RANGE_CLOEXEC = 4;

  private DescriptorCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.CLOSE, FD).by(DescriptorCalls::close);
    table
        .partial(
            SyscallNumbers.CLOSE_RANGE,
            "CLOSE_RANGE_UNSHARE of a table that is shared: EINVAL",
            UINT,
            UINT,
            HEX)
        .by(DescriptorCalls::closeRange);
    table.full(SyscallNumbers.DUP, FD).by(DescriptorCalls::dup);
    table.full(SyscallNumbers.DUP2, FD, FD).by(DescriptorCalls::dup2);
    table.full(SyscallNumbers.DUP3, FD, FD, OPEN_FLAGS).by(DescriptorCalls::dup3);
  }

  private static long close(Task task, long fd) throws ErrnoException {
    return task.files().close(task, (int) fd);
  }

  private static long closeRange(Task task, long first, long last, long flags)
      throws ErrnoException {
    // The bounds are unsigned; no descriptor is above the largest int.
    long from = first & 0xffffffffL;
    long to = last & 0xffffffffL;
    if (((int) flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC)) != 0 || from > to) {
      throw Errno.EINVAL.exception();
    }
    if ((flags & CLOSE_RANGE_UNSHARE) != 0 && task.files().isShared()) {
      throw Errno.EINVAL.exception();
    }
    if (from > Integer.MAX_VALUE) {
      return 0;
    }
    int end = (int) Math.min(to, Integer.MAX_VALUE);
    if ((flags & CLOSE_RANGE_CLOEXEC) != 0) {
      task.files().setCloseOnExecRange((int) from, end);
    } else {
      task.files().closeRange(task, (int) from, end);
    }
    return 0;
  }

  private static long dup(Task task, long fd) throws ErrnoException {
    return Descriptors.install(task, Descriptors.getRaw(task, fd), false);
  }

  private static long dup2(Task task, long from, long to) throws ErrnoException {
    if ((int) from == (int) to) {
      Descriptors.getRaw(task, from).release();
      return (int) to;
    }
    return duplicate(task, from, to, false);
  }

  private static long dup3(Task task, long from, long to, long flags) throws ErrnoException {
    if (((int) flags & ~OpenFlags.O_CLOEXEC) != 0 || (int) from == (int) to) {
      throw Errno.EINVAL.exception();
    }
    return duplicate(task, from, to, (flags & OpenFlags.O_CLOEXEC) != 0);
  }

  private static long duplicate(Task task, long from, long to, boolean cloexec)
      throws ErrnoException {
    FileDescription file = Descriptors.getRaw(task, from);
    try {
      task.files().installAt(task, (int) to, file, Descriptors.limit(task), cloexec);
    } catch (ErrnoException error) {
      file.release();
      throw error;
    }
    return (int) to;
  }
}
