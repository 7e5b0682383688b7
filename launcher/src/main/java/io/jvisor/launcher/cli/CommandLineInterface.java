package io.jvisor.launcher.cli;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.launcher.UserError;
import io.jvisor.launcher.boot.Modules;
import io.jvisor.launcher.config.Configuration;
import io.jvisor.launcher.log.Logging;
import io.jvisor.platform.spi.host.HostConsole;
import io.jvisor.platform.spi.host.HostErrors;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Reads the command line and runs the sub-command. The commands are described by picocli's own
 * objects rather than by annotations: nothing is looked up by reflection at start.
 */
public final class CommandLineInterface {
  private static final String BUNDLE = "--bundle";
  private static final String JSON = "--json";

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
    CommandLine commandLine = commandLine();
    ParseResult result;
    try {
      result = commandLine.parseArgs(caller.arguments().toArray(new String[0]));
    } catch (ParameterException error) {
      String command = error.getCommandLine().getCommandSpec().qualifiedName();
      throw UserError.usage(error.getMessage() + " (see " + command + " --help)");
    }
    ParseResult command = result.hasSubcommand() ? result.subcommand() : result;
    if (command.isUsageHelpRequested()) {
      return print(command.commandSpec().commandLine().getUsageMessage());
    }
    if (command.isVersionHelpRequested()) {
      return print(Version.text());
    }
    if (!result.hasSubcommand()) {
      HostConsole.complain("jvisor: a command is missing\n");
      HostConsole.complain(commandLine.getUsageMessage().stripTrailing());
      return UserError.USAGE;
    }
    return dispatch(result, command);
  }

  private int dispatch(ParseResult root, ParseResult command) throws UserError {
    String name = command.commandSpec().name();
    GlobalOptions options = globalOptions(root, command);
    Logging.configure(options.debug(), options.strace(), options.log(), options.logFormat());
    Configuration configuration =
        Configuration.read(options.config()).with(options.platform(), options.network());
    return switch (name) {
      case "do" -> RunCommands.runProgram(caller, options, configuration, words(command));
      case "run" ->
          RunCommands.runBundle(
              caller,
              options,
              configuration,
              command.matchedOptionValue(BUNDLE, "."),
              command.matchedPositionalValue(0, ""));
      case "spec" -> SpecCommand.run(command.matchedOptionValue(BUNDLE, "."));
      case "platforms" -> print(Reports.platforms(Modules.ofModulePath()));
      case "syscalls" ->
          print(
              command.hasMatchedOption(JSON)
                  ? Reports.syscallsJson(Modules.ofModulePath(), configuration)
                  : Reports.syscalls(Modules.ofModulePath(), configuration));
      default -> throw new AssertionError(name);
    };
  }

  private static GlobalOptions globalOptions(ParseResult root, ParseResult command)
      throws UserError {
    String network = value(root, command, "--network", null);
    if (network != null && !Configuration.NETWORKS.contains(network)) {
      throw UserError.usage(
          "--network: must be one of "
              + String.join(", ", Configuration.NETWORKS)
              + ", not '"
              + network
              + "'");
    }
    String format = value(root, command, "--log-format", "text");
    if (!format.equals("text") && !format.equals("json")) {
      throw UserError.usage("--log-format: must be text or json, not '" + format + "'");
    }
    return new GlobalOptions(
        value(root, command, "--platform", null),
        value(root, command, "--config", null),
        isGiven(root, command, "--debug"),
        value(root, command, "--log", null),
        format,
        isGiven(root, command, "--strace"),
        value(root, command, "--root", null),
        network);
  }

  /** The value of an option that may stand before or after the sub-command, which counts more. */
  private static String value(
      ParseResult root, ParseResult command, String name, String otherwise) {
    return command.matchedOptionValue(name, root.matchedOptionValue(name, otherwise));
  }

  private static boolean isGiven(ParseResult root, ParseResult command, String name) {
    return command.hasMatchedOption(name) || root.hasMatchedOption(name);
  }

  private static List<String> words(ParseResult command) {
    return command.matchedPositionalValue(0, List.of());
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

  private static CommandLine commandLine() {
    CommandSpec root =
        command("jvisor", "Runs Linux programs on a kernel of its own.")
            .addOption(value("--platform", "NAME", "How guest code runs; see jvisor platforms."))
            .addOption(value("--config", "FILE", "The launcher configuration."))
            .addOption(flag("--debug", "Log what jvisor does."))
            .addOption(value("--log", "FILE", "Log to a file instead of standard error."))
            .addOption(value("--log-format", "FORMAT", "text (the default) or json."))
            .addOption(flag("--strace", "Print system calls as strace(1) does."))
            .addOption(value("--root", "DIR", "Where the state of containers is kept."))
            .addOption(value("--network", "NETWORK", "none: loopback only."));
    root.addSubcommand(
        "do",
        command("do", "Runs a program on the host's root, read-only, with a fresh /tmp.")
            .addPositional(words("COMMAND", "The program and its arguments.")));
    root.addSubcommand(
        "run",
        command("run", "Runs the container of an OCI bundle.")
            .addOption(own(BUNDLE, "DIR", "The bundle; the working directory by default."))
            .addPositional(
                PositionalParamSpec.builder()
                    .type(String.class)
                    .index("0")
                    .paramLabel("ID")
                    .required(true)
                    .description("The container's name.")
                    .build()));
    root.addSubcommand(
        "spec",
        command("spec", "Writes a config.json to start a bundle from.")
            .addOption(own(BUNDLE, "DIR", "Where to write; the working directory by default.")));
    root.addSubcommand("platforms", command("platforms", "Lists what can run guest code here."));
    root.addSubcommand(
        "syscalls",
        command("syscalls", "Lists the system calls that are there, and by which module.")
            .addOption(OptionSpec.builder(JSON).description("As a JSON array.").build()));
    CommandLine commandLine = new CommandLine(root);
    commandLine.setExpandAtFiles(false);
    commandLine.getSubcommands().get("do").setStopAtPositional(true);
    return commandLine;
  }

  private static CommandSpec command(String name, String description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(description).width(100);
    return spec.addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Prints this text.")
                .build())
        .addOption(
            OptionSpec.builder("--version")
                .versionHelp(true)
                .description("Prints the version.")
                .build());
  }

  /** An option with a value that may stand before and after the sub-command. */
  private static OptionSpec value(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .scopeType(CommandLine.ScopeType.INHERIT)
        .build();
  }

  private static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name)
        .description(description)
        .scopeType(CommandLine.ScopeType.INHERIT)
        .build();
  }

  private static OptionSpec own(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  private static PositionalParamSpec words(String label, String description) {
    return PositionalParamSpec.builder()
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(label)
        .arity("1..*")
        .required(true)
        .description(description)
        .build();
  }
}
