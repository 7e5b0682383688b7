package io.jvisor.launcher.boot;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.InitProcess;
import io.jvisor.kernel.core.InitSpec;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.KernelOptions;
import io.jvisor.kernel.core.ResourceLimits;
import io.jvisor.kernel.core.WaitStatus;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.config.Configuration;
import io.jvisor.launcher.oci.ProcessSpec;
import io.jvisor.launcher.oci.Spec;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.host.HostCompilers;
import io.jvisor.platform.spi.host.HostConfinement;
import io.jvisor.platform.spi.host.HostErrors;
import io.jvisor.platform.spi.host.HostMemory;
import io.jvisor.platform.spi.host.HostModules;
import io.jvisor.platform.spi.host.HostMountPoints;
import io.jvisor.platform.spi.host.HostSignals;
import io.jvisor.platform.spi.host.HostSystem;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.FileSystemTypes;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.devpts.HostTerminals;
import io.jvisor.vfs.hostfd.HostDescriptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A sandbox in this process: starts the gofer, assembles a kernel from modules, runs one program
 * and everything that it starts, and leaves nothing behind.
 */
public final class Sandbox {
  /**
   * What is passed on. Left to the host are those that cannot be caught, those that the virtual
   * machine needs for itself, and {@code SIGTTIN} and {@code SIGTTOU}, which stop this process as a
   * shell expects; {@code SIGCHLD} and {@code SIGPIPE} say something about this process only.
   */
  private static final int[] FORWARDED = {
    Signals.SIGHUP,
    Signals.SIGINT,
    Signals.SIGQUIT,
    Signals.SIGUSR1,
    Signals.SIGUSR2,
    Signals.SIGALRM,
    Signals.SIGTERM,
    Signals.SIGCONT,
    Signals.SIGTSTP,
    Signals.SIGURG,
    Signals.SIGVTALRM,
    Signals.SIGPROF,
    Signals.SIGWINCH,
    Signals.SIGIO,
    Signals.SIGPWR
  };

  /** Whether this run is for the ahead-of-time cache, which no confined process can write. */
  private static final boolean TRAINING = Boolean.getBoolean("jvisor.training");

  private static final String DEFAULT_HOSTNAME = "jvisor";
  private static final String NO_DOMAINNAME = "(none)";
  private static final int STANDARD_STREAMS = 3;
  private static final int STANDARD_ERROR = 2;
  private static final int DEFAULT_UMASK = 022;

  private final Modules modules;
  private final Configuration configuration;
  private final Clock clock = new HostBackedClock();
  private final Consumer<String> strace;
  private final boolean debug;

  /**
   * A sandbox that is not running.
   *
   * @param strace takes a line per system call; null when calls are not traced
   * @param debug leaves {@code SIGQUIT} to the virtual machine, which dumps its threads
   */
  public Sandbox(
      Modules modules, Configuration configuration, Consumer<String> strace, boolean debug) {
    this.modules = modules;
    this.configuration = configuration;
    this.strace = strace;
    this.debug = debug;
  }

  /**
   * What is run where.
   *
   * @param spec the container, with its root and the sources of bind mounts as absolute paths
   * @param isHostTree whether the root is the host's own, where nothing must be made and a working
   *     directory that cannot be seen is replaced by {@code /}
   * @param directory a descriptor relative to which the caller removes files afterwards; -1 for
   *     none
   */
  public record Job(Spec spec, boolean isHostTree, int directory) {}

  /**
   * Runs a container to its end.
   *
   * @param gofer serves nothing yet
   * @return the exit status that a shell would tell
   */
  public int run(Job job, GoferProcess gofer) throws UserError {
    Spec spec = job.spec();
    CompletableFuture<Boolean> jars = openJars();
    if (!job.isHostTree()) {
      makeMountPoints(spec);
    }
    gofer.serve(exports(spec), configuration.confine());
    Phases.done("gofer told");
    try (Kernel kernel = kernel(spec)) {
      Phases.done("kernel assembled");
      return run(kernel, gofer, job, jars);
    }
  }

