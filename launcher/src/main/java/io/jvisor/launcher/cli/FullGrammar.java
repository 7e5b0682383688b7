package io.jvisor.launcher.cli;

import io.jvisor.launcher.UserError;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Every command line that there is, in picocli's terms. The commands are described by picocli's own
 * objects rather than by annotations: nothing is looked up by reflection.
 */
final class FullGrammar {
  private static final String BUNDLE = "--bundle";
  private static final String JSON = "--json";

  private FullGrammar() {}

  /** What a command line asks for. */
  sealed interface Answer {
    /** To do something. */
    record Run(Invocation invocation) implements Answer {}

    /** To print a text. */
    record Print(String text) implements Answer {}

    /** Nothing: the command is missing. */
    record Missing(String usage) implements Answer {}
  }

  /**
   * Reads a command line.
   *
   * @throws UserError naming the argument that is wrong
   */
  static Answer read(List<String> arguments) throws UserError {
    CommandLine commandLine = commandLine();
    ParseResult root;
    try {
      root = commandLine.parseArgs(arguments.toArray(new String[0]));
    } catch (ParameterException error) {
      String command = error.getCommandLine().getCommandSpec().qualifiedName();
      throw UserError.usage(error.getMessage() + " (see " + command + " --help)");
    }
    ParseResult command = root.hasSubcommand() ? root.subcommand() : root;
    if (command.isUsageHelpRequested()) {
      return new Answer.Print(command.commandSpec().commandLine().getUsageMessage());
    }
    if (command.isVersionHelpRequested()) {
      return new Answer.Print(Version.text());
    }
    if (!root.hasSubcommand()) {
      return new Answer.Missing(commandLine.getUsageMessage().stripTrailing());
    }
    return new Answer.Run(invocation(root, command));
  }

  private static Invocation invocation(ParseResult root, ParseResult command) {
    String name = command.commandSpec().name();
    List<String> words =
        switch (name) {
          case Invocation.DO -> command.matchedPositionalValue(0, List.of());
          case Invocation.RUN -> List.of(command.matchedPositionalValue(0, ""));
          default -> List.of();
        };
    String bundle =
        name.equals(Invocation.RUN) || name.equals(Invocation.SPEC)
            ? command.matchedOptionValue(BUNDLE, Invocation.DEFAULT_BUNDLE)
            : Invocation.DEFAULT_BUNDLE;
    boolean json = name.equals(Invocation.SYSCALLS) && command.hasMatchedOption(JSON);
    return new Invocation(name, options(root, command), bundle, words, json);
  }

  private static GlobalOptions options(ParseResult root, ParseResult command) {
    return new GlobalOptions(
        value(root, command, "--platform", null),
        value(root, command, "--config", null),
        isGiven(root, command, "--debug"),
        value(root, command, "--log", null),
        value(root, command, "--log-format", GlobalOptions.TEXT),
        isGiven(root, command, "--strace"),
        value(root, command, "--root", null),
        value(root, command, "--network", null));
  }

  /** The value of an option that may stand before or after the sub-command, which counts more. */
  private static String value(
      ParseResult root, ParseResult command, String name, String otherwise) {
    return command.matchedOptionValue(name, root.matchedOptionValue(name, otherwise));
  }

  private static boolean isGiven(ParseResult root, ParseResult command, String name) {
    return command.hasMatchedOption(name) || root.hasMatchedOption(name);
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
