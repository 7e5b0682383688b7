package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.file.OpenFiles;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;
import io.jvisor.kernel.api.socket.ControlBuffer;
import io.jvisor.kernel.api.socket.SocketOptions;
import io.jvisor.platform.spi.host.HostRandom;
import io.jvisor.vfs.WatchLimits;
import io.jvisor.vfs.devpts.DevptsLimits;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernText;
import io.jvisor.vfs.mqueue.MqueueLimits;
import io.jvisor.vfs.mqueue.Mqueues;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.UUID;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;

/**
 * {@code /proc/sys}: what is true here of {@code proc_sys(5)}. Only names and the limits of {@code
 * sysvipc(7)} can be set.
 */
final class SystemSettings {
  private static final int HOST_NAME_MAX = 64;

  private final ProcFileSystem fileSystem;
  private final UUID bootId = randomUuid();

  private SystemSettings(ProcFileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  /** Version 4 of RFC 9562. The JDK's own takes the whole of its security providers to start. */
  private static UUID randomUuid() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bits = arena.allocate(2 * Long.BYTES, Long.BYTES);
      HostRandom.fill(bits);
      long high = bits.getAtIndex(ValueLayout.JAVA_LONG, 0);
      long low = bits.getAtIndex(ValueLayout.JAVA_LONG, 1);
      return new UUID((high & ~0xf000L) | 0x4000L, (low >>> 2) | Long.MIN_VALUE);
    }
  }

  static void addTo(KernDirectory sys, ProcFileSystem fileSystem) {
    SystemSettings settings = new SystemSettings(fileSystem);
    settings.addKernel(settings.directory(sys, "kernel"));
    settings.addFs(settings.directory(sys, "fs"));
    settings.addVm(settings.directory(sys, "vm"));
    settings.addNet(settings.directory(sys, "net"));
    KernDirectory user = settings.directory(sys, "user");
    for (NamespaceKind kind : NamespaceKind.values()) {
      settings.value(user, "max_" + kind.label() + "_namespaces", Namespace.MOST_OF_USER);
    }
    KernDirectory tty = settings.directory(settings.directory(sys, "dev"), "tty");
    settings.value(tty, "ldisc_autoload", 0);
    settings.value(tty, "legacy_tiocsti", 1);
  }

  private KernDirectory directory(KernDirectory parent, String name) {
    long number = parent.nextNumber() << 8;
    KernDirectory directory = new KernDirectory(fileSystem, number, 0555, null);
    parent.add(name, directory);
    return directory;
  }

  /** A value of the kernel's view. */
  private interface KernelValue {
    Object of(Task reader, KernelView kernel);
  }

  private void value(KernDirectory directory, String name, Object value) {
    file(directory, name, 0444, (task, text) -> text.append(value).append('\n'), null);
  }

  private void kernelValue(KernDirectory directory, String name, KernelValue value) {
    file(directory, name, 0444, content(value), null);
  }

  private KernText.Content content(KernelValue value) {
    return (task, text) -> text.append(value.of(task, kernel())).append('\n');
  }

  private KernelView kernel() throws ErrnoException {
    ProcessList processes = fileSystem.processes();
    if (processes == null) {
      throw Errno.EIO.exception();
    }
    return processes.kernel();
  }

  private void file(
      KernDirectory directory,
      String name,
      int permissions,
      KernText.Content content,
      KernText.Setting setting) {
    directory.add(
        name,
        new KernText(fileSystem, directory.nextNumber(), permissions, null, content, setting));
  }

  private void addKernel(KernDirectory kernel) {
    value(kernel, "ostype", "Linux");
    kernelValue(kernel, "osrelease", (task, view) -> view.release());
    kernelValue(kernel, "version", (task, view) -> view.version());
    file(
        kernel,
        "hostname",
        0644,
        content((task, view) -> view.hostName(task)),
        (task, text) -> kernel().setHostName(task, systemName(text)));
    file(
        kernel,
        "domainname",
        0644,
        content((task, view) -> view.domainName(task)),
        (task, text) -> kernel().setDomainName(task, systemName(text)));
    kernelValue(kernel, "pid_max", (task, view) -> view.pidMaximum());
    file(
        kernel,
        "ns_last_pid",
        0666,
        content((task, view) -> view.lastPid(task)),
        (task, text) -> kernel().setLastPid(task, Settings.number(text, 0, kernel().pidMaximum())));
    kernelValue(kernel, "threads-max", (task, view) -> view.threadMaximum());
    value(kernel, "ngroups_max", 4096);
    value(kernel, "cap_last_cap", 40);
    value(kernel, "overflowuid", 65534);
    value(kernel, "overflowgid", 65534);
    value(kernel, "randomize_va_space", 2);
    value(kernel, "core_pattern", "core");
    value(kernel, "core_uses_pid", 0);
    value(kernel, "tainted", 0);
    value(kernel, "sched_child_runs_first", 0);
    value(kernel, "arch", "x86_64");
    value(kernel, "core_pipe_limit", 0);
    value(kernel, "ctrl-alt-del", 0);
    value(kernel, "dmesg_restrict", 1);
    value(kernel, "io_uring_disabled", 2);
    value(kernel, "kptr_restrict", 2);
    value(kernel, "modules_disabled", 1);
    value(kernel, "numa_balancing", 0);
    value(kernel, "panic", 0);
    value(kernel, "panic_on_oops", 0);
    value(kernel, "print-fatal-signals", 0);
    value(kernel, "printk", "4\t4\t1\t7");
    value(kernel, "sched_autogroup_enabled", 0); // the host schedules
    value(kernel, "sched_rr_timeslice_ms", 100);
    value(kernel, "sched_rt_period_us", 1_000_000);
    value(kernel, "sched_rt_runtime_us", 950_000);
    value(kernel, "sysctl_writes_strict", 1);
    value(kernel, "unprivileged_bpf_disabled", 2);
    addIpc(kernel);
    KernDirectory seccomp = directory(kernel, "seccomp");
    value(
        seccomp, "actions_avail", "kill_process kill_thread trap errno user_notif trace log allow");
    value(seccomp, "actions_logged", ""); // there is no log
    KernDirectory random = directory(kernel, "random");
    value(random, "boot_id", bootId);
    file(random, "uuid", 0444, (task, text) -> text.append(randomUuid()).append('\n'), null);
    value(random, "entropy_avail", 256);
    value(random, "poolsize", 256);
    KernDirectory pty = directory(kernel, "pty");
    value(pty, "max", DevptsLimits.MAXIMUM);
    value(pty, "reserve", 0);
    file(pty, "nr", 0444, (task, text) -> text.append(DevptsLimits.count()).append('\n'), null);
  }

  private void addIpc(KernDirectory kernel) {
    IpcViews ipc = fileSystem.environment().service(IpcViews.class);
    if (ipc == null) {
      return;
    }
    List<IpcView.Setting> first = ipc.of(null).settings();
    for (int i = 0; i < first.size(); i++) {
      int index = i;
      boolean fixed = first.get(i).change() == null;
      file(
          kernel,
          first.get(i).name(),
          fixed ? 0444 : 0644,
          (task, text) ->
              text.append(ipc.of(task).settings().get(index).value().get()).append('\n'),
          fixed ? null : (task, text) -> ipc.of(task).settings().get(index).change().set(text));
    }
  }

  private static String systemName(String text) {
    String name = Settings.line(text);
    return name.substring(0, Math.min(HOST_NAME_MAX, name.length()));
  }

  private void addFs(KernDirectory fs) {
    value(fs, "file-max", OpenFiles.maximum());
    value(fs, "nr_open", FdTable.MAXIMUM);
    value(fs, "pipe-max-size", 1 << 20);
    value(fs, "protected_symlinks", 1);
    value(fs, "protected_hardlinks", 1);
    value(fs, "protected_regular", 0);
    value(fs, "protected_fifos", 0);
    value(fs, "mount-max", 10_000);
    value(fs, "overflowuid", 65534);
    value(fs, "overflowgid", 65534);
    value(fs, "dentry-state", "0\t0\t45\t0\t0\t0");
    value(fs, "dir-notify-enable", 1);
    value(fs, "inode-nr", "0\t0");
    value(fs, "inode-state", "0\t0\t0\t0\t0\t0\t0");
    value(fs, "lease-break-time", 45);
    value(fs, "leases-enable", 0);
    value(fs, "suid_dumpable", 0);
    file(
        fs,
        "file-nr",
        0444,
        (task, text) ->
            text.append(OpenFiles.count()).append("\t0\t").append(OpenFiles.maximum()).append('\n'),
        null);
    addMqueue(fs);
    KernDirectory inotify = directory(fs, "inotify");
    value(inotify, "max_queued_events", WatchLimits.QUEUED_EVENTS);
    value(inotify, "max_user_instances", WatchLimits.USER_INSTANCES);
    value(inotify, "max_user_watches", WatchLimits.USER_WATCHES);
  }

  private void addMqueue(KernDirectory fs) {
    if (fileSystem.environment().service(Mqueues.Finder.class) == null) {
      return;
    }
    KernDirectory mqueue = directory(fs, "mqueue");
    limit(
        mqueue, "queues_max", MqueueLimits::queues, MqueueLimits::setQueues, 0, Integer.MAX_VALUE);
    limit(mqueue, "msg_max", MqueueLimits::mostMessages, MqueueLimits::setMostMessages, 1, 1 << 16);
    limit(
        mqueue, "msgsize_max", MqueueLimits::mostBytes, MqueueLimits::setMostBytes, 128, 16 << 20);
    limit(
        mqueue,
        "msg_default",
        MqueueLimits::defaultMessages,
        MqueueLimits::setDefaultMessages,
        1,
        1 << 16);
    limit(
        mqueue,
        "msgsize_default",
        MqueueLimits::defaultBytes,
        MqueueLimits::setDefaultBytes,
        128,
        16 << 20);
  }

  /** A limit of the message queues that who asks sees. */
  private void limit(
      KernDirectory directory,
      String name,
      ToIntFunction<MqueueLimits> value,
      ObjIntConsumer<MqueueLimits> change,
      int least,
      int most) {
    Mqueues.Finder queues = fileSystem.environment().service(Mqueues.Finder.class);
    file(
        directory,
        name,
        0644,
        (task, text) -> text.append(value.applyAsInt(queues.of(task).limits())).append('\n'),
        (task, text) ->
            change.accept(queues.of(task).limits(), Settings.number(text, least, most)));
  }

  private void addVm(KernDirectory vm) {
    value(vm, "overcommit_memory", 0);
    value(vm, "overcommit_ratio", 50);
    value(vm, "max_map_count", 65530);
    value(vm, "mmap_min_addr", 65536);
    value(vm, "swappiness", 0);
    value(vm, "admin_reserve_kbytes", 0);
    value(vm, "compact_unevictable_allowed", 0);
    value(vm, "dirty_background_bytes", 0);
    value(vm, "dirty_background_ratio", 10);
    value(vm, "dirty_bytes", 0);
    value(vm, "dirty_expire_centisecs", 3000);
    value(vm, "dirty_ratio", 20);
    value(vm, "dirty_writeback_centisecs", 500);
    value(vm, "hugetlb_shm_group", 0);
    value(vm, "laptop_mode", 0);
    value(vm, "legacy_va_layout", 0);
    value(vm, "memfd_noexec", 0);
    value(vm, "min_free_kbytes", 0);
    value(vm, "nr_hugepages", 0);
    value(vm, "nr_overcommit_hugepages", 0);
    value(vm, "oom_dump_tasks", 0);
    value(vm, "oom_kill_allocating_task", 1);
    value(vm, "overcommit_kbytes", 0);
    value(vm, "page-cluster", 0);
    value(vm, "panic_on_oom", 0);
    value(vm, "unprivileged_userfaultfd", 0);
    value(vm, "user_reserve_kbytes", 0);
    value(vm, "vfs_cache_pressure", 100);
    value(vm, "zone_reclaim_mode", 0);
  }

  /** Values that sockets of every family, and those of AF_UNIX, are bound by. */
  private void addNet(KernDirectory net) {
    KernDirectory core = directory(net, "core");
    value(core, "somaxconn", SocketOptions.MAX_BACKLOG);
    value(core, "wmem_default", SocketOptions.DEFAULT_BUFFER);
    value(core, "wmem_max", SocketOptions.MAX_BUFFER);
    value(core, "rmem_default", SocketOptions.DEFAULT_BUFFER);
    value(core, "rmem_max", SocketOptions.MAX_BUFFER);
    value(core, "optmem_max", ControlBuffer.MAX_BYTES);
    value(directory(net, "unix"), "max_dgram_qlen", 10);
  }
}
