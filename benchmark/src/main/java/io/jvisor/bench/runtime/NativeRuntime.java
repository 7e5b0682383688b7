package io.jvisor.bench.runtime;

import io.jvisor.bench.process.Command;
import java.util.List;
import java.util.Optional;

/** Linux itself. The program gets a mount namespace, for its /tmp, and the others' environment. */
final class NativeRuntime implements GuestRuntime {
  private static final Command IN_NAMESPACE =
      Privileges.unshare()
          .plus(
              List.of(
                  "sh",
                  "-c",
                  "mount -t tmpfs -o nosuid,nodev tmpfs /tmp && cd /tmp && exec \"$@\"",
                  "sh",
                  "env",
                  "-i"))
          .plus(Bundle.ENVIRONMENT);

  @Override
  public String name() {
    return "native";
  }

  @Override
  public Kind kind() {
    return Kind.NATIVE;
  }

  @Override
  public List<String> files() {
    return List.of();
  }

  @Override
  public Container container(List<String> words) {
    return new Container(IN_NAMESPACE.plus(words), () -> {});
  }

  @Override
  public Optional<Command> direct(List<String> words) {
    return Optional.of(new Command(words));
  }
}
