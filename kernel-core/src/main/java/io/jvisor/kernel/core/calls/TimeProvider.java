package io.jvisor.kernel.core.calls;

import static io.jvisor.kernel.api.Arg.CLOCK_ID;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.OUT_TIMESPEC;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.TIMESPEC;
import static io.jvisor.kernel.api.Arg.UINT;

import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.abi.SyscallNumbers;

/** Clocks, sleep and interval timers. */
public final class TimeProvider implements SyscallProvider {
  private static final String CANNOT_SET = "EPERM: the host's clock cannot be set";

  @Override
  public String name() {
    return "time";
  }

  @Override
  public void register(SyscallTable.Registrar table) {
    table
        .partial(
            SyscallNumbers.CLOCK_GETTIME,
            "dynamic clocks of devices: EINVAL; the CPU time of one of several threads is"
                + " estimated",
            CLOCK_ID,
            OUT_TIMESPEC)
        .by(ClockCalls::clockGettime);
    table.full(SyscallNumbers.CLOCK_GETRES, CLOCK_ID, OUT_TIMESPEC).by(ClockCalls::clockGetres);
    table
        .partial(SyscallNumbers.CLOCK_SETTIME, CANNOT_SET, CLOCK_ID, TIMESPEC)
        .by(ClockCalls::clockSettime);
    table.full(SyscallNumbers.GETTIMEOFDAY, POINTER, POINTER).by(ClockCalls::gettimeofday);
    table
        .partial(SyscallNumbers.SETTIMEOFDAY, CANNOT_SET, POINTER, POINTER)
        .by(ClockCalls::settimeofday);
    table.partial(SyscallNumbers.ADJTIMEX, CANNOT_SET, POINTER).by(ClockAdjustment::adjtimex);
    table
        .partial(SyscallNumbers.CLOCK_ADJTIME, CANNOT_SET, CLOCK_ID, POINTER)
        .by(ClockAdjustment::clockAdjtime);
    table.full(SyscallNumbers.TIME, POINTER).by(ClockCalls::time);
    table.full(SyscallNumbers.NANOSLEEP, TIMESPEC, POINTER).by(SleepCalls::nanosleep);
    table
        .partial(
            SyscallNumbers.CLOCK_NANOSLEEP,
            "clocks of CPU time: EOPNOTSUPP",
            CLOCK_ID,
            HEX,
            TIMESPEC,
            POINTER)
        .by(SleepCalls::clockNanosleep);
    table.full(SyscallNumbers.ALARM, UINT).by(IntervalTimerCalls::alarm);
    table.full(SyscallNumbers.GETITIMER, INT, POINTER).by(IntervalTimerCalls::getitimer);
    table.full(SyscallNumbers.SETITIMER, INT, POINTER, POINTER).by(IntervalTimerCalls::setitimer);
    table
        .partial(
            SyscallNumbers.TIMER_CREATE,
            "the CPU time of a thread: EOPNOTSUPP",
            CLOCK_ID,
            POINTER,
            POINTER)
        .by(PosixTimerCalls::create);
    table
        .full(SyscallNumbers.TIMER_SETTIME, INT, HEX, POINTER, POINTER)
        .by(PosixTimerCalls::setTime);
    table.full(SyscallNumbers.TIMER_GETTIME, INT, POINTER).by(PosixTimerCalls::getTime);
    table.full(SyscallNumbers.TIMER_GETOVERRUN, INT).by(PosixTimerCalls::getOverrun);
    table.full(SyscallNumbers.TIMER_DELETE, INT).by(PosixTimerCalls::delete);
  }
}