  /** What must be opened by name, beside what else is to be done before the guest runs. */
  private static CompletableFuture<Boolean> openJars() {
    CompletableFuture<Boolean> areJars = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("jars")
        .daemon()
        .start(
            () -> {
              HostCompilers.stepBack();
              areJars.complete(HostModules.openAll());
            });
    return areJars;
  }

  private int run(Kernel kernel, GoferProcess gofer, Job job, CompletableFuture<Boolean> jars)
      throws UserError {
    Spec spec = job.spec();
    Credentials credentials = credentials(spec.process());
    List<FileSystemType> types = modules.fileSystems(configuration);
    kernel.setFileSystemTypes(new FileSystemTypes(types));
    Phases.done("file systems found");
    MountNamespace namespace =
        new Mounts(kernel.fileSystems(), configuration, types, gofer.exports(), job.isHostTree())
            .make(new BootTask(clock, Credentials.ROOT), spec);
    kernel.setMounts(namespace);
    kernel.setSockets(modules.socketFamilies(configuration));
    Phases.done("mounted");
    String directory = workingDirectory(namespace, credentials, job);
    ProcessSpec process = spec.process();
    int umask = process.user().umask();
    InitSpec init =
        new InitSpec(
            process.args().getFirst(),
            process.args(),
            process.env(),
            directory,
            credentials,
            limits(process),
            umask < 0 ? DEFAULT_UMASK : umask,
            standardStreams(namespace, credentials));
    try {
      boolean areJars = jars.join();
      if (configuration.confine() && areJars) {
        boolean isEmpty =
            HostConfinement.confineSandbox(job.directory(), kernel.platform().hostCalls());
        Phases.done(isEmpty ? "confined" : "confined, but for the root directory");
      } else {
        if (TRAINING) {
          HostConfinement.rehearseSandbox(job.directory(), kernel.platform().hostCalls());
        }
        Phases.done(areJars ? "not confined, as configured" : "not confined: modules are folders");
      }
      InitProcess running = kernel.startInit(init);
      Phases.done("first process started");
      HostSignals.receive(forwarded(), signal -> forward(kernel, signal));
      int status = WaitStatus.shellStatus(running.waitForExit());
      Phases.done("first process ended");
      return status;
    } catch (ErrnoException error) {
      throw new UserError(
          error.errno() == Errno.ENOENT ? UserError.NOT_FOUND : UserError.NOT_EXECUTABLE,
          process.args().getFirst() + ": " + HostErrors.text(error.errno()));
    } catch (InterruptedException impossible) {
      throw new IllegalStateException(impossible); // nobody has this thread
    }
  }

  private Kernel kernel(Spec spec) throws UserError {
    SyscallTable syscalls = modules.syscalls(configuration);
    Phases.done("system calls registered");
    long bytes = configuration.memoryMib() << 20;
    if (bytes == 0) {
      bytes = HostSystem.memoryBytes() / 4 * 3 & -MemoryFile.PAGE_SIZE;
    }
    MemoryFile memory = new MemoryFile(bytes);
    Platform platform = modules.openPlatform(configuration, memory);
    Phases.done("platform started");
    return new Kernel(
        new KernelOptions(
            platform,
            memory,
            syscalls,
            clock,
            spec.hostname() == null ? DEFAULT_HOSTNAME : spec.hostname(),
            spec.domainname() == null ? NO_DOMAINNAME : spec.domainname(),
            configuration.tasks(),
            configuration.replaceCalls(),
            strace));
  }

  /** A stop that nobody in the sandbox takes stops this process, as a shell expects. */
  private static void forward(Kernel kernel, int signal) {
    if (!kernel.signalInit(signal)) {
      HostSystem.stop();
    }
  }

  private int[] forwarded() {
    return debug
        ? Arrays.stream(FORWARDED).filter(signal -> signal != Signals.SIGQUIT).toArray()
        : FORWARDED;
  }

