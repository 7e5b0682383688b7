package io.jvisor.bench.runtime;

import io.jvisor.bench.process.Command;

/**
 * A container that can be run once.
 *
 * @param command runs it to its end
 * @param removal removes what is left of it, also where it is still running
 */
public record Container(Command command, Runnable removal) implements AutoCloseable {
  @Override
  public void close() {
    removal.run();
  }
}
