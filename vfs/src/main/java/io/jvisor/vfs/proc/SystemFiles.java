package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.FileSystemTypes;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernLink;
import io.jvisor.vfs.kernfs.KernText;

/** The files of {@code /proc} that are not of one process. */
final class SystemFiles {
  private static final String[] ZERO_AFTER_CACHED = {
    "SwapCached",
    "Active",
    "Inactive",
    "Active(anon)",
    "Inactive(anon)",
    "Active(file)",
    "Inactive(file)",
    "Unevictable",
    "Mlocked",
    "SwapTotal",
    "SwapFree",
    "Zswap",
    "Zswapped",
    "Dirty",
    "Writeback",
    "AnonPages",
    "Mapped",
    "Shmem",
    "KReclaimable",
    "Slab",
    "SReclaimable",
    "SUnreclaim",
    "KernelStack",
    "PageTables",
    "SecPageTables",
    "NFS_Unstable",
    "Bounce",
    "WritebackTmp"
  };

  private final KernDirectory root;
  private final ProcFileSystem fileSystem;

  private SystemFiles(KernDirectory root, ProcFileSystem fileSystem) {
    this.root = root;
    this.fileSystem = fileSystem;
  }

  static void addTo(KernDirectory root, ProcFileSystem fileSystem) {
    new SystemFiles(root, fileSystem).add();
  }

  /** Contents that need the kernel's view. */
  private interface KernelText {
    void write(Task reader, KernelView kernel, StringBuilder text);
  }

  private void add() {
    kernelText("cpuinfo", (task, kernel, text) -> text.append(kernel.cpuInfo()));
    kernelText("meminfo", (task, kernel, text) -> writeMemory(kernel, text));
    kernelText("stat", (task, kernel, text) -> writeStat(kernel, text));
    kernelText("uptime", (task, kernel, text) -> writeUptime(kernel, text));
    kernelText("loadavg", (task, kernel, text) -> writeLoad(task, kernel, text));
    kernelText(
        "version",
        (task, kernel, text) ->
            text.append("Linux version ")
                .append(kernel.release())
                .append(" (jvisor) ")
                .append(kernel.version())
                .append('\n'));
    text("filesystems", (task, text) -> writeFileSystems(text));
    text("cmdline", (task, text) -> text.append('\n'));
    text("devices", (task, text) -> text.append(DEVICES));
    text(
        "swaps", (task, text) -> text.append("Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"));
    text("modules", (task, text) -> {});
    MachineFiles.addTo(root, fileSystem);
    text("locks", (task, text) -> LockTable.write(task, text));
    link("mounts", "self/mounts");
    link("net", "self/net");
    addIpc();
    KernDirectory settings = new KernDirectory(fileSystem, 1 << 12, 0555, null);
    SystemSettings.addTo(settings, fileSystem);
    root.add("sys", settings);
  }

  private void addIpc() {
    IpcViews ipc = fileSystem.environment().service(IpcViews.class);
    if (ipc == null) {
      return;
    }
    KernDirectory directory = new KernDirectory(fileSystem, 1 << 11, 0555, null);
    ipcText(directory, "msg", (task, text) -> ipc.of(task).writeQueues(task, text));
    ipcText(directory, "sem", (task, text) -> ipc.of(task).writeSemaphores(task, text));
    ipcText(directory, "shm", (task, text) -> ipc.of(task).writeSegments(task, text));
    root.add("sysvipc", directory);
  }

  private void ipcText(KernDirectory directory, String name, KernText.Content content) {
    directory.add(
        name, new KernText(fileSystem, directory.nextNumber(), 0444, null, content, null));
  }

  private static final String DEVICES =
      "Character devices:\n  1 mem\n  5 /dev/tty\n136 pts\n\nBlock devices:\n";

  private void text(String name, KernText.Content content) {
    root.add(name, new KernText(fileSystem, root.nextNumber(), 0444, null, content, null));
  }

  private void kernelText(String name, KernelText content) {
    text(
        name,
        (task, text) -> {
          ProcessList processes = fileSystem.processes();
          if (processes != null) {
            content.write(task, processes.kernel(), text);
          }
        });
  }

  private void link(String name, String target) {
    root.add(
        name,
        new KernLink(fileSystem, root.nextNumber(), 0777, null) {
          @Override
          public String readLink(Task task) {
            return target;
          }
        });
  }