  private static List<GoferProcess.Export> exports(Spec spec) throws UserError {
    List<GoferProcess.Export> exports = new ArrayList<>();
    checkDirectory("root.path", spec.root().path());
    exports.add(GoferProcess.Export.of(spec.root().path(), spec.root().readonly()));
    for (Spec.Mount mount : spec.mounts()) {
      if (mount.isBind()) {
        boolean readOnly = MountOptions.parse(mount.options()).isReadOnly();
        exports.add(GoferProcess.Export.of(mount.source(), readOnly));
      }
    }
    return exports;
  }

  private static void checkDirectory(String field, String path) throws UserError {
    try {
      HostMemory.close(HostMountPoints.openDirectory(path));
    } catch (ErrnoException error) {
      throw UserError.usage(field + ": " + path + ": " + HostErrors.text(error.errno()));
    }
  }

  private static void makeMountPoints(Spec spec) {
    for (Spec.Mount mount : spec.mounts()) {
      try {
        HostMountPoints.make(spec.root().path(), mount.destination());
      } catch (ErrnoException there) {
        // Where it is missing in the end, mounting says so.
      }
    }
  }

  /** The working directory that was asked for, or {@code /} where {@code do} cannot show it. */
  private String workingDirectory(MountNamespace namespace, Credentials credentials, Job job)
      throws UserError {
    String directory = job.spec().process().cwd();
    FsContext context = new FsContext(namespace.root(), namespace.root(), 0);
    try {
      VfsPath place =
          Vfs.resolve(
              new BootTask(clock, credentials),
              context,
              namespace.root(),
              directory,
              Lookup.FOLLOW | Lookup.DIRECTORY);
      return place == null ? "/" : directory;
    } catch (ErrnoException error) {
      if (job.isHostTree()) {
        return "/";
      }
      throw UserError.usage("process.cwd: " + directory + ": " + HostErrors.text(error.errno()));
    } finally {
      context.leave();
    }
  }

  private static Credentials credentials(ProcessSpec process) {
    ProcessSpec.User user = process.user();
    ProcessSpec.Capabilities sets = process.capabilities();
    if (sets == null) {
      sets = new ProcessSpec.Capabilities(0, 0, 0, 0, 0);
    }
    return new Credentials(
        user.uid(),
        user.uid(),
        user.uid(),
        user.uid(),
        user.gid(),
        user.gid(),
        user.gid(),
        user.gid(),
        user.additionalGids(),
        sets.permitted(),
        sets.effective(),
        sets.inheritable(),
        sets.bounding(),
        sets.ambient() & sets.permitted() & sets.inheritable(),
        0,
        process.noNewPrivileges(),
        UserNamespace.INITIAL);
  }

  private static ResourceLimits limits(ProcessSpec process) {
    ResourceLimits limits = ResourceLimits.defaults();
    process.rlimits().forEach(limit -> limits.set(limit.resource(), limit.soft(), limit.hard()));
    return limits;
  }

  /** What is seen at {@code /dev/pts}, or null. */
  private VfsPath terminalNames(MountNamespace namespace) {
    FsContext context = new FsContext(namespace.root(), namespace.root(), 0);
    try {
      return Vfs.resolve(
          new BootTask(clock, Credentials.ROOT),
          context,
          namespace.root(),
          "/dev/pts",
          Lookup.FOLLOW);
    } catch (ErrnoException none) {
      return null;
    } finally {
      context.leave();
    }
  }

  /** The caller's streams; those that it closed stay closed. */
  private SortedMap<Integer, FileDescription> standardStreams(
      MountNamespace namespace, Credentials credentials) {
    BootTask owner = new BootTask(clock, credentials);
    HostTerminals terminals = new HostTerminals(terminalNames(namespace));
    SortedMap<Integer, FileDescription> streams = new TreeMap<>();
    for (int i = 0; i < STANDARD_STREAMS; i++) {
      try {
        FileDescription stream = HostDescriptions.of(HostSystem.duplicate(i));
        streams.put(i, terminals.named(owner, stream));
        if (i != STANDARD_ERROR) {
          HostSystem.detach(i);
        }
      } catch (ErrnoException closed) {
        // As the caller has it.
      }
    }
    return streams;
  }
}
