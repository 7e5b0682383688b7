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

  /**
   * Why this host cannot run the platform, as far as that can be told without starting it; empty
   * when there is nothing against trying.
   */
  Optional<String> obstacle();

  /**
   * Starts the platform.
   *
   * @param memory where guest pages live
   * @throws io.jvisor.platform.spi.host.HostException when the host does not allow it; nothing is
   *     left behind then
   */
  Platform open(MemoryFile memory);
}
