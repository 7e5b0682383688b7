package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.core.signal.SignalSets;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.PosixTimer;
import io.jvisor.kernel.core.task.TimerClock;

/** {@code timer_create(2)} and its kin. */
final class PosixTimerCalls {
  private static final int SIGEV_SIGNAL = 0;
  private static final int SIGEV_NONE = 1;
  private static final int SIGEV_THREAD = 2;
  private static final int SIGEV_THREAD_ID = 4;
  private static final int TIMER_ABSTIME = 1;

  /** {@code MAKE_PROCESS_CPUCLOCK(0, CPUCLOCK_SCHED)}. */
  private static final int OWN_PROCESS_CLOCK = -6;

  private PosixTimerCalls() {}

  static long create(Task caller, long clock, long event, long idAddress) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    PosixTimer.Notification notification = null;
    if (event != 0) {
      UserMemory memory = task.memory();
      long value = memory.readLong(event);
      notification =
          notification(
              task,
              memory.readInt(event + 12),
              memory.readInt(event + 8),
              value,
              memory.readInt(event + 16));
    }
    TimerClock source = clock((int) clock);
    if (notification == null) {
      notification =
          new PosixTimer.Notification(PosixTimer.Kind.SIGNAL, Signals.SIGALRM, null, null);
    }
    PosixTimer timer = task.group().timers().create(source, shown((int) clock), notification);
    try {
      task.memory().writeInt(idAddress, timer.id());
    } catch (ErrnoException failure) {
      task.group().timers().delete(timer.id());
      throw failure;
    }
    return 0;
  }

  private static TimerClock clock(int clock) throws ErrnoException {
    return switch (clock) {
      case ClockCalls.CLOCK_REALTIME, ClockCalls.CLOCK_TAI -> TimerClock.REALTIME;
      case ClockCalls.CLOCK_MONOTONIC, ClockCalls.CLOCK_BOOTTIME -> TimerClock.MONOTONIC;
      case ClockCalls.CLOCK_PROCESS_CPUTIME_ID -> TimerClock.CPU;
      case ClockCalls.CLOCK_THREAD_CPUTIME_ID,
          ClockCalls.CLOCK_MONOTONIC_RAW,
          ClockCalls.CLOCK_REALTIME_COARSE,
          ClockCalls.CLOCK_MONOTONIC_COARSE ->
          throw Errno.EOPNOTSUPP.exception();
      default -> throw Errno.EINVAL.exception();
    };
  }

  /** As Linux keeps it: the clock of the calling process is one among those of all. */
  private static int shown(int clock) {
    return clock == ClockCalls.CLOCK_PROCESS_CPUTIME_ID ? OWN_PROCESS_CLOCK : clock;
  }

  private static PosixTimer.Notification notification(
      KernelTask task, int kind, int signal, long value, int tid) throws ErrnoException {
    if (kind == SIGEV_NONE) {
      return new PosixTimer.Notification(PosixTimer.Kind.NONE, signal, value, null);
    }
    if (!SignalSets.isValid(signal)) {
      throw Errno.EINVAL.exception();
    }
    return switch (kind) {
      case SIGEV_SIGNAL -> new PosixTimer.Notification(PosixTimer.Kind.SIGNAL, signal, value, null);
      case SIGEV_THREAD -> new PosixTimer.Notification(PosixTimer.Kind.THREAD, signal, value, null);
      case SIGEV_THREAD_ID -> {
        KernelTask thread = task.pidNamespace().task(tid);
        if (thread == null || thread.group() != task.group()) {
          throw Errno.EINVAL.exception();
        }
        yield new PosixTimer.Notification(PosixTimer.Kind.SIGNAL, signal, value, thread);
      }
      default -> throw Errno.EINVAL.exception();
    };
  }

  private static PosixTimer find(KernelTask task, long id) throws ErrnoException {
    PosixTimer timer = task.group().timers().get((int) id);
    if (timer == null) {
      throw Errno.EINVAL.exception();
    }
    return timer;
  }

  static long setTime(Task caller, long id, long flags, long newValue, long oldValue)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    if (newValue == 0) {
      throw Errno.EINVAL.exception();
    }
    long interval = Timespec.read(task.memory(), newValue);
    long value = Timespec.read(task.memory(), newValue + 16);
    PosixTimer timer = find(task, id);
    long oldRemaining = timer.remaining();
    long oldInterval = timer.interval();
    if (value != 0 && ((int) flags & TIMER_ABSTIME) != 0) {
      timer.setAt(value, interval);
    } else {
      timer.set(value, interval);
    }
    if (oldValue != 0) {
      write(task.memory(), oldValue, oldRemaining, oldInterval);
    }
    return 0;
  }

  static long getTime(Task caller, long id, long address) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    PosixTimer timer = find(task, id);
    write(task.memory(), address, timer.remaining(), timer.interval());
    return 0;
  }

  private static void write(UserMemory memory, long address, long value, long interval)
      throws ErrnoException {
    Timespec.write(memory, address, interval);
    Timespec.write(memory, address + 16, value);
  }

  static long getOverrun(Task caller, long id) throws ErrnoException {
    return find(KernelTask.of(caller), id).lastOverruns();
  }

  static long delete(Task caller, long id) throws ErrnoException {
    if (!KernelTask.of(caller).group().timers().delete((int) id)) {
      throw Errno.EINVAL.exception();
    }
    return 0;
  }
}
