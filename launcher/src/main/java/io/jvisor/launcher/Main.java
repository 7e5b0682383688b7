package io.jvisor.launcher;

import io.jvisor.launcher.boot.Phases;
import io.jvisor.launcher.cli.CallerProcess;
import io.jvisor.launcher.cli.CommandLineInterface;
import io.jvisor.launcher.log.Logging;
import io.jvisor.platform.spi.host.HostConsole;
import io.jvisor.platform.spi.host.HostException;
import org.slf4j.LoggerFactory;

/** Where Java starts. */
public final class Main {
  private Main() {}

  /** Runs a command line and exits with its status. */
  public static void main(String[] arguments) {
    Logging.begin();
    Phases.begin();
    // Not System.exit, which looks for somebody who logs it. There are no shutdown hooks.
    Runtime.getRuntime().halt(run(arguments));
  }

  private static int run(String[] arguments) {
    try {
      return new CommandLineInterface(CallerProcess.read(arguments.length)).run();
    } catch (UserError error) {
      HostConsole.complain("jvisor: " + error.getMessage());
      return error.status();
    } catch (HostException error) {
      HostConsole.complain("jvisor: the host refuses " + error.getMessage());
      return UserError.FAILED;
    } catch (RuntimeException mistake) {
      LoggerFactory.getLogger(Main.class).debug("where it happened", mistake);
      HostConsole.complain("jvisor: a mistake in jvisor itself (--debug tells more): " + mistake);
      return UserError.FAILED;
    }
  }
}
