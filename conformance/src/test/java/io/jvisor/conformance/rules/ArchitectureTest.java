package io.jvisor.conformance.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.jvisor.conformance.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules, over the compiled modules. */
final class ArchitectureTest {

  private static final String ROOT = "io.jvisor";

  /** Classes that still lock with their monitor, to be moved to java.util.concurrent. */
  private static final Set<String> MONITOR_USERS = Set.of("io.jvisor.platform.ptrace.StubProcess");

  private static JavaClasses classes;

  @BeforeAll
  static void load() {
    classes = CompiledModules.load();
  }

  @Test
  void everyModuleIsNamed() {
    List<String> folders =
        CompiledModules.filesBelow(Project.home(), "src/main/java/module-info.java").stream()
            .map(file -> Project.home().relativize(file).getName(0).toString())
            .toList();
    assertEquals(folders.stream().sorted().toList(), modulesAndTools().sorted().toList());
  }

  @Test
  void onlyPlatformsReachTheHost() {
    HostAccessRule.below(ROOT).check(classes);
  }

  @TestFactory
  Stream<DynamicTest> modulesReadWhatTheDesignDraws() {
    return ModuleRule.MAY_READ.keySet().stream()
        .map(
            module ->
                DynamicTest.dynamicTest(module, () -> ModuleRule.of(module, ROOT).check(classes)));
  }

  @Test
  void nothingSleeps() {
    WaitingRule.neverSleeps().check(classes);
  }

  @Test
  void nothingWaitsOnMonitors() {
    WaitingRule.neverWaitsOnMonitors().check(classes);
  }

  /** A class may leave this list, and then has to be struck off; none may join it. */
  @Test
  void noFurtherClassLocksWithMonitors() {
    List<Path> files =
        Project.MODULES.stream()
            .flatMap(module -> CompiledModules.classFiles(Project.classesOf(module)).stream())
            .toList();
    assertEquals(
        MONITOR_USERS.stream().sorted().toList(), List.copyOf(WaitingRule.monitorUsers(files)));
  }

  @Test
  void everyPackageIsDocumented() {
    List<Path> undocumented =
        modulesAndTools()
            .map(module -> Project.home().resolve(module).resolve("src/main/java/io"))
            .flatMap(sources -> CompiledModules.filesBelow(sources, ".java").stream())
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .map(folder -> Project.home().relativize(folder))
            .toList();
    assertEquals(List.of(), undocumented);
  }

  @Test
  void servicesAreDeclaredInModuleInfoOnly() {
    List<Path> declared =
        Project.MODULES.stream()
            .map(module -> Project.classesOf(module).resolve("META-INF/services"))
            .filter(Files::exists)
            .toList();
    assertEquals(List.of(), declared);
    assertTrue(classes.size() > 100, "classes: " + classes.size());
  }

  private static Stream<String> modulesAndTools() {
    return Stream.concat(Project.MODULES.stream(), Project.TOOLS.stream());
  }
}
