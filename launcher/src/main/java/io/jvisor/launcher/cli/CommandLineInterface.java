package io.jvisor.launcher.cli;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.boot.GoferProcess;
import io.jvisor.launcher.boot.Modules;
import io.jvisor.launcher.config.Configuration;
import io.jvisor.launcher.log.Logging;
import io.jvisor.platform.spi.host.HostConsole;
import io.jvisor.platform.spi.host.HostErrors;

/** Reads the command line and runs the sub-command. */
public final class CommandLineInterface {
  private final CallerProcess caller;

  /** A command line that is not read yet. */
  public CommandLineInterface(CallerProcess caller) {
    this.caller = caller;
  }

  /**
   * Runs it.
   *
   * @return the exit status
   */
  public int run() throws UserError {
    Invocation invocation = QuickGrammar.read(caller.arguments());
    if (invocation != null) {
      return dispatch(invocation);
    }
    return switch (FullGrammar.read(caller.arguments())) {
      case FullGrammar.Answer.Run(Invocation read) -> dispatch(read);
      case FullGrammar.Answer.Print(String text) -> print(text);
      case FullGrammar.Answer.Missing(String usage) -> {
        HostConsole.complain("jvisor: a command is missing\n");
        HostConsole.complain(usage);
        yield UserError.USAGE;
      }
    };
  }

  private int dispatch(Invocation invocation) throws UserError {
    if (!invocation.needsSandbox()) {
      return report(invocation, configure(invocation.options()));
    }
    // It takes as long to start as this process needs until it has a question for it.
    try (GoferProcess gofer = GoferProcess.start()) {
      Configuration configuration = configure(invocation.options());
      return invocation.command().equals(Invocation.DO)
          ? RunCommands.runProgram(
              caller, invocation.options(), configuration, gofer, invocation.words())
          : RunCommands.runBundle(
              caller,
              invocation.options(),
              configuration,
              gofer,
              invocation.bundle(),
              invocation.words().getFirst());
    }
  }

  private static int report(Invocation invocation, Configuration configuration) throws UserError {
    return switch (invocation.command()) {
      case Invocation.SPEC -> SpecCommand.run(invocation.bundle());
      case Invocation.PLATFORMS -> print(Reports.platforms(Modules.ofModulePath()));
      case Invocation.SYSCALLS ->
          print(
              invocation.json()
                  ? Reports.syscallsJson(Modules.ofModulePath(), configuration)
                  : Reports.syscalls(Modules.ofModulePath(), configuration));
      default -> throw new AssertionError(invocation.command());
    };
  }

  /** Sets logging up and reads the configuration. */
  private static Configuration configure(GlobalOptions options) throws UserError {
    options.check();
    Logging.configure(options.debug(), options.strace(), options.log(), options.logFormat());
    return Configuration.read(options.config()).with(options.platform(), options.network());
  }

  /** Prints a report. */
  private static int print(String text) throws UserError {
    try {
      HostConsole.print(text);
      return 0;
    } catch (ErrnoException error) {
      throw new UserError(UserError.FAILED, "standard output: " + HostErrors.text(error.errno()));
    }
  }
}
