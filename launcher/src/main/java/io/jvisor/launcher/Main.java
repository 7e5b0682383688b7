package io.jvisor.launcher;

import io.jvisor.launcher.boot.Phases;
import io.jvisor.launcher.cli.CallerProcess;
import io.jvisor.launcher.cli.CommandLineInterface;
import io.jvisor.platform.spi.host.HostConsole;

/** Where Java starts. */
public final class Main {
  private Main() {}

  /** Runs a command line and exits with its status. */
  public static void main(String[] arguments) {
    Phases.begin();
    System.exit(run(arguments));
  }

  private static int run(String[] arguments) {
    try {
      return new CommandLineInterface(CallerProcess.read(arguments.length)).run();
    } catch (UserError error) {
      HostConsole.complain("jvisor: " + error.getMessage());
      return error.status();
    }
  }
}
