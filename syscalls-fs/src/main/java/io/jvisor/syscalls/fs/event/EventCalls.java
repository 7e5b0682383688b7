package io.jvisor.syscalls.fs.event;

import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.UINT;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.syscalls.fs.Descriptors;

/** {@code eventfd(2)}. */
public final class EventCalls {
  private static final int EFD_SEMAPHORE = 1;

  private EventCalls() {}

  /** Registers the calls. */
  public static void register(Registrar table) {
    table.full(SyscallNumbers.EVENTFD, UINT).by(EventCalls::eventfd);
    table.full(SyscallNumbers.EVENTFD2, UINT, HEX).by(EventCalls::eventfd2);
  }

  private static long eventfd(Task task, long initial) throws ErrnoException {
    return eventfd2(task, initial, 0);
  }

  private static long eventfd2(Task task, long initial, long flagArgument) throws ErrnoException {
    int flags = (int) flagArgument;
    if ((flags & ~(EFD_SEMAPHORE | OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK)) != 0) {
      throw Errno.EINVAL.exception();
    }
    EventFile file =
        new EventFile(
            initial & 0xffffffffL, (flags & EFD_SEMAPHORE) != 0, flags & OpenFlags.O_NONBLOCK);
    return Descriptors.install(task, file, (flags & OpenFlags.O_CLOEXEC) != 0);
  }
}
