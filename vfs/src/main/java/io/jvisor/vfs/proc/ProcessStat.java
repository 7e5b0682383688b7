package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.platform.spi.memory.MemoryFile;

/** {@code /proc/PID/stat}, {@code statm} and {@code io}: numbers in a row. */
final class ProcessStat {
  /** {@code PF_RANDOMIZE}. */
  private static final long FLAGS = 0x400000;

  /** {@code sysconf(_SC_CLK_TCK)}. */
  static final long NANOS_PER_TICK = 10_000_000;

  private final ProcessView process;
  private final ThreadView thread;
  private final boolean permitted;
  private final StringBuilder text;

  ProcessStat(ProcessView process, ThreadView thread, boolean permitted, StringBuilder text) {
    this.process = process;
    this.thread = thread;
    this.permitted = permitted;
    this.text = text;
  }

  /**
   * Writes {@code stat}.
   *
   * @param whole whether times are the whole process's, or the thread's alone
   * @param bootNanos when the kernel started, on the monotonic clock
   */
  void write(boolean whole, long bootNanos) {
    ProcessTimes times = whole ? process.times() : thread.times();
    ProcessMemory memory = process.memory();
    text.append(thread.tid()).append(" (").append(thread.name()).append(") ");
    text.append(thread.state());
    add(process.parent());
    add(process.processGroup());
    add(process.session());
    add(process.terminal());
    add(process.foregroundGroup());
    add(FLAGS);
    add(times.minorFaults());
    add(times.childMinorFaults());
    add(times.majorFaults());
    add(times.childMajorFaults());
    add(times.user() / NANOS_PER_TICK);
    add(times.system() / NANOS_PER_TICK);
    add(times.childUser() / NANOS_PER_TICK);
    add(times.childSystem() / NANOS_PER_TICK);
    int realTime = thread.realTimePriority();
    add(realTime > 0 ? -1 - realTime : 20 + thread.nice());
    add(thread.nice());
    add(process.threadIds().length);
    add(0); // itrealvalue
    add((thread.startMonotonicNanos() - bootNanos) / NANOS_PER_TICK);
    writeMemory(memory);
    long mask = Integer.MAX_VALUE; // signals above 31 do not show in these
    add(thread.pending() & mask);
    add(thread.blocked() & mask);
    add(process.ignored() & mask);
    add(process.caught() & mask);
    add(thread.waitChannel().equals("0") || !permitted ? 0 : 1);
    add(0); // nswap
    add(0); // cnswap
    add(process.exitSignal());
    add(thread.processor());
    add(realTime);
    add(thread.schedulingPolicy());
    add(0); // delayacct_blkio_ticks
    add(0); // guest_time
    add(0); // cguest_time
    boolean shown = permitted && memory != null;
    add(shown ? memory.startData() : 0);
    add(shown ? memory.endData() : 0);
    add(shown ? memory.startBrk() : 0);
    add(shown ? memory.argStart() : 0);
    add(shown ? memory.argEnd() : 0);
    add(shown ? memory.envStart() : 0);
    add(shown ? memory.envEnd() : 0);
    add(permitted ? process.exitCode() : 0);
    text.append('\n');
  }

  private void writeMemory(ProcessMemory memory) {
    if (memory == null) {
      text.append(" 0 0 18446744073709551615 0 0 0 0 0");
      return;
    }
    add(memory.virtual());
    add(memory.resident() / MemoryFile.PAGE_SIZE);
    long limit = process.softLimit(Resource.RLIMIT_RSS);
    text.append(' ').append(Long.toUnsignedString(limit));
    add(permitted ? memory.startCode() : 1);
    add(permitted ? memory.endCode() : 1);
    add(permitted ? memory.startStack() : 0);
    add(0); // kstkesp, kstkeip: only of processes that dump core
    add(0);
  }

  private void add(long number) {
    text.append(' ').append(number);
  }

  /** {@code statm}, in pages. */
  static void writeMemory(ProcessView process, StringBuilder text) {
    ProcessMemory memory = process.memory();
    if (memory == null) {
      text.append("0 0 0 0 0 0 0\n");
      return;
    }
    int page = MemoryFile.PAGE_SIZE;
    text.append(memory.virtual() / page).append(' ');
    text.append(memory.resident() / page).append(' ');
    text.append((memory.residentFile() + memory.residentShared()) / page).append(' ');
    text.append(memory.code() / page).append(" 0 ");
    text.append((memory.data() + memory.stack()) / page).append(" 0\n");
  }

  /** {@code io}. */
  static void writeIo(ProcessIo io, StringBuilder text) {
    text.append("rchar: ").append(io.readChars());
    text.append("\nwchar: ").append(io.writtenChars());
    text.append("\nsyscr: ").append(io.readCalls());
    text.append("\nsyscw: ").append(io.writeCalls());
    text.append("\nread_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n");
  }
}
