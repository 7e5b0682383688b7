package io.jvisor.platform.spi;

import io.jvisor.platform.spi.memory.MemoryFile;
import java.util.Optional;

/** A kind of platform. Found by {@link java.util.ServiceLoader}, chosen by {@code --platform}. */
public interface PlatformProvider {
  /** The name that the command line and the configuration use, such as {@code ptrace}. */
  String name();

  /** One line for {@code jvisor platforms}. */
  String description();

  /** Higher is preferred where the configuration names none. */
  int preference();

  /** Why this host cannot run the platform; empty when it can. */
  Optional<String> obstacle();

  /**
   * Starts the platform.
   *
   * @param memory where guest pages live
   */
  Platform open(MemoryFile memory);
}
