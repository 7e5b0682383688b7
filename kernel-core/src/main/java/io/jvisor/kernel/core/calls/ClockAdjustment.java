package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.core.task.KernelTask;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code adjtimex(2)} and {@code clock_adjtime(2)}: what a clock that nobody adjusts tells of
 * itself. It cannot be adjusted, as it cannot be set: it is the host's.
 */
final class ClockAdjustment {
  /** Modes of {@code struct timex}. */
  private static final int ADJ_OFFSET = 0x1;

  private static final int ADJ_OFFSET_READ_ONLY = 0x2000;
  private static final int ADJ_ADJTIME = 0x8000;

  /** Nobody has said that the clock is right. */
  private static final int STA_UNSYNC = 0x40;

  /** What the calls return then. */
  private static final int TIME_ERROR = 5;

  /** What a kernel begins with: {@code NTP_PHASE_LIMIT}, in microseconds. */
  private static final long LARGEST_ERROR = 16_000_000;

  /** The logarithm of the time constant of a loop that nobody drives. */
  private static final long TIME_CONSTANT = 2;

  /** Of the clock, in microseconds. */
  private static final long PRECISION = 1;

  /** By how much its frequency could be changed: 500 parts in a million, times 65,536. */
  private static final long TOLERANCE = 500 << 16;

  /** Microseconds between ticks of 100 Hz. */
  private static final long TICK = 10_000;

  /** The size of {@code struct timex}, and where its fields are. */
  private static final long BYTES = 208;

  private static final long MODES = 0;
  private static final long OFFSET = 8;
  private static final long FREQUENCY = 16;
  private static final long MAXERROR = 24;
  private static final long ESTERROR = 32;
  private static final long STATUS = 40;
  private static final long CONSTANT = 48;
  private static final long PRECISION_AT = 56;
  private static final long TOLERANCE_AT = 64;
  private static final long SECONDS = 72;
  private static final long MICROS = 80;
  private static final long TICK_AT = 88;

  /** Of the pulses of a receiver that there is not, up to the offset of atomic time. */
  private static final long PULSES = 96;

  private static final long PULSES_END = 164;

  /** Bits of a negative clock that say which kind it is, and that of an open device. */
  private static final int CLOCK_KIND = 7;

  private static final int CLOCK_OF_DESCRIPTOR = 3;

  private ClockAdjustment() {}

  static long adjtimex(Task task, long address) throws ErrnoException {
    MemorySegment timex = read(task, address);
    check(timex.get(ValueLayout.JAVA_INT, MODES));
    return tell(task, timex, address);
  }

  static long clockAdjtime(Task task, long clock, long address) throws ErrnoException {
    MemorySegment timex = read(task, address);
    int id = (int) clock;
    if (id != ClockCalls.CLOCK_REALTIME) {
      throw refusal(task, id);
    }
    check(timex.get(ValueLayout.JAVA_INT, MODES));
    return tell(task, timex, address);
  }

  /** No other clock can be adjusted; some numbers are no clock at all. */
  private static ErrnoException refusal(Task task, int clock) throws ErrnoException {
    if (clock >= 0) {
      var _ = ClockCalls.now(KernelTask.of(task), clock);
    } else if ((clock & CLOCK_KIND) == CLOCK_OF_DESCRIPTOR) {
      return Errno.EINVAL.exception();
    }
    return Errno.EOPNOTSUPP.exception();
  }

  private static MemorySegment read(Task task, long address) throws ErrnoException {
    MemorySegment timex = task.scratch().asSlice(0, BYTES);
    task.memory().read(address, timex, 0, BYTES);
    return timex;
  }

  private static void check(int modes) throws ErrnoException {
    if ((modes & ADJ_ADJTIME) != 0) {
      if ((modes & ADJ_OFFSET) == 0) {
        throw Errno.EINVAL.exception();
      }
      if ((modes & ADJ_OFFSET_READ_ONLY) != 0) {
        return;
      }
    }
    if (modes != 0) {
      throw Errno.EPERM.exception();
    }
  }

  private static long tell(Task task, MemorySegment timex, long address) throws ErrnoException {
    long now = task.clock().realtimeNanos();
    timex.set(ValueLayout.JAVA_LONG, OFFSET, 0);
    timex.set(ValueLayout.JAVA_LONG, FREQUENCY, 0);
    timex.set(ValueLayout.JAVA_LONG, MAXERROR, LARGEST_ERROR);
    timex.set(ValueLayout.JAVA_LONG, ESTERROR, LARGEST_ERROR);
    timex.set(ValueLayout.JAVA_INT, STATUS, STA_UNSYNC);
    timex.set(ValueLayout.JAVA_LONG, CONSTANT, TIME_CONSTANT);
    timex.set(ValueLayout.JAVA_LONG, PRECISION_AT, PRECISION);
    timex.set(ValueLayout.JAVA_LONG, TOLERANCE_AT, TOLERANCE);
    timex.set(ValueLayout.JAVA_LONG, SECONDS, now / Timespec.SECOND);
    timex.set(ValueLayout.JAVA_LONG, MICROS, now % Timespec.SECOND / Structures.NANOS_PER_MICRO);
    timex.set(ValueLayout.JAVA_LONG, TICK_AT, TICK);
    timex.asSlice(PULSES, PULSES_END - PULSES).fill((byte) 0);
    task.memory().write(address, timex, 0, BYTES);
    return TIME_ERROR;
  }
}
