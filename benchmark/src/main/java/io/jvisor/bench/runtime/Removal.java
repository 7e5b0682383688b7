package io.jvisor.bench.runtime;

import io.jvisor.bench.process.Command;
import java.time.Duration;

/** Removal of containers. */
final class Removal {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Removal() {}

  /** Runs a command that removes a container. That there is none any more is the usual case. */
  static void of(Command command) {
    try {
      command.run(LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
