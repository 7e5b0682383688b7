package io.jvisor.kernel.core;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.TerminalControl;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.api.socket.SocketFamilies;
import io.jvisor.kernel.core.futex.FutexTable;
import io.jvisor.kernel.core.ipc.IpcNamespace;
import io.jvisor.kernel.core.ipc.IpcSummary;
import io.jvisor.kernel.core.namespace.CgroupNamespace;
import io.jvisor.kernel.core.namespace.Namespaces;
import io.jvisor.kernel.core.namespace.NetworkNamespace;
import io.jvisor.kernel.core.namespace.UtsNamespace;
import io.jvisor.kernel.core.proc.KernelProcesses;
import io.jvisor.kernel.core.signal.SigAction;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.strace.Tracer;
import io.jvisor.kernel.core.task.InitStart;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.PidTable;
import io.jvisor.kernel.core.task.SignalSender;
import io.jvisor.kernel.core.task.TaskServices;
import io.jvisor.kernel.core.task.TaskTotals;
import io.jvisor.kernel.core.task.ThreadGroup;
import io.jvisor.kernel.core.time.LoadAverages;
import io.jvisor.kernel.core.time.TimerService;
import io.jvisor.kernel.core.vdso.Vdso;
import io.jvisor.platform.spi.CallGate;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FileSystemTypes;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.dev.ControllingTerminals;
import io.jvisor.vfs.mqueue.Mqueues;
import io.jvisor.vfs.proc.IpcView;
import io.jvisor.vfs.proc.IpcViews;
import io.jvisor.vfs.proc.NamespaceFiles;
import io.jvisor.vfs.proc.ProcessList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * One sandbox's kernel: what all its tasks share.
 *
 * <p>A starter makes it, makes the file systems with {@link #fileSystems}, mounts them, hands the
 * tree over with {@link #setMounts}, and calls {@link #startInit}.
 */
public final class Kernel implements AutoCloseable {
  private final KernelOptions options;
  private final PidTable tasks;
  private final TaskServices taskServices = new TaskServices();
  private final TaskTotals totals;
  private final TimerService timers;
  private final LoadAverages loads;
  private final FutexTable futexes = new FutexTable();
  private final MissingCalls missingCalls = new MissingCalls();
  private final Namespaces namespaces;
  private final FileSystemServices fileSystems;
  private final Vdso vdso;
  private final long bootTime;
  private final int processors = Math.min(Long.SIZE, Runtime.getRuntime().availableProcessors());

  /** Null when calls are not traced. */
  private final Tracer tracer;

  /** How the first process ended; complete from the moment its last thread ends. */
  private final CompletableFuture<Integer> initStatus = new CompletableFuture<>();

  private volatile MountNamespace mounts;
  private volatile SocketFamilies sockets = SocketFamilies.NONE;

  /** The terminal that the first process was started on, or null. */
  private volatile TerminalControl console;

  /** The first process; null before it is started. */
  private volatile ThreadGroup initGroup;

  /** A kernel without mounts and without tasks. */
  public Kernel(KernelOptions options) {
    this.options = options;
    this.tasks = new PidTable(options.taskLimit());
    this.vdso = new Vdso(options.memory(), options.clock());
    this.totals = new TaskTotals(tasks);
    this.timers = new TimerService(vdso.clock());
    this.loads =
        new LoadAverages(
            vdso.clock(), timers, totals::active, () -> totals.user() + totals.system());
    this.fileSystems = new FileSystemServices(this);
    fileSystems.offer(ControllingTerminals.class, new Terminals());
    fileSystems.offer(ProcessList.class, new KernelProcesses(this));
    fileSystems.offer(NamespaceFiles.class, new NamespaceFiles(fileSystems));
    this.namespaces =
        new Namespaces(
            new UtsNamespace(options.hostname(), options.domainname()),
            new IpcNamespace(fileSystems),
            new CgroupNamespace(),
            new NetworkNamespace(),
            tasks.root());
    fileSystems.offer(Mqueues.Finder.class, task -> namespacesOf(task).ipc().mqueues());
    fileSystems.offer(IpcViews.class, this::ipcView);
    this.bootTime = vdso.clock().monotonicNanos();
    this.tracer =
        options.straceSink() == null ? null : new Tracer(options.syscalls(), options.straceSink());
  }

  /** How guest code runs. */
  public Platform platform() {
    return options.platform();
  }

  /** How calls are replaced; null where none are. */
  public CallGate callGate() {
    return options.replaceCalls() ? options.platform().callGate() : null;
  }

  /** Where guest pages live. */
  public MemoryFile memory() {
    return options.memory();
  }

  /** The time. */
  public Clock clock() {
    return vdso.clock();
  }

  /**
   * How many CPUs guests see, at most 64. Counted once, at the start: a task's thread may be bound
   * to one CPU, and there the host would count that one only.
   */
  public int processors() {
    return processors;
  }

  /** The CPUs that guests see, one bit each. */
  public long onlineCpus() {
    return -1L >>> (Long.SIZE - processors);
  }

  /** What every program gets mapped. */
  public Vdso vdso() {
    return vdso;
  }

  /** When the kernel began, on the monotonic clock. */
  public long bootTime() {
    return bootTime;
  }

  /** The calls that there are. */
  public SyscallTable syscalls() {
    return options.syscalls();
  }

  /** Tasks by id, and the process tree. */
  public PidTable tasks() {
    return tasks;
  }

  /** What all tasks are or have used together. */
  public TaskTotals totals() {
    return totals;
  }

  /** The load averages. */
  public LoadAverages loads() {
    return loads;
  }

  /** What tasks share among themselves. */
  public TaskServices taskServices() {
    return taskServices;
  }

  /** Things that happen at a time. */
  public TimerService timers() {
    return timers;
  }

  /** Who waits on futexes. */
  public FutexTable futexes() {
    return futexes;
  }

  /** Calls that nobody implements. */
  public MissingCalls missingCalls() {
    return missingCalls;
  }

  private IpcView ipcView(Task reader) {
    UserNamespace users =
        reader == null ? UserNamespace.INITIAL : reader.credentials().userNamespace();
    return new IpcSummary(namespacesOf(reader).ipc(), users);
  }

  private Namespaces namespacesOf(Task task) {
    return task instanceof KernelTask member ? member.namespaces() : namespaces;
  }

  /** The namespaces of the first process. */
  public Namespaces namespaces() {
    return namespaces;
  }

  /** Shows system calls; null when they are not traced. */
  public Tracer tracer() {
    return tracer;
  }

  /** What file systems get from the kernel. */
  public FileSystemEnvironment fileSystems() {
    return fileSystems;
  }

  /** Tells which file systems {@code mount(2)} may make; before {@link #startInit}. */
  public void setFileSystemTypes(FileSystemTypes types) {
    fileSystems.offer(FileSystemTypes.class, types);
  }

  /** The mounts. */
  public MountNamespace mounts() {
    return mounts;
  }

  /** Hands the mounts over, before {@link #startInit}. */
  public void setMounts(MountNamespace namespace) {
    mounts = namespace;
  }

  /** The address families. */
  public SocketFamilies sockets() {
    return sockets;
  }

  /** Hands the address families over, before {@link #startInit}. */
  public void setSockets(SocketFamilies families) {
    sockets = families;
    fileSystems.offer(SocketFamilies.class, families);
  }

  /** The first process, or null. */
  public ThreadGroup initGroup() {
    return initGroup;
  }

  /**
   * Starts the first process. Its parent is nobody; when it ends, every other process is killed.
   * Unlike the first process of a PID namespace it has no immunity from signals: a program that
   * kills itself ends as it would anywhere else.
   *
   * @throws ErrnoException what {@code execve(2)} says: {@code ENOENT}, {@code EACCES}, {@code
   *     ENOEXEC}; the descriptors are released then
   */
  public InitProcess startInit(InitSpec spec) throws ErrnoException {
    CompletableFuture<Void> started = new CompletableFuture<>();
    KernelTask task = InitStart.prepare(this, spec);
    initGroup = task.group();
    InitStart.start(task, spec, started);
    try {
      started.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof ErrnoException errno) {
        throw errno;
      }
      throw new IllegalStateException("the first process did not start", failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
    return new Handle(task.group().tgid());
  }

  /** What the device files of terminals need to know. */
  private final class Terminals implements ControllingTerminals {
    @Override
    public TerminalControl of(Task task) {
      return KernelTask.of(task).group().terminal();
    }

    @Override
    public TerminalControl console() {
      return console;
    }
  }

  private final class Handle implements InitProcess {
    private final int pid;

    Handle(int pid) {
      this.pid = pid;
    }

    @Override
    public int pid() {
      return pid;
    }

    @Override
    public int waitForExit() throws InterruptedException {
      try {
        int status = initStatus.get();
        tasks.awaitEmpty();
        return status;
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  /** Tells which terminal the first process was started on. */
  public void setConsole(TerminalControl terminal) {
    console = terminal;
  }

  /** Called once, when the first process has ended. */
  public void initEnded(int waitStatus) {
    initStatus.complete(waitStatus);
  }

  /** Refuses new tasks and kills all there are. */
  public void killAll() {
    tasks.close();
    for (KernelTask task : tasks.root().tasks()) {
      SignalSender.killForGood(task.group());
    }
  }

  /**
   * Sends a signal from outside the sandbox; no effect when the first process has ended. What keys
   * of the terminal and changes of its size send goes to the group that is in its foreground, the
   * rest to the first process.
   *
   * @return false for a stop that is to be the whole sandbox's: no process does job control
   */
  public boolean signalInit(int signal) {
    ThreadGroup group = initGroup;
    if (group == null) {
      return true;
    }
    TerminalControl terminal = group.terminal();
    TerminalControl.Foreground foreground = terminal == null ? null : terminal.foreground();
    if (signal == Signals.SIGTSTP && !hasJobs(group, foreground)) {
      return false;
    }
    switch (signal) {
      case Signals.SIGINT, Signals.SIGQUIT, Signals.SIGTSTP, Signals.SIGWINCH -> {
        if (foreground != null) {
          foreground.signal(signal);
          return true;
        }
      }
      default -> {}
    }
    SignalSender.toGroup(group, SignalInfo.kernel(signal));
    return true;
  }

  /** Whether a shell has put a job in the foreground, or looks after stops itself. */
  @SuppressWarnings("ReferenceEquality") // a group is the object itself
  private static boolean hasJobs(ThreadGroup init, TerminalControl.Foreground foreground) {
    return foreground != null
        && (foreground != init.processGroup()
            || init.handlers().get(Signals.SIGTSTP).handler() != SigAction.SIG_DFL);
  }

  /** Kills every process, waits for them, and closes timers, platform and memory. */
  @Override
  public void close() {
    killAll();
    try {
      tasks.awaitEmpty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    timers.close();
    vdso.close();
    platform().close();
    memory().close();
  }
}
