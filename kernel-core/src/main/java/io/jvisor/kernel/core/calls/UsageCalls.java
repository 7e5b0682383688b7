package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.task.GroupTimes;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.ResourceUsage;
import io.jvisor.kernel.core.task.ThreadGroup;
import io.jvisor.kernel.core.time.LoadAverages;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code getrusage(2)}, {@code times(2)}, {@code sysinfo(2)}. */
final class UsageCalls {
  private static final int RUSAGE_SELF = 0;
  private static final int RUSAGE_CHILDREN = -1;
  private static final int RUSAGE_THREAD = 1;
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final long SYSINFO_BYTES = 112;

  /** Bits behind the point of {@code loads}: {@code SI_LOAD_SHIFT}. */
  private static final int LOAD_BITS = 16;

  private UsageCalls() {}

  static long getrusage(Task caller, long who, long address) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    ThreadGroup group = task.group();
    ResourceUsage usage =
        switch ((int) who) {
          case RUSAGE_SELF -> group.times().usage(group);
          case RUSAGE_CHILDREN -> group.times().childrenUsage();
          case RUSAGE_THREAD ->
              new ResourceUsage(
                  task.times().user(),
                  task.times().system(),
                  group.times().usage(group).peakResident(),
                  task.times().faults(),
                  task.times().voluntarySwitches());
          default -> throw Errno.EINVAL.exception();
        };
    Structures.writeRusage(task, address, usage);
    return 0;
  }

  static long times(Task caller, long address) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    if (address != 0) {
      ThreadGroup group = task.group();
      GroupTimes times = group.times();
      task.memory().writeLong(address, times.user(group) / NANOS_PER_TICK);
      task.memory().writeLong(address + 8, times.system(group) / NANOS_PER_TICK);
      task.memory().writeLong(address + 16, times.childrenUser() / NANOS_PER_TICK);
      task.memory().writeLong(address + 24, times.childrenSystem() / NANOS_PER_TICK);
    }
    return task.clock().monotonicNanos() / NANOS_PER_TICK;
  }

  static long sysinfo(Task caller, long address) throws ErrnoException {
    Kernel kernel = KernelTask.of(caller).kernel();
    MemoryFile memory = kernel.memory();
    MemorySegment info = caller.scratch().asSlice(0, SYSINFO_BYTES);
    info.fill((byte) 0);
    long uptime = kernel.clock().monotonicNanos() - kernel.bootTime();
    info.set(ValueLayout.JAVA_LONG, 0, uptime / Timespec.SECOND);
    long[] loads = kernel.loads().look();
    for (int i = 0; i < loads.length; i++) {
      long load = loads[i] << (LOAD_BITS - LoadAverages.FRACTION_BITS);
      info.set(ValueLayout.JAVA_LONG, 8 + 8 * i, load);
    }
    info.set(ValueLayout.JAVA_LONG, 32, memory.totalFrames() * MemoryFile.PAGE_SIZE);
    info.set(
        ValueLayout.JAVA_LONG,
        40,
        (memory.totalFrames() - memory.usedFrames()) * MemoryFile.PAGE_SIZE);
    info.set(ValueLayout.JAVA_SHORT, 80, (short) kernel.tasks().count());
    info.set(ValueLayout.JAVA_INT, 104, 1); // mem_unit: all figures are bytes
    caller.memory().write(address, info, 0, SYSINFO_BYTES);
    return 0;
  }
}
