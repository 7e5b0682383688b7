package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernInode;
import io.jvisor.vfs.kernfs.KernText;
import java.util.function.Function;

/** Fills the directory of a process or of a thread. */
final class ProcessFiles {
  /** {@code MMF_DUMP_FILTER_BITS}: the kinds of memory that a core dump may have. */
  private static final int DUMP_BITS = 0x1ff;

  private final KernDirectory directory;
  private final ProcFileSystem fileSystem;
  private final ProcessView process;
  private final ThreadView thread;

  ProcessFiles(
      KernDirectory directory, ProcFileSystem fileSystem, ProcessView process, ThreadView thread) {
    this.directory = directory;
    this.fileSystem = fileSystem;
    this.process = process;
    this.thread = thread;
  }

  /** What processes and threads have. */
  void addShared() {
    directory.add("fd", new FdDirectory(fileSystem, directory.nextNumber(), process, thread));
    directory.add(
        "fdinfo", new FdInfoDirectory(fileSystem, directory.nextNumber(), process, thread));
    directory.add(
        "ns", new NamespaceDirectory(fileSystem, directory.nextNumber(), process, thread));
    directory.add("mem", new AddressSpaceInode(fileSystem, directory.nextNumber(), process));
    guarded("environ", 0400, (task, text) -> ProcessStrings.environment(process, text));
    guarded("auxv", 0400, (task, text) -> ProcessStrings.bytes(process.auxiliaryVector(), text));
    text("status", 0444, (task, text) -> writeStatus(task, text));
    text("limits", 0444, (task, text) -> ProcessLimits.write(process, text));
    setting(
        "comm",
        (task, text) -> text.append(thread.name()).append('\n'),
        (task, text) -> {
          if (!process.isOf(task)) {
            throw Errno.EINVAL.exception();
          }
          thread.setName(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        });
    text("cmdline", 0444, (task, text) -> ProcessStrings.commandLine(process, text));
    text("stat", 0444, this::writeStat);
    text("statm", 0444, (task, text) -> ProcessStat.writeMemory(process, text));
    guarded("maps", 0444, (task, text) -> ProcessMaps.write(process, text, false));
    guarded("smaps", 0444, (task, text) -> ProcessMaps.write(process, text, true));
    add(
        "smaps_rollup",
        guarded(0444, true, (task, text) -> ProcessMaps.writeTotals(process, text)));
    guarded("numa_maps", 0444, (task, text) -> NumaMaps.write(process, text));
    directory.add("pagemap", new PagemapInode(fileSystem, directory.nextNumber(), process));
    add("clear_refs", 0200, ProcessFiles::refuseToRead, (task, text) -> clearReferences(text));
    link("cwd", FsContext::workingDirectory);
    link("root", FsContext::root);
    directory.add(
        "exe", new PlaceLink(fileSystem, directory.nextNumber(), process, process::executable));
    text("mounts", 0444, (task, text) -> MountTables.mounts(thread, text));
    text("mountinfo", 0444, (task, text) -> MountTables.mountInfo(thread, text));
    text(
        "wchan",
        0444,
        (task, text) ->
            text.append(PtraceAccess.mayLook(task, process) ? thread.waitChannel() : "0"));
    text("syscall", 0400, this::writeCall);
    // Of the kernel's own stack there is nothing to show, as to those without CAP_SYS_ADMIN.
    text(
        "stack",
        0400,
        (task, text) -> {
          throw Errno.EACCES.exception();
        });
    text("cgroup", 0444, (task, text) -> text.append("0::/\n"));
    text("oom_score", 0444, (task, text) -> text.append("0\n"));
    setting(
        "oom_score_adj",
        (task, text) -> text.append(process.oomScoreAdjustment()).append('\n'),
        (task, text) -> OomScore.set(task, process, text));
    setting(
        "oom_adj",
        (task, text) -> text.append(OomScore.old(process)).append('\n'),
        (task, text) -> OomScore.setOld(task, process, text));
    guarded(
        "io",
        0400,
        (task, text) -> ProcessStat.writeIo(isWhole() ? process.io() : thread.io(), text));
    guarded(
        "personality",
        0400,
        (task, text) -> text.append("%08x\n".formatted(process.personality())));
    text("cpuset", 0444, (task, text) -> text.append("/\n"));
    directory.add(
        "attr", SecurityFiles.attributes(fileSystem, directory.nextNumber(), process, thread));
    setting(
        "loginuid",
        (task, text) -> SecurityFiles.writeUser(task, thread, text),
        (task, text) -> SecurityFiles.setUser(task, thread, text));
    text("sessionid", 0444, (task, text) -> SecurityFiles.writeSession(thread, text));
    setting(
        "sched",
        (task, text) ->
            SchedulerFiles.write(
                process, thread, fileSystem.environment().clock().monotonicNanos(), text),
        (task, text) -> {}); // sets statistics back that are not kept
    text("schedstat", 0444, (task, text) -> SchedulerFiles.writeStatistics(thread, text));
    text("ksm_merging_pages", 0400, (task, text) -> text.append("0\n"));
    idMap("uid_map", UserNamespace.Ids.USERS);
    idMap("gid_map", UserNamespace.Ids.GROUPS);
    idMap("projid_map", UserNamespace.Ids.PROJECTS);
    NetworkDirectory.addTo(directory, fileSystem);
    add("setgroups", new UserNamespaceFiles.SetGroups(fileSystem, number(), process, thread));
  }

  /** What only threads have. */
  void addThreadOnly() {
    text(
        "children",
        0444,
        (task, text) -> {
          for (int child : thread.children()) {
            text.append(child).append(' ');
          }
        });
  }

  /** What only processes have. */
  void addProcessOnly() {
    setting(
        "autogroup",
        (task, text) -> SchedulerFiles.writeGroup(process, text),
        (task, text) -> SchedulerFiles.setGroup(task, process, text));
    setting(
        "coredump_filter",
        (task, text) -> {
          int filter = process.dumpFilter();
          text.append(filter < 0 ? "" : "%08x\n".formatted(filter));
        },
        (task, text) -> process.setDumpFilter(Settings.prefixed(text) & DUMP_BITS));
    text("timers", 0444, (task, text) -> process.timers().forEach(timer -> timer.write(text)));
    directory.add("map_files", new MapFilesDirectory(fileSystem, directory.nextNumber(), process));
    text("mountstats", 0400, (task, text) -> MountTables.mountStatistics(thread, text));
    add(
        "timerslack_ns",
        0666,
        (task, text) -> {
          checkScheduler(task);
          text.append(Long.toUnsignedString(thread.timerSlack())).append('\n');
        },
        (task, text) -> {
          checkScheduler(task);
          thread.setTimerSlack(Settings.unsigned(text));
        });
    setting(
        "timens_offsets",
        (task, text) ->
            text.append("monotonic           0         0\nboottime            0         0\n"),
        (task, text) -> {
          throw Errno.EACCES.exception(); // those of the first namespace cannot be moved
        });
  }

  /** Others' timers take {@code CAP_SYS_NICE}. */
  private void checkScheduler(Task task) throws ErrnoException {
    if (!process.isOf(task)
        && !task.credentials().has(Capability.SYS_NICE, thread.credentials().userNamespace())) {
      throw Errno.EPERM.exception();
    }
  }

  /** Whether the directory is the process's, not that of one of its threads. */
  private boolean isWhole() {
    return thread.tid() == process.tgid() && directory instanceof ProcessDirectory;
  }

  private void writeStatus(Task task, StringBuilder text) {
    UserNamespace reader = task.credentials().userNamespace();
    new ProcessStatus(process, thread, reader, text).write();
  }

  private void writeStat(Task task, StringBuilder text) {
    new ProcessStat(process, thread, PtraceAccess.mayLook(task, process), text)
        .write(isWhole(), fileSystem.processes().kernel().bootMonotonicNanos());
  }

  private static void refuseToRead(Task task, StringBuilder text) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  private void clearReferences(String text) throws ErrnoException {
    GuestMemoryView.Forget what =
        switch (Settings.plain(text.strip())) {
          case 1 -> GuestMemoryView.Forget.REFERENCED;
          case 2 -> GuestMemoryView.Forget.REFERENCED_ANONYMOUS;
          case 3 -> GuestMemoryView.Forget.REFERENCED_FILES;
          case 4 -> null; // which pages were written is not kept: CONFIG_MEM_SOFT_DIRTY
          case 5 -> GuestMemoryView.Forget.PEAK;
          default -> throw Errno.EINVAL.exception();
        };
    GuestMemoryView memory = process.openMemory();
    if (memory != null && what != null) {
      memory.forget(what);
    }
  }

  private void writeCall(Task task, StringBuilder text) throws ErrnoException {
    PtraceAccess.check(task, process);
    CurrentCall call = thread.currentCall(task);
    if (call == null) {
      text.append("running\n");
    } else {
      call.write(text);
    }
  }

  private void text(String name, int permissions, KernText.Content content) {
    add(name, permissions, content, null);
  }

  /** A file that only those may read who may look inside the process. */
  private void guarded(String name, int permissions, KernText.Content content) {
    add(name, guarded(permissions, false, content));
  }

  /**
   * Such a file.
   *
   * @param isOfMemory whether it cannot be opened without an address space
   */
  private KernText guarded(int permissions, boolean isOfMemory, KernText.Content content) {
    return new KernText(fileSystem, directory.nextNumber(), permissions, process, content, null) {
      @Override
      public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
        PtraceAccess.check(task, process);
        if (isOfMemory && process.memory() == null) {
          throw Errno.ESRCH.exception();
        }
        return super.open(task, path, flags);
      }
    };
  }

  private void setting(String name, KernText.Content content, KernText.Setting setting) {
    add(name, 0644, content, setting);
  }

  private void add(
      String name, int permissions, KernText.Content content, KernText.Setting setting) {
    directory.add(
        name,
        new KernText(fileSystem, directory.nextNumber(), permissions, process, content, setting));
  }

  private void add(String name, KernInode file) {
    directory.add(name, file);
  }

  private long number() {
    return directory.nextNumber();
  }

  private void idMap(String name, UserNamespace.Ids ids) {
    add(name, new UserNamespaceFiles.Map(fileSystem, number(), process, thread, ids));
  }

  private void link(String name, Function<FsContext, VfsPath> place) {
    directory.add(
        name,
        new PlaceLink(
            fileSystem,
            directory.nextNumber(),
            process,
            () -> {
              FsContext context = thread.fs();
              return context == null ? null : place.apply(context);
            }));
  }

  /** The root directory of a reader, for showing paths. */
  static String display(ProcFileSystem fileSystem, Task reader, VfsPath place) {
    ThreadView thread = fileSystem.threadOf(reader);
    FsContext context = thread == null ? null : thread.fs();
    return context == null
        ? place.dentry().displayPath(place.mount())
        : Vfs.displayPath(context, place);
  }
}
