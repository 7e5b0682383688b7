package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Resource;

/** {@code sched}, {@code schedstat} and {@code autogroup} of {@code /proc/PID}. */
final class SchedulerFiles {
  private static final int NAME_WIDTH = 45;
  private static final int VALUE_WIDTH = 21;
  private static final int LEAST_NICE = -20;
  private static final int MOST_NICE = 19;

  /** What Linux counts a nice value of 0 as, {@code NICE_0_LOAD}. */
  private static final int WEIGHT = 1 << 20;

  private SchedulerFiles() {}

  /** {@code sched}: those of its lines that mean something without a scheduler of one's own. */
  static void write(ProcessView process, ThreadView thread, long now, StringBuilder text) {
    text.append(thread.name()).append(" (").append(thread.tid()).append(", #threads: ");
    text.append(process.threadIds().length).append(")\n").repeat('-', 67).append('\n');
    ProcessTimes times = thread.times();
    long run = times.user() + times.system();
    milliseconds(text, "se.exec_start", now);
    milliseconds(text, "se.vruntime", run);
    milliseconds(text, "se.sum_exec_runtime", run);
    line(text, "se.nr_migrations", 0);
    line(text, "nr_switches", thread.voluntarySwitches() + thread.involuntarySwitches());
    line(text, "nr_voluntary_switches", thread.voluntarySwitches());
    line(text, "nr_involuntary_switches", thread.involuntarySwitches());
    line(text, "se.load.weight", WEIGHT);
    line(text, "policy", thread.schedulingPolicy());
    int realTime = thread.realTimePriority();
    line(text, "prio", realTime > 0 ? 99 - realTime : 120 + thread.nice());
  }

  private static void milliseconds(StringBuilder text, String name, long nanos) {
    String fraction = Long.toString(nanos % 1_000_000);
    value(text, name, nanos / 1_000_000 + "." + "0".repeat(6 - fraction.length()) + fraction);
  }

  private static void line(StringBuilder text, String name, long value) {
    value(text, name, Long.toString(value));
  }

  private static void value(StringBuilder text, String name, String value) {
    text.append(name).repeat(' ', NAME_WIDTH - name.length()).append(':');
    text.repeat(' ', Math.max(0, VALUE_WIDTH - value.length())).append(value).append('\n');
  }

  /**
   * {@code schedstat}: time on a processor, time it waited for one, how often it was put on one.
   */
  static void writeStatistics(ThreadView thread, StringBuilder text) {
    ProcessTimes times = thread.times();
    text.append(times.user() + times.system()).append(" 0 ");
    text.append(thread.voluntarySwitches() + thread.involuntarySwitches() + 1).append('\n');
  }

  /** {@code autogroup}. */
  static void writeGroup(ProcessView process, StringBuilder text) {
    text.append("/autogroup-").append(process.session());
    text.append(" nice ").append(process.autogroupNice()).append('\n');
  }

  /** Sets the nice value in {@code autogroup}; a lower one than the limit allows is refused. */
  static void setGroup(Task task, ProcessView process, String text) throws ErrnoException {
    int nice = Settings.plain(text.strip());
    if (nice < LEAST_NICE || nice > MOST_NICE) {
      throw Errno.EINVAL.exception();
    }
    long limit = task.softLimit(Resource.RLIMIT_NICE);
    boolean isAllowed =
        nice >= 0
            || limit < 0
            || MOST_NICE + 1 - nice <= limit
            || task.credentials().has(Capability.SYS_NICE);
    if (!isAllowed) {
      throw Errno.EPERM.exception();
    }
    process.setAutogroupNice(nice);
  }
}
