package io.jvisor.bench.runtime;

import io.jvisor.bench.process.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** jvisor as a user has it: the built launcher, with its ahead-of-time cache. */
final class JvisorRuntime implements GuestRuntime {
  private final Path home;
  private final Path state;
  private final String platform;

  /**
   * jvisor on one of its platforms.
   *
   * @param home the root of the source tree
   * @param state a folder for bundles and state
   */
  JvisorRuntime(Path home, Path state, String platform) {
    this.home = home;
    this.state = state;
    this.platform = platform;
  }

  @Override
  public String name() {
    return "jvisor:" + platform;
  }

  @Override
  public Kind kind() {
    return Kind.JVISOR;
  }

  @Override
  public List<String> files() {
    return List.of(
        home.resolve("jvisor").toString(),
        home.resolve("build/jvisor").toString(),
        home.resolve("launcher/build/run").toString(),
        System.getProperty("java.home"));
  }

  @Override
  public Container container(List<String> words) {
    Bundle bundle = Bundle.write(state.resolve("bundles"), "/", words);
    List<String> run =
        List.of(
            "--root",
            state.resolve("jvisor").toString(),
            "run",
            "--bundle",
            bundle.folder().toString(),
            bundle.id());
    return new Container(jvisor().plus(run), bundle::delete);
  }

  @Override
  public Optional<Command> direct(List<String> words) {
    return Optional.of(jvisor().plus(List.of("do", "--")).plus(words));
  }

  private Command jvisor() {
    return Command.of(home.resolve("jvisor").toString(), "--platform", platform);
  }
}
