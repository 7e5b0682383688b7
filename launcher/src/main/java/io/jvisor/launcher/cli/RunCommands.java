package io.jvisor.launcher.cli;

import io.jvisor.launcher.UserError;
import io.jvisor.launcher.boot.Modules;
import io.jvisor.launcher.config.Configuration;
import io.jvisor.launcher.oci.Spec;
import io.jvisor.launcher.oci.SpecReader;
import java.util.List;

/** {@code jvisor do} and {@code jvisor run}. */
final class RunCommands {
  private RunCommands() {}

  static int runProgram(
      CallerProcess caller, GlobalOptions options, Configuration configuration, List<String> words)
      throws UserError {
    return start(configuration);
  }

  static int runBundle(
      CallerProcess caller,
      GlobalOptions options,
      Configuration configuration,
      String bundle,
      String id)
      throws UserError {
    Spec spec = SpecReader.read(bundle);
    return start(configuration);
  }

  private static int start(Configuration configuration) throws UserError {
    Modules.syscalls(configuration);
    Modules.platform(configuration);
    throw new UserError(UserError.FAILED, "the kernel is not there yet");
  }
}
