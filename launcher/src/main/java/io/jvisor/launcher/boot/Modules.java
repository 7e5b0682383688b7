package io.jvisor.launcher.boot;

import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.socket.SocketFamilies;
import io.jvisor.kernel.api.socket.SocketFamily;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.config.Configuration;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.PlatformProvider;
import io.jvisor.platform.spi.host.HostConsole;
import io.jvisor.platform.spi.host.HostException;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.FileSystemType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Function;

/** Finds what a layer of modules offers, and chooses from it what a configuration names. */
public final class Modules {
  private final ModuleLayer layer;

  /** What a layer offers, those above it included. */
  public Modules(ModuleLayer layer) {
    this.layer = layer;
  }

  /** What the module path that Java was started with offers. */
  public static Modules ofModulePath() {
    return new Modules(Modules.class.getModule().getLayer());
  }

  /** The platforms that there are, the preferred one first. */
  public List<PlatformProvider> platforms() {
    List<PlatformProvider> platforms = found(PlatformProvider.class, PlatformProvider::name);
    platforms.sort((one, other) -> Integer.compare(other.preference(), one.preference()));
    return platforms;
  }

  /** Why a platform does not work here, found out by starting it; empty when it does. */
  public static Optional<String> obstacle(PlatformProvider provider) {
    Optional<String> obstacle = provider.obstacle();
    if (obstacle.isPresent()) {
      return obstacle;
    }
    try (MemoryFile memory = new MemoryFile(MemoryFile.PAGE_SIZE);
        Platform platform = provider.open(memory)) {
      platform.lowestAddress();
      return Optional.empty();
    } catch (HostException refused) {
      return Optional.of(refusal(refused));
    }
  }

  /** Starts a platform: the one that is named, or the preferred one that works. */
  public Platform openPlatform(Configuration configuration, MemoryFile memory) throws UserError {
    List<PlatformProvider> platforms = platforms();
    String name = configuration.platform();
    if (name != null) {
      platforms = choose("platform", List.of(name), platforms, PlatformProvider::name);
    }
    return openFirst(platforms, memory);
  }

  /**
   * Starts the first platform that works. One that is passed over is named on standard error: what
   * is used instead may cost a multiple, and whoever chooses it by name is told nothing.
   */
  static Platform openFirst(List<PlatformProvider> platforms, MemoryFile memory) throws UserError {
    List<String> obstacles = new ArrayList<>();
    for (PlatformProvider provider : platforms) {
      String obstacle = provider.obstacle().orElse(null);
      if (obstacle == null) {
        try {
          Platform platform = provider.open(memory);
          if (!obstacles.isEmpty()) {
            HostConsole.complain(
                "jvisor: using platform %s, as %s"
                    .formatted(provider.name(), String.join("; ", obstacles)));
          }
          return platform;
        } catch (HostException refused) {
          obstacle = refusal(refused);
        }
      }
      obstacles.add(provider.name() + " does not work here: " + obstacle);
    }
    throw new UserError(
        UserError.FAILED,
        obstacles.isEmpty()
            ? "there is no platform among the modules"
            : "no platform works: " + String.join("; ", obstacles));
  }

  private static String refusal(HostException refused) {
    return "the host does not allow it: " + refused.getMessage();
  }

  /** The system call providers of a configuration. */
  public List<SyscallProvider> syscallProviders(Configuration configuration) throws UserError {
    List<SyscallProvider> providers = found(SyscallProvider.class, SyscallProvider::name);
    return choose("syscalls", configuration.syscalls(), providers, SyscallProvider::name);
  }

  /** The system call table of a configuration. */
  public SyscallTable syscalls(Configuration configuration) throws UserError {
    try {
      return new SyscallTable(syscallProviders(configuration));
    } catch (IllegalStateException conflict) {
      throw UserError.usage("syscalls: " + conflict.getMessage());
    }
  }

  /** The file system types of a configuration. */
  public List<FileSystemType> fileSystems(Configuration configuration) throws UserError {
    List<FileSystemType> types = found(FileSystemType.class, FileSystemType::name);
    return choose("fileSystems", configuration.fileSystems(), types, FileSystemType::name);
  }

  /** The address families of a configuration. */
  public SocketFamilies socketFamilies(Configuration configuration) throws UserError {
    List<SocketFamily> families = found(SocketFamily.class, SocketFamily::name);
    try {
      return new SocketFamilies(
          choose("sockets", configuration.sockets(), families, SocketFamily::name));
    } catch (IllegalStateException conflict) {
      throw UserError.usage("sockets: " + conflict.getMessage());
    }
  }

  private <T> List<T> found(Class<T> service, Function<T, String> name) {
    List<T> all = new ArrayList<>();
    ServiceLoader.load(layer, service).forEach(all::add);
    all.sort((one, other) -> name.apply(one).compareTo(name.apply(other)));
    return all;
  }

  private static <T> List<T> choose(
      String field, List<String> names, List<T> all, Function<T, String> nameOf) throws UserError {
    if (names == null) {
      return all;
    }
    List<T> chosen = new ArrayList<>();
    for (String name : names) {
      T match = null;
      for (T candidate : all) {
        match = nameOf.apply(candidate).equals(name) ? candidate : match;
      }
      if (match == null) {
        throw UserError.usage(
            field
                + ": there is no '"
                + name
                + "'; there are: "
                + String.join(", ", all.stream().map(nameOf).toList()));
      }
      if (chosen.contains(match)) {
        throw UserError.usage(field + ": '" + name + "' is named twice");
      }
      chosen.add(match);
    }
    return chosen;
  }
}
