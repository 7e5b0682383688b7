package io.jvisor.bench.runtime;

import io.jvisor.bench.process.Command;

/** What the user may do. */
final class Privileges {
  static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));

  private Privileges() {}

  /** The beginning of a command that is run in a mount namespace of its own. */
  static Command unshare() {
    return IS_ROOT
        ? Command.of("unshare", "--mount")
        : Command.of("unshare", "--mount", "--map-root-user");
  }
}
