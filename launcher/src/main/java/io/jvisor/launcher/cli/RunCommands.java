package io.jvisor.launcher.cli;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.boot.GoferProcess;
import io.jvisor.launcher.boot.Modules;
import io.jvisor.launcher.boot.Sandbox;
import io.jvisor.launcher.config.Configuration;
import io.jvisor.launcher.log.Logging;
import io.jvisor.launcher.oci.ProcessSpec;
import io.jvisor.launcher.oci.Spec;
import io.jvisor.launcher.oci.SpecReader;
import io.jvisor.platform.spi.host.HostErrors;
import io.jvisor.platform.spi.host.HostLockFile;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code jvisor do} and {@code jvisor run}. */
final class RunCommands {
  private static final String ID = "[A-Za-z0-9_+.-]{1,255}";

  /** What {@code do} mounts over the host's tree. */
  private static final List<Spec.Mount> MOUNTS =
      List.of(
          new Spec.Mount("/proc", "proc", "proc", List.of("nosuid", "nodev", "noexec")),
          new Spec.Mount("/dev", "devtmpfs", "devtmpfs", List.of("nosuid", "noexec")),
          new Spec.Mount(
              "/dev/pts",
              "devpts",
              "devpts",
              List.of("nosuid", "noexec", "ptmxmode=0666", "mode=0620", "gid=5")),
          new Spec.Mount("/dev/shm", "tmpfs", "tmpfs", List.of("nosuid", "nodev", "mode=1777")),
          new Spec.Mount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "nodev", "noexec")),
          new Spec.Mount("/sys", "sysfs", "sysfs", List.of("ro", "nosuid", "nodev", "noexec")),
          new Spec.Mount("/tmp", "tmpfs", "tmpfs", List.of("nosuid", "nodev", "mode=1777")));

  private static final Logger LOG = LoggerFactory.getLogger(RunCommands.class);
  private static final int NONE = -1;
  private static final String RUNTIME_DIRECTORY = "XDG_RUNTIME_DIR=";

  private RunCommands() {}

  static int runProgram(
      CallerProcess caller,
      GlobalOptions options,
      Configuration configuration,
      GoferProcess gofer,
      List<String> words)
      throws UserError {
    ProcessSpec.User user = CallerIdentity.user();
    ProcessSpec process =
        new ProcessSpec(
            words,
            caller.environment(),
            caller.workingDirectory(),
            user,
            CallerIdentity.limits(),
            CallerIdentity.capabilities(user),
            false,
            false);
    Spec spec =
        new Spec(process, new Spec.Root("/", true), CallerIdentity.hostname(), null, MOUNTS);
    return sandbox(options, configuration).run(new Sandbox.Job(spec, true, NONE), gofer);
  }

  static int runBundle(
      CallerProcess caller,
      GlobalOptions options,
      Configuration configuration,
      GoferProcess gofer,
      String bundle,
      String id)
      throws UserError {
    if (!id.matches(ID) || id.equals(".") || id.equals("..")) {
      throw UserError.usage("ID: must be letters, digits, '_', '+', '-' and '.', not '" + id + "'");
    }
    String directory = absolute(caller.workingDirectory(), bundle);
    Spec spec = SpecReader.read(directory);
    Spec located =
        new Spec(
            spec.process(),
            new Spec.Root(absolute(directory, spec.root().path()), spec.root().readonly()),
            spec.hostname(),
            spec.domainname(),
            spec.mounts().stream().map(mount -> locate(directory, mount)).toList());
    String state = options.root() == null ? defaultState(caller) : options.root();
    try (HostLockFile held = HostLockFile.hold(absolute(caller.workingDirectory(), state), id)) {
      LOG.debug("holding {}", held);
      return sandbox(options, configuration)
          .run(new Sandbox.Job(located, false, held.directory()), gofer);
    } catch (ErrnoException error) {
      throw UserError.usage(
          error.errno() == Errno.EAGAIN
              ? "a container '" + id + "' is running already"
              : "--root: " + state + ": " + HostErrors.text(error.errno()));
    }
  }

  private static Sandbox sandbox(GlobalOptions options, Configuration configuration) {
    return new Sandbox(
        Modules.ofModulePath(),
        configuration,
        options.strace() ? Logging.strace() : null,
        options.debug());
  }

  /** Where containers of this user are told from each other. */
  private static String defaultState(CallerProcess caller) {
    for (String entry : caller.environment()) {
      if (entry.startsWith(RUNTIME_DIRECTORY + "/")) {
        return entry.substring(RUNTIME_DIRECTORY.length()) + "/jvisor";
      }
    }
    return "/run/jvisor";
  }

  private static Spec.Mount locate(String bundle, Spec.Mount mount) {
    return mount.isBind()
        ? new Spec.Mount(
            mount.destination(), mount.type(), absolute(bundle, mount.source()), mount.options())
        : mount;
  }

  private static String absolute(String base, String path) {
    return path.startsWith("/") ? path : base + "/" + path;
  }
}
