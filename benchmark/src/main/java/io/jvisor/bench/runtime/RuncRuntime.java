package io.jvisor.bench.runtime;

import io.jvisor.bench.process.Command;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * runc: containers on the host's kernel. It cannot have the host's root directory itself for a
 * container's root, so that is mounted a second time, in a namespace.
 */
final class RuncRuntime implements GuestRuntime {
  private static final String MOUNT_ROOT = "mount --rbind / \"$0\"/rootfs && exec \"$@\"";

  private final Path program;
  private final Path state;

  /**
   * A runc.
   *
   * @param state a folder for bundles and state
   */
  RuncRuntime(Path program, Path state) {
    this.program = program;
    this.state = state;
  }

  @Override
  public String name() {
    return "runc";
  }

  @Override
  public Kind kind() {
    return Kind.RUNC;
  }

  @Override
  public List<String> files() {
    return List.of(program.toString());
  }

  @Override
  public Container container(List<String> words) {
    Bundle bundle = Bundle.write(state.resolve("bundles"), "rootfs", words);
    String folder = bundle.folder().toString();
    Command command =
        Privileges.unshare()
            .plus(List.of("sh", "-c", MOUNT_ROOT, folder))
            .plus(runc().plus(List.of("run", "--bundle", folder, bundle.id())).words());
    return new Container(
        command,
        () -> {
          Removal.of(runc().plus(List.of("delete", "--force", bundle.id())));
          bundle.delete();
        });
  }

  @Override
  public Optional<Command> direct(List<String> words) {
    return Optional.empty();
  }

  private Command runc() {
    return Command.of(program.toString(), "--root", state.resolve("runc").toString());
  }
}
