package io.jvisor.syscalls.fs.epoll;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SIGSET;
import static io.jvisor.kernel.api.Arg.SIZE;
import static io.jvisor.kernel.api.Arg.TIMESPEC;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.syscalls.fs.Descriptors;
import io.jvisor.syscalls.fs.poll.SignalMask;

/** {@code epoll_create(2)}, {@code epoll_ctl(2)}, {@code epoll_wait(2)}. */
public final class EpollCalls {
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;

  /** {@code struct epoll_event}, which is packed on x86-64. */
  private static final int EVENT_BYTES = 12;

  private static final int DATA = 4;
  private static final int MOST_EVENTS = Integer.MAX_VALUE / EVENT_BYTES;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private EpollCalls() {}

  /** Registers the calls. */
  public static void register(Registrar table) {
    table.full(SyscallNumbers.EPOLL_CREATE, INT).by(EpollCalls::create);
    table.full(SyscallNumbers.EPOLL_CREATE1, HEX).by(EpollCalls::create1);
    table.full(SyscallNumbers.EPOLL_CTL, FD, INT, FD, POINTER).by(EpollCalls::control);
    table.full(SyscallNumbers.EPOLL_WAIT, FD, POINTER, INT, INT).by(EpollCalls::await);
    table
        .full(SyscallNumbers.EPOLL_PWAIT, FD, POINTER, INT, INT, SIGSET, SIZE)
        .by(EpollCalls::pwait);
    table
        .full(SyscallNumbers.EPOLL_PWAIT2, FD, POINTER, INT, TIMESPEC, SIGSET, SIZE)
        .by(EpollCalls::pwait2);
  }

  private static long create(Task task, long size) throws ErrnoException {
    if ((int) size <= 0) {
      throw Errno.EINVAL.exception();
    }
    return Descriptors.install(task, new EpollInstance(), false);
  }

  private static long create1(Task task, long flags) throws ErrnoException {
    if (((int) flags & ~OpenFlags.O_CLOEXEC) != 0) {
      throw Errno.EINVAL.exception();
    }
    return Descriptors.install(task, new EpollInstance(), ((int) flags & OpenFlags.O_CLOEXEC) != 0);
  }

  /** The order of the checks is that of {@code do_epoll_ctl}. */
  private static long control(Task task, long epfd, long operation, long fd, long address)
      throws ErrnoException {
    int what = (int) operation;
    int events = 0;
    long data = 0;
    if (what != EPOLL_CTL_DEL) {
      events = task.memory().readInt(address);
      data = task.memory().readLong(address + DATA);
    }
    FileDescription outer = Descriptors.get(task, epfd);
    try {
      FileDescription file = Descriptors.get(task, fd);
      try {
        if (file.waitQueue(task) == null) {
          throw Errno.EPERM.exception();
        }
        if (file == outer || !(outer instanceof EpollInstance instance)) {
          throw Errno.EINVAL.exception();
        }
        change(task, instance, what, file, (int) fd, events, data);
        return 0;
      } finally {
        file.release();
      }
    } finally {
      outer.release();
    }
  }

  private static void change(
      Task task,
      EpollInstance instance,
      int operation,
      FileDescription file,
      int fd,
      int flags,
      long data)
      throws ErrnoException {
    int events = flags & ~EpollEvents.EPOLLWAKEUP; // nothing here ever suspends
    boolean exclusive = (events & EpollEvents.EPOLLEXCLUSIVE) != 0;
    switch (operation) {
      case EPOLL_CTL_ADD -> {
        if (exclusive
            && (file instanceof EpollInstance || (events & ~EpollEvents.WITH_EXCLUSIVE) != 0)) {
          throw Errno.EINVAL.exception();
        }
        instance.add(task, file, fd, events, data);
      }
      case EPOLL_CTL_MOD -> {
        if (exclusive) {
          throw Errno.EINVAL.exception();
        }
        instance.modify(task, file, fd, events, data);
      }
      case EPOLL_CTL_DEL -> instance.remove(file, fd);
      default -> throw Errno.EINVAL.exception();
    }
  }

  private static long await(Task task, long epfd, long address, long most, long timeout)
      throws ErrnoException {
    return run(task, epfd, address, most, deadline(task, timeout));
  }

  private static long pwait(
      Task task, long epfd, long address, long most, long timeout, long mask, long maskSize)
      throws ErrnoException {
    SignalMask.set(task, mask, maskSize);
    return run(task, epfd, address, most, deadline(task, timeout));
  }

  private static long pwait2(
      Task task, long epfd, long address, long most, long timeout, long mask, long maskSize)
      throws ErrnoException {
    long deadline = Task.FOREVER;
    if (timeout != 0) {
      long nanos = Timespec.read(task.memory(), timeout);
      deadline = nanos == 0 ? 0 : task.clock().deadlineAfter(nanos);
    }
    SignalMask.set(task, mask, maskSize);
    return run(task, epfd, address, most, deadline);
  }

  private static long deadline(Task task, long timeout) {
    int milliseconds = (int) timeout;
    if (milliseconds < 0) {
      return Task.FOREVER;
    }
    return milliseconds == 0 ? 0 : task.clock().deadlineAfter(milliseconds * NANOS_PER_MILLI);
  }

  private static long run(Task task, long epfd, long address, long mostArgument, long deadline)
      throws ErrnoException {
    int most = (int) mostArgument;
    FileDescription file = Descriptors.get(task, epfd);
    try {
      if (most <= 0 || most > MOST_EVENTS) {
        throw Errno.EINVAL.exception();
      }
      UserMemory.checkRange(address, (long) most * EVENT_BYTES);
      if (!(file instanceof EpollInstance instance)) {
        throw Errno.EINVAL.exception();
      }
      UserMemory memory = task.memory();
      int count =
          instance.await(
              task,
              (index, events, data) -> {
                long at = address + (long) index * EVENT_BYTES;
                memory.writeInt(at, events);
                memory.writeLong(at + DATA, data);
              },
              most,
              deadline);
      // Never restarted, whatever SA_RESTART says: signal(7).
      return count < 0 ? Errno.EINTR.result() : count;
    } finally {
      file.release();
    }
  }
}
