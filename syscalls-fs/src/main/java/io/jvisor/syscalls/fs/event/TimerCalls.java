package io.jvisor.syscalls.fs.event;

import static io.jvisor.kernel.api.Arg.CLOCK_ID;
import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.POINTER;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.syscalls.fs.Descriptors;

/** {@code timerfd_create(2)}, {@code timerfd_settime(2)}, {@code timerfd_gettime(2)}. */
public final class TimerCalls {
  private static final int CLOCK_REALTIME = 0;
  private static final int CLOCK_MONOTONIC = 1;
  private static final int CLOCK_BOOTTIME = 7;
  private static final int CLOCK_REALTIME_ALARM = 8;
  private static final int CLOCK_BOOTTIME_ALARM = 9;

  /** Nobody can set the clock, so there is nothing to cancel on. */
  private static final int TFD_TIMER_CANCEL_ON_SET = 2;

  private TimerCalls() {}

  /** Registers the calls. */
  public static void register(Registrar table) {
    table.full(SyscallNumbers.TIMERFD_CREATE, CLOCK_ID, HEX).by(TimerCalls::create);
    table.full(SyscallNumbers.TIMERFD_SETTIME, FD, HEX, POINTER, POINTER).by(TimerCalls::setTime);
    table.full(SyscallNumbers.TIMERFD_GETTIME, FD, POINTER).by(TimerCalls::getTime);
  }

  private static long create(Task task, long clockId, long flagArgument) throws ErrnoException {
    int flags = (int) flagArgument;
    int clock = (int) clockId;
    if ((flags & ~(OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK)) != 0) {
      throw Errno.EINVAL.exception();
    }
    switch (clock) {
      case CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME -> {}
      case CLOCK_REALTIME_ALARM, CLOCK_BOOTTIME_ALARM -> {
        if (!task.credentials().has(Capability.WAKE_ALARM)) {
          throw Errno.EPERM.exception();
        }
      }
      default -> throw Errno.EINVAL.exception();
    }
    Kernel kernel = KernelTask.of(task).kernel();
    boolean realtime = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_ALARM;
    TimerFile file =
        new TimerFile(
            kernel.timers(), kernel.clock(), clock, realtime, flags & OpenFlags.O_NONBLOCK);
    return Descriptors.install(task, file, (flags & OpenFlags.O_CLOEXEC) != 0);
  }

  private static long setTime(Task task, long fd, long flags, long address, long old)
      throws ErrnoException {
    UserMemory memory = task.memory();
    long interval = Timespec.read(memory, address);
    long value = Timespec.read(memory, address + Timespec.BYTES);
    if (((int) flags & ~(TimerFile.TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET)) != 0) {
      throw Errno.EINVAL.exception();
    }
    FileDescription file = Descriptors.get(task, fd);
    try {
      TimerFile timer = timer(file);
      TimerFile.Setting former = timer.set(interval, value, (int) flags);
      if (old != 0) {
        write(memory, old, former);
      }
      return 0;
    } finally {
      file.release();
    }
  }

  private static long getTime(Task task, long fd, long address) throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      write(task.memory(), address, timer(file).get());
      return 0;
    } finally {
      file.release();
    }
  }

  private static TimerFile timer(FileDescription file) throws ErrnoException {
    if (file instanceof TimerFile timer) {
      return timer;
    }
    throw Errno.EINVAL.exception();
  }

  private static void write(UserMemory memory, long address, TimerFile.Setting setting)
      throws ErrnoException {
    Timespec.write(memory, address, setting.interval());
    Timespec.write(memory, address + Timespec.BYTES, setting.value());
  }
}
