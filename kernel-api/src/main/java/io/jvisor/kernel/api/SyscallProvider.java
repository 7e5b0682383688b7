package io.jvisor.kernel.api;

/**
 * A family of system calls. Providers are found by {@link java.util.ServiceLoader}: a module that
 * adds calls declares {@code provides SyscallProvider with ...} and is named in the launcher
 * configuration; nothing else changes.
 */
public interface SyscallProvider {
  /** The short name that the configuration and the coverage table use, such as {@code fs}. */
  String name();

  /** Registers the calls. Runs once at boot, before the first task. */
  void register(SyscallTable.Registrar table);
}
