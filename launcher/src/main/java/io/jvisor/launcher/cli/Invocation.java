package io.jvisor.launcher.cli;

import java.util.List;

/**
 * A command line that was understood.
 *
 * @param command the sub-command
 * @param options those that every sub-command takes
 * @param bundle {@code --bundle}
 * @param words what is not an option: the program and its arguments, or the container's name
 * @param json {@code --json}
 */
record Invocation(
    String command, GlobalOptions options, String bundle, List<String> words, boolean json) {
  static final String DO = "do";
  static final String RUN = "run";
  static final String SPEC = "spec";
  static final String PLATFORMS = "platforms";
  static final String SYSCALLS = "syscalls";

  /** What {@code --bundle} is where it was not given: the working directory. */
  static final String DEFAULT_BUNDLE = ".";

  Invocation {
    words = List.copyOf(words);
  }

  /** Whether it runs a program, for which a gofer is needed. */
  boolean needsSandbox() {
    return command.equals(DO) || command.equals(RUN);
  }
}
