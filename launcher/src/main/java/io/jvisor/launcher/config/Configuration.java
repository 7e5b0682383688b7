package io.jvisor.launcher.config;

import io.jvisor.kernel.core.KernelOptions;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.json.JsonFields;
import io.jvisor.launcher.json.JsonText;
import java.util.List;

/**
 * What a sandbox is assembled from and how large it may get. The file's format is described in
 * docs/configuration.md.
 *
 * @param syscalls the names of the system call providers; null for all that are found
 * @param fileSystems the names of the file system types; null for all that are found
 * @param sockets the names of the address families; null for all that are found
 * @param platform how guest code runs; null for the best that works
 * @param network what the sandbox is connected to
 * @param memoryMib guest memory in MiB; 0 for three quarters of the host's
 * @param tasks the most tasks at a time
 * @param cache whether others may change the host's files while the sandbox runs
 * @param replaceCalls whether call instructions of guests are replaced to be quicker
 * @param confine whether the sandbox process gives up what it can do on the host
 */
public record Configuration(
    List<String> syscalls,
    List<String> fileSystems,
    List<String> sockets,
    String platform,
    String network,
    long memoryMib,
    int tasks,
    CacheMode cache,
    boolean replaceCalls,
    boolean confine) {

  /** The networks that there are. */
  public static final List<String> NETWORKS = List.of("none");

  private static final int LEAST_MEMORY = 16;
  private static final int MOST_MEMORY = 16 << 20;
  private static final int MOST_TASKS = 1 << 15;

  /** What holds where a file says nothing. */
  public static final Configuration DEFAULTS =
      new Configuration(
          null,
          null,
          null,
          null,
          "none",
          0,
          KernelOptions.DEFAULT_TASK_LIMIT,
          CacheMode.EXCLUSIVE,
          true,
          true);

  /** How much of the host's files is remembered. */
  public enum CacheMode {
    /** Nobody else changes them: names, attributes and contents are kept. */
    EXCLUSIVE,
    /** Others may: each use asks the host again. */
    SHARED
  }

  /**
   * Reads a configuration.
   *
   * @param path of the file; null for the defaults
   */
  public static Configuration read(String path) throws UserError {
    return path == null ? DEFAULTS : of(JsonText.read(path, true));
  }

  /** Takes a configuration from a file's fields. */
  public static Configuration of(JsonFields fields) throws UserError {
    String network = fields.choice("network", NETWORKS);
    String cache = fields.choice("cache", List.of("exclusive", "shared"));
    Configuration configuration =
        new Configuration(
            fields.texts("syscalls"),
            fields.texts("fileSystems"),
            fields.texts("sockets"),
            fields.text("platform"),
            network == null ? DEFAULTS.network : network,
            fields.number("memoryMiB", 0, LEAST_MEMORY, MOST_MEMORY),
            (int) fields.number("tasks", DEFAULTS.tasks, 1, MOST_TASKS),
            "shared".equals(cache) ? CacheMode.SHARED : CacheMode.EXCLUSIVE,
            fields.flag("replaceCalls", DEFAULTS.replaceCalls),
            fields.flag("confine", DEFAULTS.confine));
    fields.rejectUnknown();
    return configuration;
  }

  /** The same with what the command line says instead; null changes nothing. */
  public Configuration with(String otherPlatform, String otherNetwork) {
    return new Configuration(
        syscalls,
        fileSystems,
        sockets,
        otherPlatform == null ? platform : otherPlatform,
        otherNetwork == null ? network : otherNetwork,
        memoryMib,
        tasks,
        cache,
        replaceCalls,
        confine);
  }
}
