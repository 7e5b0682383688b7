package io.jvisor.conformance;

import java.nio.file.Path;
import java.util.List;

/** Where the parts of the project lie. */
public final class Project {

  /** Every module that is part of jvisor, by its folder. */
  public static final List<String> MODULES =
      List.of(
          "kernel-api",
          "ninep",
          "platform-spi",
          "platform-ptrace",
          "platform-systrap",
          "platform-kvm",
          "vfs",
          "gofer",
          "netstack",
          "kernel-core",
          "syscalls-fs",
          "syscalls-mm",
          "syscalls-signal",
          "syscalls-net",
          "syscalls-ipc",
          "sockets-unix",
          "launcher");

  /** Modules that are no part of a sandbox, by their folder: they may use the host as they like. */
  public static final List<String> TOOLS = List.of("benchmark");

  private static final Path HOME =
      Path.of(System.getProperty("jvisor.home", "..")).toAbsolutePath().normalize();

  private Project() {}

  /** The root of the source tree. */
  public static Path home() {
    return HOME;
  }

  /** The script that runs sandboxes. */
  public static Path jvisor() {
    return HOME.resolve("jvisor");
  }

  /** The compiled classes of a module. */
  public static Path classesOf(String module) {
    return targetOf(module).resolve("classes");
  }

  /** Where a module is built. */
  public static Path targetOf(String module) {
    return HOME.resolve(module).resolve(System.getProperty("jvisor.target", "target"));
  }
}
