package io.jvisor.launcher.cli;

import io.jvisor.launcher.UserError;
import io.jvisor.launcher.config.Configuration;

/**
 * Options that every sub-command takes; null where one was not given.
 *
 * @param platform how guest code is to run
 * @param config the launcher configuration's path
 * @param debug whether to log what jvisor does
 * @param log a file to log to instead of standard error
 * @param logFormat {@link #TEXT} or {@link #JSON}
 * @param strace whether to print system calls
 * @param root where the state of containers is kept
 * @param network what the sandbox is connected to
 */
public record GlobalOptions(
    String platform,
    String config,
    boolean debug,
    String log,
    String logFormat,
    boolean strace,
    String root,
    String network) {
  static final String TEXT = "text";
  static final String JSON = "json";

  /** Refuses values that no module has to be asked about. */
  void check() throws UserError {
    if (network != null && !Configuration.NETWORKS.contains(network)) {
      throw UserError.usage(
          "--network: must be one of "
              + String.join(", ", Configuration.NETWORKS)
              + ", not '"
              + network
              + "'");
    }
    if (!logFormat.equals(TEXT) && !logFormat.equals(JSON)) {
      throw UserError.usage("--log-format: must be text or json, not '" + logFormat + "'");
    }
  }
}
