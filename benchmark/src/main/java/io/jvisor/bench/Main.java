package io.jvisor.bench;

import picocli.CommandLine;

/** Where Java starts. */
public final class Main {
  private Main() {}

  /** Runs a command line and exits with its status: 0, 1 if something failed, 2 for a mistake. */
  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new BenchCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (exception, unused, parsed) -> {
          System.err.println("bench: " + exception.getMessage());
          return 1;
        });
    System.exit(line.execute(arguments));
  }
}
