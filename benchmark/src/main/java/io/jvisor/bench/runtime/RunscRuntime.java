package io.jvisor.bench.runtime;

import io.jvisor.bench.process.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** gVisor on one of its platforms, without network as jvisor. */
final class RunscRuntime implements GuestRuntime {
  private final Path program;
  private final Path state;
  private final String platform;

  /**
   * gVisor.
   *
   * @param state a folder for bundles and state
   */
  RunscRuntime(Path program, Path state, String platform) {
    this.program = program;
    this.state = state;
    this.platform = platform;
  }

  @Override
  public String name() {
    return "runsc:" + platform;
  }

  @Override
  public Kind kind() {
    return Kind.RUNSC;
  }

  @Override
  public List<String> files() {
    return List.of(program.toString());
  }

  @Override
  public Container container(List<String> words) {
    Bundle bundle = Bundle.write(state.resolve("bundles"), "/", words);
    Command command =
        runsc().plus(List.of("run", "--bundle", bundle.folder().toString(), bundle.id()));
    return new Container(
        command,
        () -> {
          Removal.of(runsc().plus(List.of("delete", "--force", bundle.id())));
          bundle.delete();
        });
  }

  @Override
  public Optional<Command> direct(List<String> words) {
    return Optional.of(runsc().plus(List.of("do")).plus(words));
  }

  private Command runsc() {
    List<String> words =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--root",
                state.resolve("runsc").toString(),
                "--platform",
                platform,
                "--ignore-cgroups",
                "--network=none"));
    if (!Privileges.IS_ROOT) {
      words.add("--rootless");
    }
    return new Command(words);
  }
}
