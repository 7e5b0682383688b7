package io.jvisor.launcher.cli;

import io.jvisor.launcher.UserError;
import io.jvisor.launcher.boot.Sandbox;
import io.jvisor.launcher.config.Configuration;
import io.jvisor.launcher.log.Logging;
import io.jvisor.launcher.oci.ProcessSpec;
import io.jvisor.launcher.oci.Spec;
import io.jvisor.launcher.oci.SpecReader;
import java.util.List;

/** {@code jvisor do} and {@code jvisor run}. */
final class RunCommands {
  private static final String ID = "[A-Za-z0-9_+.-]{1,255}";

  /** What {@code do} mounts over the host's tree. */
  private static final List<Spec.Mount> MOUNTS =
      List.of(
          new Spec.Mount("/proc", "proc", "proc", List.of("nosuid", "nodev", "noexec")),
          new Spec.Mount("/dev", "devtmpfs", "devtmpfs", List.of("nosuid", "noexec")),
          new Spec.Mount("/dev/pts", "devpts", "devpts", List.of("nosuid", "noexec")),
          new Spec.Mount("/dev/shm", "tmpfs", "tmpfs", List.of("nosuid", "nodev", "mode=1777")),
          new Spec.Mount("/sys", "sysfs", "sysfs", List.of("ro", "nosuid", "nodev", "noexec")),
          new Spec.Mount("/tmp", "tmpfs", "tmpfs", List.of("nosuid", "nodev", "mode=1777")));

  private RunCommands() {}

  static int runProgram(
      CallerProcess caller, GlobalOptions options, Configuration configuration, List<String> words)
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
    Spec spec = new Spec(process, new Spec.Root("/", true), null, null, MOUNTS);
    return sandbox(options, configuration).run(new Sandbox.Job(spec, true));
  }

  static int runBundle(
      CallerProcess caller,
      GlobalOptions options,
      Configuration configuration,
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
    return sandbox(options, configuration).run(new Sandbox.Job(located, false));
  }

  private static Sandbox sandbox(GlobalOptions options, Configuration configuration) {
    return new Sandbox(configuration, options.strace() ? Logging.strace() : null);
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
