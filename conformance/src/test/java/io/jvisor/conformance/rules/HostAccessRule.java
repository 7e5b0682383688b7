package io.jvisor.conformance.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;

/**
 * Nothing but platform-spi's {@code host} package and the platforms calls the host: no native
 * interface, no files, no sockets, no processes, no foreign functions.
 */
final class HostAccessRule {

  private static final List<String> HOST_PACKAGES =
      List.of("jnr.", "com.kenai.jffi.", "java.nio.file.", "java.nio.channels.", "java.net.");

  /**
   * What is not the host although it lives in java.io: the marker that every exception carries, and
   * the exceptions that methods of the JDK declare.
   */
  private static final Set<String> HARMLESS_IO =
      Set.of("java.io.Serializable", "java.io.IOException", "java.io.UncheckedIOException");

  private static final Set<String> HOST_CLASSES =
      Set.of(
          "java.lang.ProcessBuilder",
          "java.lang.Process",
          "java.lang.ProcessHandle",
          "java.lang.foreign.Linker",
          "java.lang.foreign.SymbolLookup",
          "java.lang.foreign.FunctionDescriptor");

  private static final Set<String> HOST_METHODS =
      Set.of(
          "java.lang.Runtime.exec",
          "java.lang.Runtime.load",
          "java.lang.Runtime.loadLibrary",
          "java.lang.System.load",
          "java.lang.System.loadLibrary",
          "java.lang.foreign.MemorySegment.reinterpret",
          "java.lang.foreign.MemorySegment.ofAddress");

  private HostAccessRule() {}

  /**
   * The rule.
   *
   * @param root the package that holds the modules; {@code io.jvisor}, or that of the fixtures
   */
  static ArchRule below(String root) {
    DescribedPredicate<JavaClass> mayCallTheHost =
        JavaClass.Predicates.resideInAnyPackage(
                root + ".platform.spi.host..",
                root + ".platform.ptrace..",
                root + ".platform.systrap..",
                root + ".platform.kvm..")
            .as("the platforms");
    return noClasses()
        .that(DescribedPredicate.not(mayCallTheHost))
        .should()
        .dependOnClassesThat(describe("reach the host", HostAccessRule::reachesHost))
        .orShould()
        .accessTargetWhere(describe("the call reaches the host", HostAccessRule::callsHost))
        .because("the host is reached through platform-spi alone");
  }

  private static boolean reachesHost(JavaClass type) {
    String name = type.getBaseComponentType().getName();
    return HOST_CLASSES.contains(outermost(name))
        || HOST_PACKAGES.stream().anyMatch(name::startsWith)
        || (name.startsWith("java.io.") && !HARMLESS_IO.contains(name));
  }

  private static boolean callsHost(JavaAccess<?> access) {
    return HOST_METHODS.contains(
        access.getTargetOwner().getName() + "." + access.getTarget().getName());
  }

  private static String outermost(String name) {
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }
}
