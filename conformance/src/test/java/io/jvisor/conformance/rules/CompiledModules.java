package io.jvisor.conformance.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.jvisor.conformance.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The class files of every module, as the build left them. */
final class CompiledModules {

  private CompiledModules() {}

  /**
   * Imports the classes of all modules.
   *
   * @throws AssertionError if a module was not compiled, so that a rule cannot hold for want of
   *     classes
   */
  static JavaClasses load() {
    List<Path> folders = Project.MODULES.stream().map(Project::classesOf).toList();
    for (Path folder : folders) {
      if (classFiles(folder).isEmpty()) {
        throw new AssertionError("no classes in " + folder);
      }
    }
    JavaClasses classes = new ClassFileImporter().importPaths(folders);
    if (classes.isEmpty()) {
      throw new AssertionError("no classes were imported");
    }
    return classes;
  }

  /** Every class file below a folder; empty if there is no such folder. */
  static List<Path> classFiles(Path folder) {
    return filesBelow(folder, ".class");
  }

  /** Every file below a folder whose name ends in {@code suffix}. */
  static List<Path> filesBelow(Path folder, String suffix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
