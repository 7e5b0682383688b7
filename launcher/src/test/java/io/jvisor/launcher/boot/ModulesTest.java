package io.jvisor.launcher.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.SyscallProvider;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.config.Configuration;
import io.jvisor.launcher.config.Configuration.CacheMode;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.PlatformProvider;
import io.jvisor.platform.spi.host.HostException;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.FileSystemType;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Assembly from modules: what is found, and what a configuration leaves of it. */
final class ModulesTest {
  private static final Modules MODULES = new Modules(layer());

  /**
   * The test's Java has on its module path only what the launcher's descriptor requires; the
   * modules with the providers are on its class path. This makes modules of them.
   */
  private static ModuleLayer layer() {
    Path[] paths =
        Stream.of("java.class.path", "jdk.module.path")
            .flatMap(name -> Arrays.stream(System.getProperty(name, "").split(":")))
            .filter(entry -> entry.contains("/jvisor") || entry.contains("/target/"))
            .filter(entry -> !entry.contains("test-classes"))
            .map(Path::of)
            .toArray(Path[]::new);
    ModuleFinder finder = ModuleFinder.of(paths);
    Set<String> names =
        finder.findAll().stream()
            .map(reference -> reference.descriptor().name())
            .filter(name -> name.startsWith("io.jvisor."))
            .collect(Collectors.toSet());
    ModuleLayer boot = Modules.class.getModule().getLayer();
    java.lang.module.Configuration resolved =
        boot.configuration().resolveAndBind(ModuleFinder.of(), finder, names);
    return boot.defineModulesWithOneLoader(resolved, Modules.class.getClassLoader());
  }

  private static Configuration configuration(List<String> syscalls, List<String> fileSystems) {
    return new Configuration(
        syscalls, fileSystems, null, null, "none", 0, 10, CacheMode.EXCLUSIVE, true, true);
  }

  @Test
  void findsEveryFamily() throws UserError {
    List<String> names =
        MODULES.syscallProviders(Configuration.DEFAULTS).stream()
            .map(SyscallProvider::name)
            .toList();
    assertTrue(names.contains("fs"), names.toString());
    assertTrue(names.size() >= 5, names.toString());
    SyscallTable table = MODULES.syscalls(Configuration.DEFAULTS);
    assertTrue(table.isImplemented(SyscallNumbers.READ));
    assertTrue(table.isImplemented(SyscallNumbers.GETPID));
    assertTrue(table.isImplemented(SyscallNumbers.MMAP));
    assertTrue(table.isImplemented(SyscallNumbers.RT_SIGACTION));
  }

  @Test
  void whatIsLeftOutIsMissingAndTheRestIsThere() throws UserError {
    List<String> names =
        MODULES.syscallProviders(Configuration.DEFAULTS).stream()
            .map(SyscallProvider::name)
            .filter(name -> !name.equals("fs"))
            .toList();
    SyscallTable table = MODULES.syscalls(configuration(names, null));
    assertFalse(table.isImplemented(SyscallNumbers.READ));
    assertTrue(table.isImplemented(SyscallNumbers.GETPID));
  }

  @Test
  void namesWhatIsNotThere() {
    UserError error =
        assertThrows(
            UserError.class, () -> MODULES.syscalls(configuration(List.of("fs", "quic"), null)));
    assertTrue(
        error.getMessage().startsWith("syscalls: there is no 'quic'; there are: "),
        error.getMessage());
    error =
        assertThrows(
            UserError.class, () -> MODULES.syscalls(configuration(List.of("fs", "fs"), null)));
    assertEquals("syscalls: 'fs' is named twice", error.getMessage());
    error =
        assertThrows(
            UserError.class,
            () -> MODULES.openPlatform(configuration(null, null).with("abacus", null), null));
    assertTrue(
        error.getMessage().startsWith("platform: there is no 'abacus'; there are: "),
        error.getMessage());
  }

  /** A platform that says, or finds out, that it does not work here. */
  private record Broken(String name, Optional<String> obstacle) implements PlatformProvider {
    @Override
    public String description() {
      return "broken";
    }

    @Override
    public int preference() {
      return 0;
    }

    @Override
    public Platform open(MemoryFile memory) {
      throw new HostException("open", Errno.EPERM.result());
    }
  }

  @Test
  void aPlatformThatDoesNotWorkIsPassedOver() throws UserError {
    List<PlatformProvider> platforms = new ArrayList<>();
    platforms.add(new Broken("old", Optional.of("needs another CPU")));
    platforms.add(new Broken("forbidden", Optional.empty()));
    try (MemoryFile memory = new MemoryFile(1 << 20)) {
      UserError error = assertThrows(UserError.class, () -> Modules.openFirst(platforms, memory));
      assertEquals(
          "no platform works: old does not work here: needs another CPU;"
              + " forbidden does not work here: the host does not allow it: open: EPERM",
          error.getMessage());
      platforms.addAll(MODULES.platforms());
      Modules.openFirst(platforms, memory).close();
    }
  }

  @Test
  void findsFileSystems() throws UserError {
    List<String> names =
        MODULES.fileSystems(configuration(null, List.of("gofer", "tmpfs"))).stream()
            .map(FileSystemType::name)
            .toList();
    assertEquals(List.of("gofer", "tmpfs"), names);
  }
}
