package io.jvisor.bench.runtime;

import io.jvisor.bench.process.Command;
import io.jvisor.bench.process.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks for runtimes and has each run a program. */
public final class RuntimeFinder {
  private static final List<String> JVISOR_PLATFORMS = List.of("systrap", "ptrace");
  private static final List<String> RUNSC_PLATFORMS = List.of("systrap", "ptrace", "kvm");
  private static final List<String> PROBE = List.of("/bin/true");
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Path home;
  private final Path state;
  private final Path runc;
  private final Path runsc;

  /**
   * A finder.
   *
   * @param home the root of the source tree
   * @param state a folder for bundles and state
   * @param runc a path, or a name to look for in PATH
   * @param runsc a path, or a name to look for in PATH
   */
  public RuntimeFinder(Path home, Path state, String runc, String runsc) {
    this.home = home;
    this.state = state;
    this.runc = locate(runc);
    this.runsc = locate(runsc);
  }

  /**
   * The runtimes that were asked for, Linux always among them.
   *
   * @param wanted their names, {@code jvisor} or {@code runsc} for all platforms of one, or the
   *     platform alone for jvisor on it; empty for all
   * @throws IllegalArgumentException if a name is not known
   */
  public List<Candidate> find(List<String> wanted) throws InterruptedException {
    List<GuestRuntime> all = all();
    for (String name : wanted) {
      if (all.stream().noneMatch(runtime -> answersTo(runtime, name))) {
        throw new IllegalArgumentException(
            "no runtime is called "
                + name
                + "; there are "
                + String.join(", ", all.stream().map(GuestRuntime::name).toList()));
      }
    }
    List<Candidate> found = new ArrayList<>();
    for (GuestRuntime runtime : all) {
      if (runtime.kind() == GuestRuntime.Kind.NATIVE
          || wanted.isEmpty()
          || wanted.stream().anyMatch(name -> answersTo(runtime, name))) {
        found.add(probe(runtime));
      }
    }
    return found;
  }

  private List<GuestRuntime> all() {
    List<GuestRuntime> all = new ArrayList<>();
    all.add(new NativeRuntime());
    JVISOR_PLATFORMS.forEach(platform -> all.add(new JvisorRuntime(home, state, platform)));
    all.add(new RuncRuntime(runc, state));
    RUNSC_PLATFORMS.forEach(platform -> all.add(new RunscRuntime(runsc, state, platform)));
    return all;
  }

  private static boolean answersTo(GuestRuntime runtime, String name) {
    String own = runtime.name();
    return own.equals(name) || own.startsWith(name + ":") || own.equals("jvisor:" + name);
  }

  private Candidate probe(GuestRuntime runtime) throws InterruptedException {
    for (String file : runtime.files()) {
      if (!Files.exists(Path.of(file))) {
        return new Candidate(runtime, "", file + " is not there");
      }
    }
    try (Container container = runtime.container(PROBE)) {
      Outcome outcome = container.command().run(LIMIT);
      return outcome.succeeded()
          ? new Candidate(runtime, version(runtime), "")
          : new Candidate(runtime, version(runtime), outcome.reason());
    }
  }

  private String version(GuestRuntime runtime) throws InterruptedException {
    Command command =
        switch (runtime.kind()) {
          case NATIVE -> Command.of("uname", "-sr");
          case JVISOR ->
              Command.of("git", "-C", home.toString(), "describe", "--always", "--dirty");
          case RUNC -> Command.of(runc.toString(), "--version");
          case RUNSC -> Command.of(runsc.toString(), "--version");
        };
    Outcome outcome = command.run(LIMIT);
    return outcome.succeeded() ? outcome.output().lines().findFirst().orElse("") : "";
  }

  /** Where a program is, or where one would expect it. */
  private static Path locate(String program) {
    if (!program.contains("/")) {
      for (String folder : System.getenv().getOrDefault("PATH", "/usr/bin").split(":", -1)) {
        Path path = Path.of(folder.isEmpty() ? "." : folder, program);
        if (Files.isExecutable(path)) {
          return path.toAbsolutePath();
        }
      }
    }
    return program.contains("/") ? Path.of(program).toAbsolutePath() : Path.of("/usr/bin", program);
  }
}
