package io.jvisor.kernel.core.calls;

import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.OUT_TIMESPEC;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SIZE;

import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.abi.SyscallNumbers;

/** What programs ask of a scheduler. The host's schedules; most of this is kept and shown only. */
public final class SchedulingProvider implements SyscallProvider {
  private static final String KEPT = "kept and shown, without effect on the host's scheduler";

  @Override
  public String name() {
    return "sched";
  }

  @Override
  public void register(SyscallTable.Registrar table) {
    table.full(SyscallNumbers.SCHED_YIELD).by(AffinityCalls::yieldCpu);
    table.full(SyscallNumbers.GETCPU, POINTER, POINTER, POINTER).by(AffinityCalls::getcpu);
    table
        .partial(SyscallNumbers.SCHED_SETAFFINITY, KEPT, INT, SIZE, POINTER)
        .by(AffinityCalls::setAffinity);
    table.full(SyscallNumbers.SCHED_GETAFFINITY, INT, SIZE, POINTER).by(AffinityCalls::getAffinity);
    String others = "SCHED_DEADLINE: EBUSY; the others are " + KEPT;
    table
        .partial(SyscallNumbers.SCHED_SETSCHEDULER, others, INT, INT, POINTER)
        .by(SchedulingCalls::setScheduler);
    table.full(SyscallNumbers.SCHED_GETSCHEDULER, INT).by(SchedulingCalls::getScheduler);
    table
        .partial(SyscallNumbers.SCHED_SETPARAM, others, INT, POINTER)
        .by(SchedulingCalls::setParameter);
    table.full(SyscallNumbers.SCHED_GETPARAM, INT, POINTER).by(SchedulingCalls::getParameter);
    table
        .partial(
            SyscallNumbers.SCHED_SETATTR,
            others + "; SCHED_FLAG_UTIL_CLAMP_*: EOPNOTSUPP",
            INT,
            POINTER,
            HEX)
        .by(SchedulingCalls::setAttributes);
    table
        .full(SyscallNumbers.SCHED_GETATTR, INT, POINTER, SIZE, HEX)
        .by(SchedulingCalls::getAttributes);
    table.full(SyscallNumbers.SCHED_GET_PRIORITY_MAX, INT).by(SchedulingCalls::getPriorityMaximum);
    table.full(SyscallNumbers.SCHED_GET_PRIORITY_MIN, INT).by(SchedulingCalls::getPriorityMinimum);
    table
        .full(SyscallNumbers.SCHED_RR_GET_INTERVAL, INT, OUT_TIMESPEC)
        .by(SchedulingCalls::getInterval);
    table.full(SyscallNumbers.GETPRIORITY, INT, INT).by(PriorityCalls::getpriority);
    table.partial(SyscallNumbers.SETPRIORITY, KEPT, INT, INT, INT).by(PriorityCalls::setpriority);
    table.partial(SyscallNumbers.IOPRIO_GET, KEPT, INT, INT).by(PriorityCalls::ioprioGet);
    table.partial(SyscallNumbers.IOPRIO_SET, KEPT, INT, INT, INT).by(PriorityCalls::ioprioSet);
  }
}
