package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.AT_FLAGS;
import static io.jvisor.kernel.api.Arg.DIR_FD;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.POINTER;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;

/** {@code utimensat(2)} and its elders. */
final class TimesCalls {
  private static final long NANOS = 1_000_000_000L;
  private static final long MICROS = 1_000_000L;
  private static final long UTIME_NOW = (1L << 30) - 1;
  private static final long UTIME_OMIT = (1L << 30) - 2;

  private TimesCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.UTIMENSAT, DIR_FD, PATH, POINTER, AT_FLAGS).by(TimesCalls::utimensat);
    table.full(SyscallNumbers.FUTIMESAT, DIR_FD, PATH, POINTER).by(TimesCalls::futimesat);
    table.full(SyscallNumbers.UTIMES, PATH, POINTER).by(TimesCalls::utimes);
    table.full(SyscallNumbers.UTIME, PATH, POINTER).by(TimesCalls::utime);
  }

  private static long utimensat(Task task, long dirFd, long path, long times, long flags)
      throws ErrnoException {
    AttributeChange change = now(task);
    if (times != 0) {
      UserMemory memory = task.memory();
      long accessSeconds = memory.readLong(times);
      long accessNanos = memory.readLong(times + 8);
      long modifySeconds = memory.readLong(times + 16);
      long modifyNanos = memory.readLong(times + 24);
      if (accessNanos == UTIME_OMIT && modifyNanos == UTIME_OMIT) {
        return 0;
      }
      if (accessNanos != UTIME_NOW || modifyNanos != UTIME_NOW) {
        checkNanos(accessNanos);
        checkNanos(modifyNanos);
        change.valid = 0;
        if (accessNanos != UTIME_OMIT) {
          change.valid |= AttributeChange.ACCESS_TIME;
        }
        if (modifyNanos != UTIME_OMIT) {
          change.valid |= AttributeChange.MODIFY_TIME;
        }
        if (accessNanos != UTIME_NOW) {
          change.accessTime = nanoseconds(accessSeconds, accessNanos);
        }
        if (modifyNanos != UTIME_NOW) {
          change.modifyTime = nanoseconds(modifySeconds, modifyNanos);
        }
      }
    }
    return apply(task, dirFd, path, flags, change);
  }

  private static void checkNanos(long nanos) throws ErrnoException {
    if (nanos != UTIME_NOW && nanos != UTIME_OMIT && (nanos < 0 || nanos >= NANOS)) {
      throw Errno.EINVAL.exception();
    }
  }

  private static long futimesat(Task task, long dirFd, long path, long times)
      throws ErrnoException {
    AttributeChange change = now(task);
    if (times != 0) {
      UserMemory memory = task.memory();
      long accessSeconds = memory.readLong(times);
      long accessMicros = memory.readLong(times + 8);
      long modifySeconds = memory.readLong(times + 16);
      long modifyMicros = memory.readLong(times + 24);
      checkMicros(accessMicros);
      checkMicros(modifyMicros);
      set(
          change,
          nanoseconds(accessSeconds, accessMicros * 1000),
          nanoseconds(modifySeconds, modifyMicros * 1000));
    }
    return apply(task, dirFd, path, 0, change);
  }

  private static void checkMicros(long micros) throws ErrnoException {
    if (micros < 0 || micros >= MICROS) {
      throw Errno.EINVAL.exception();
    }
  }

  private static long utimes(Task task, long path, long times) throws ErrnoException {
    return futimesat(task, AtFlags.AT_FDCWD, path, times);
  }

  private static long utime(Task task, long path, long times) throws ErrnoException {
    AttributeChange change = now(task);
    if (times != 0) {
      long access = task.memory().readLong(times);
      long modify = task.memory().readLong(times + 8);
      set(change, nanoseconds(access, 0), nanoseconds(modify, 0));
    }
    return apply(task, AtFlags.AT_FDCWD, path, 0, change);
  }

  private static void set(AttributeChange change, long access, long modify) {
    change.accessTime = access;
    change.modifyTime = modify;
    change.valid &= ~AttributeChange.NOW;
  }

  /** Both times set to now. */
  private static AttributeChange now(Task task) {
    AttributeChange change = new AttributeChange();
    change.valid = AttributeChange.ACCESS_TIME | AttributeChange.MODIFY_TIME | AttributeChange.NOW;
    change.accessTime = task.clock().realtimeNanos();
    change.modifyTime = change.accessTime;
    return change;
  }

  /** What does not fit is cut to what does, as file systems do with times out of their range. */
  private static long nanoseconds(long seconds, long nanos) {
    long most = Long.MAX_VALUE / NANOS - 1;
    return Math.clamp(seconds, -most, most) * NANOS + nanos;
  }

  private static long apply(Task task, long dirFd, long path, long flags, AttributeChange change)
      throws ErrnoException {
    PathArguments.checkFlags(flags, AtFlags.AT_SYMLINK_NOFOLLOW | AtFlags.AT_EMPTY_PATH);
    if (path == 0 && (int) dirFd != AtFlags.AT_FDCWD) {
      if ((int) flags != 0) {
        throw Errno.EINVAL.exception();
      }
      FileDescription file = Descriptors.get(task, dirFd);
      try {
        Vfs.setAttributes(task, AttributeCalls.placeOf(file), change);
      } finally {
        file.release();
      }
      return 0;
    }
    VfsPath file = PathArguments.resolve(task, dirFd, path, PathArguments.lookup(flags));
    Vfs.setAttributes(task, file, change);
    return 0;
  }
}