  private static void writeMemory(KernelView kernel, StringBuilder text) {
    long free = kernel.freeMemory();
    kilobytes(text, "MemTotal", kernel.totalMemory());
    kilobytes(text, "MemFree", free);
    kilobytes(text, "MemAvailable", free);
    kilobytes(text, "Buffers", 0);
    kilobytes(text, "Cached", 0);
    for (String name : ZERO_AFTER_CACHED) {
      kilobytes(text, name, 0);
    }
    kilobytes(text, "CommitLimit", kernel.totalMemory());
    kilobytes(text, "Committed_AS", kernel.totalMemory() - free);
    kilobytes(text, "VmallocTotal", 34359738367L << 10);
    kilobytes(text, "VmallocUsed", 0);
    kilobytes(text, "VmallocChunk", 0);
    kilobytes(text, "Percpu", 0);
    kilobytes(text, "AnonHugePages", 0);
    kilobytes(text, "ShmemHugePages", 0);
    kilobytes(text, "ShmemPmdMapped", 0);
    text.append("HugePages_Total:       0\n");
    text.append("HugePages_Free:        0\n");
    text.append("HugePages_Rsvd:        0\n");
    text.append("HugePages_Surp:        0\n");
    kilobytes(text, "Hugepagesize", 2048 << 10);
    kilobytes(text, "Hugetlb", 0);
  }

  /** A name, and a number that ends in column 24. */
  private static void kilobytes(StringBuilder text, String name, long bytes) {
    String number = Long.toString(bytes >> 10);
    int blanks = 16 - (name.length() + 1) + 8 - number.length();
    text.append(name).append(':').repeat(' ', Math.max(1, blanks)).append(number).append(" kB\n");
  }

  private static long ticks(long nanos) {
    return nanos / ProcessStat.NANOS_PER_TICK;
  }

  private void writeStat(KernelView kernel, StringBuilder text) {
    int processors = Math.max(1, kernel.processorCount());
    long user = kernel.userNanos();
    long system = kernel.systemNanos();
    long idle = Math.max(0, uptime(kernel) * processors - user - system);
    writeProcessor("cpu ", user, system, idle, text);
    for (int i = 0; i < processors; i++) {
      writeProcessor("cpu" + i, user / processors, system / processors, idle / processors, text);
    }
    text.append("intr 0\nctxt ").append(kernel.contextSwitches());
    text.append("\nbtime ").append(kernel.bootRealtimeNanos() / 1_000_000_000);
    text.append("\nprocesses ").append(kernel.forks());
    text.append("\nprocs_running ").append(kernel.runningTasks());
    // Who waits for the host's disk does so running.
    text.append("\nprocs_blocked 0\nsoftirq 0 0 0 0 0 0 0 0 0 0 0\n");
  }

  private static void writeProcessor(
      String name, long user, long system, long idle, StringBuilder text) {
    text.append(name).append(' ').append(ticks(user)).append(" 0 ");
    text.append(ticks(system)).append(' ').append(ticks(idle)).append(" 0 0 0 0 0 0\n");
  }

  /** Nanoseconds since the kernel started. */
  private long uptime(KernelView kernel) {
    return fileSystem.environment().clock().monotonicNanos() - kernel.bootMonotonicNanos();
  }

  private void writeUptime(KernelView kernel, StringBuilder text) {
    long up = uptime(kernel);
    long used = kernel.userNanos() + kernel.systemNanos();
    long idle = Math.max(0, up * Math.max(1, kernel.processorCount()) - used);
    seconds(up, text);
    text.append(' ');
    seconds(idle, text);
    text.append('\n');
  }

  private static void seconds(long nanos, StringBuilder text) {
    long hundredths = nanos / 10_000_000;
    text.append(hundredths / 100).append('.');
    text.append((char) ('0' + hundredths / 10 % 10)).append((char) ('0' + hundredths % 10));
  }

  private static void writeLoad(Task reader, KernelView kernel, StringBuilder text) {
    for (long load : kernel.loadAverages()) {
      long rounded = load + KernelView.LOAD_ONE / 200;
      long hundredths = rounded % KernelView.LOAD_ONE * 100 / KernelView.LOAD_ONE;
      text.append(rounded / KernelView.LOAD_ONE).append('.');
      text.append((char) ('0' + hundredths / 10)).append((char) ('0' + hundredths % 10));
      text.append(' ');
    }
    text.append(kernel.runningTasks()).append('/').append(kernel.totalTasks());
    text.append(' ').append(kernel.lastPid(reader)).append('\n');
  }

  private void writeFileSystems(StringBuilder text) {
    FileSystemTypes types = fileSystem.environment().service(FileSystemTypes.class);
    if (types == null) {
      return;
    }
    for (FileSystemType type : types.all()) {
      if (!type.isInternal()) {
        text.append(type.isNoDev() ? "nodev\t" : "\t").append(type.name()).append('\n');
      }
    }
  }

  /** Appends a set of processors as a list of ranges, such as {@code 0-3,5}. */
  static void appendList(long processors, StringBuilder text) {
    int start = text.length();
    for (int first = 0; first < Long.SIZE; first++) {
      if ((processors >>> first & 1) == 0) {
        continue;
      }
      int last = first;
      while (last + 1 < Long.SIZE && (processors >>> (last + 1) & 1) != 0) {
        last++;
      }
      text.append(text.length() == start ? "" : ",").append(first);
      if (last > first) {
        text.append('-').append(last);
      }
      first = last;
    }
  }
}
