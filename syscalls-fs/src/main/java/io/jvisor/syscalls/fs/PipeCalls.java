package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.OPEN_FLAGS;
import static io.jvisor.kernel.api.Arg.OUT_FD_PAIR;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.vfs.pipefs.Pipes;

/** {@code pipe(2)}. */
final class PipeCalls {
  private PipeCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.PIPE, OUT_FD_PAIR).by(PipeCalls::pipe);
    table
        .partial(SyscallNumbers.PIPE2, "O_DIRECT: EINVAL", OUT_FD_PAIR, OPEN_FLAGS)
        .by(PipeCalls::pipe2);
  }

  private static long pipe(Task task, long address) throws ErrnoException {
    return pipe2(task, address, 0);
  }

  private static long pipe2(Task task, long address, long flags) throws ErrnoException {
    boolean cloexec = ((int) flags & OpenFlags.O_CLOEXEC) != 0;
    Pipes.Pair pair = Pipes.create(task, (int) flags);
    int reader;
    try {
      reader = Descriptors.install(task, pair.reader(), cloexec);
    } catch (ErrnoException error) {
      pair.writer().release();
      throw error;
    }
    int writer;
    try {
      writer = Descriptors.install(task, pair.writer(), cloexec);
    } catch (ErrnoException error) {
      task.files().close(task, reader);
      throw error;
    }
    try {
      task.memory().writeLong(address, (long) writer << 32 | reader);
    } catch (ErrnoException error) {
      task.files().close(task, reader);
      task.files().close(task, writer);
      throw error;
    }
    return 0;
  }
}
