package io.jvisor.conformance.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A module depends on the modules that the design draws, and on no other of ours. */
final class ModuleRule {

  /** Package of each module below the root, and the modules that it may read. */
  static final Map<String, List<String>> MAY_READ = new LinkedHashMap<>();

  static {
    MAY_READ.put("kernel.api", List.of());
    MAY_READ.put("ninep", List.of("kernel.api"));
    MAY_READ.put("netstack", List.of("kernel.api"));
    MAY_READ.put("platform.spi", List.of("kernel.api"));
    MAY_READ.put("platform.ptrace", List.of("kernel.api", "platform.spi"));
    MAY_READ.put("platform.systrap", List.of("kernel.api", "platform.spi"));
    MAY_READ.put("platform.kvm", List.of("kernel.api", "platform.spi"));
    MAY_READ.put("vfs", List.of("kernel.api", "platform.spi", "ninep"));
    MAY_READ.put("gofer", List.of("kernel.api", "platform.spi", "ninep"));
    MAY_READ.put("kernel.core", List.of("kernel.api", "platform.spi", "vfs"));
    MAY_READ.put("syscalls.fs", List.of("kernel.api", "kernel.core", "vfs"));
    MAY_READ.put("syscalls.mm", List.of("kernel.api", "kernel.core", "vfs"));
    MAY_READ.put("syscalls.signal", List.of("kernel.api", "kernel.core", "vfs"));
    MAY_READ.put("syscalls.net", List.of("kernel.api", "kernel.core", "vfs", "netstack"));
    MAY_READ.put("syscalls.ipc", List.of("kernel.api", "kernel.core", "vfs"));
    MAY_READ.put("sockets.unix", List.of("kernel.api", "kernel.core", "vfs"));
  }

  private ModuleRule() {}

  /**
   * The rule of each module.
   *
   * @param root the package that holds the modules; {@code io.jvisor}, or that of the fixtures
   */
  static Stream<ArchRule> below(String root) {
    return MAY_READ.keySet().stream().map(module -> of(module, root));
  }

  /** The rule of one module. */
  static ArchRule of(String module, String root) {
    List<String> allowed = MAY_READ.get(module);
    String[] forbidden =
        Stream.concat(MAY_READ.keySet().stream(), Stream.of("launcher"))
            .filter(other -> !other.equals(module) && !allowed.contains(other))
            .map(other -> root + "." + other + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(root + "." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .because(module + " may read " + (allowed.isEmpty() ? "nothing of ours" : allowed))
        .allowEmptyShould(true);
  }
}
