package io.jvisor.conformance.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.jvisor.conformance.fixtures.Fixtures;
import io.jvisor.conformance.fixtures.kernel.api.ReadsNothing;
import io.jvisor.conformance.fixtures.netstack.ReadsKernelCore;
import io.jvisor.conformance.fixtures.platform.spi.host.OpensFileLegally;
import io.jvisor.conformance.fixtures.vfs.CallsForeignFunction;
import io.jvisor.conformance.fixtures.vfs.LoadsLibrary;
import io.jvisor.conformance.fixtures.vfs.LocksInBlock;
import io.jvisor.conformance.fixtures.vfs.LocksInMethod;
import io.jvisor.conformance.fixtures.vfs.OpensFile;
import io.jvisor.conformance.fixtures.vfs.OpensSocket;
import io.jvisor.conformance.fixtures.vfs.ReadsOldFile;
import io.jvisor.conformance.fixtures.vfs.ReinterpretsMemory;
import io.jvisor.conformance.fixtures.vfs.Sleeps;
import io.jvisor.conformance.fixtures.vfs.StartsProcess;
import io.jvisor.conformance.fixtures.vfs.UsesJffi;
import io.jvisor.conformance.fixtures.vfs.UsesMemory;
import io.jvisor.conformance.fixtures.vfs.WaitsOnMonitor;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each rule fails on a class made to break it, and holds for one that does not. */
final class RulesCatchViolationsTest {

  private static final String ROOT = Fixtures.class.getPackageName();

  @TestFactory
  Stream<DynamicTest> reachingTheHostIsCaught() {
    return Stream.of(
            OpensFile.class,
            ReadsOldFile.class,
            OpensSocket.class,
            StartsProcess.class,
            LoadsLibrary.class,
            CallsForeignFunction.class,
            ReinterpretsMemory.class,
            UsesJffi.class)
        .map(
            type ->
                DynamicTest.dynamicTest(
                    type.getSimpleName(), () -> assertCaught(HostAccessRule.below(ROOT), type)));
  }

  @Test
  void platformsReachTheHostAndMemoryIsForAll() {
    HostAccessRule.below(ROOT)
        .allowEmptyShould(true)
        .check(importing(OpensFileLegally.class, UsesMemory.class));
  }

  @Test
  void readingAnotherModuleIsCaught() {
    assertCaught(ModuleRule.of("netstack", ROOT), ReadsKernelCore.class);
    ModuleRule.of("kernel.api", ROOT).check(importing(ReadsNothing.class));
  }

  @Test
  void waitingIsCaught() {
    assertCaught(WaitingRule.neverSleeps(), Sleeps.class);
    assertCaught(WaitingRule.neverWaitsOnMonitors(), WaitsOnMonitor.class);
    assertEquals(
        Set.of(LocksInBlock.class.getName(), LocksInMethod.class.getName()),
        WaitingRule.monitorUsers(
            List.of(
                classFile(LocksInBlock.class),
                classFile(LocksInMethod.class),
                classFile(UsesMemory.class))));
  }

  @Test
  void anEmptyImportIsCaught() {
    assertEquals(List.of(), CompiledModules.classFiles(Path.of("no", "such", "folder")));
    JavaClasses none = new ClassFileImporter().importPaths(List.<Path>of());
    assertThrows(AssertionError.class, () -> HostAccessRule.below(ROOT).check(none));
  }

  private static void assertCaught(ArchRule rule, Class<?> violator) {
    AssertionError error =
        assertThrows(AssertionError.class, () -> rule.check(importing(violator)));
    assertTrue(
        error.getMessage().contains(violator.getName()),
        () -> "names another class: " + error.getMessage());
  }

  private static JavaClasses importing(Class<?>... types) {
    return new ClassFileImporter().importClasses(types);
  }

  private static Path classFile(Class<?> type) {
    String relative = type.getName().replace('.', File.separatorChar) + ".class";
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .resolve(relative);
  }
}
