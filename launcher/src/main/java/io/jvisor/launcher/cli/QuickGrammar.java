package io.jvisor.launcher.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Understands {@code do} and {@code run} as they are usually written, in a few microseconds.
 * Whatever is wrong, asks for help or is out of the ordinary is left to {@link FullGrammar}, whose
 * picocli takes as long to load as the rest of the start: this class either agrees with it or says
 * nothing.
 */
final class QuickGrammar {
  private static final Set<String> VALUES =
      Set.of("--platform", "--config", "--log", "--log-format", "--root", "--network");
  private static final Set<String> FLAGS = Set.of("--debug", "--strace");
  private static final String BUNDLE = "--bundle";
  private static final String END_OF_OPTIONS = "--";

  /** In the place of an option's value they are for picocli to judge. */
  private static final Set<String> COMMANDS =
      Set.of(Invocation.DO, Invocation.RUN, "spec", "platforms", "syscalls");

  private final List<String> arguments;
  private final Map<String, String> values = new HashMap<>();
  private final Set<String> flags = new HashSet<>();
  private int next;

  private QuickGrammar(List<String> arguments) {
    this.arguments = arguments;
  }

  /**
   * Reads a command line.
   *
   * @return null where it takes the full grammar to tell
   */
  static Invocation read(List<String> arguments) {
    return new QuickGrammar(arguments).read();
  }

  private Invocation read() {
    if (!options(false) || next == arguments.size()) {
      return null;
    }
    String command = arguments.get(next++);
    return switch (command) {
      case Invocation.DO -> options(false) ? withProgram(command) : null;
      case Invocation.RUN -> options(true) ? withContainer(command) : null;
      default -> null;
    };
  }

  private Invocation withProgram(String command) {
    if (next < arguments.size() && arguments.get(next).equals(END_OF_OPTIONS)) {
      next++;
    }
    List<String> words = arguments.subList(next, arguments.size());
    // A second "--" in front of the program is for picocli to judge.
    return words.isEmpty() || words.getFirst().equals(END_OF_OPTIONS)
        ? null
        : invocation(command, words);
  }

  private Invocation withContainer(String command) {
    List<String> words = new ArrayList<>();
    while (next < arguments.size()) {
      String word = arguments.get(next);
      if (word.startsWith("-") || !words.isEmpty()) {
        return null;
      }
      words.add(word);
      next++;
      if (!options(true)) {
        return null;
      }
    }
    return words.isEmpty() ? null : invocation(command, words);
  }

  /** Takes options up to the next word that is none; false when one is not in order. */
  private boolean options(boolean withBundle) {
    while (next < arguments.size()) {
      String argument = arguments.get(next);
      if (!argument.startsWith("-") || argument.equals(END_OF_OPTIONS)) {
        return true;
      }
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (FLAGS.contains(argument)) {
        if (!flags.add(argument)) {
          return false;
        }
        next++;
      } else if (VALUES.contains(name) || (withBundle && name.equals(BUNDLE))) {
        String value = equals < 0 ? following() : argument.substring(equals + 1);
        if (value == null || value.isEmpty() || value.startsWith("-") || COMMANDS.contains(value)) {
          return false;
        }
        if (values.put(name, value) != null) {
          return false;
        }
        next += equals < 0 ? 2 : 1;
      } else {
        return false;
      }
    }
    return true;
  }

  private String following() {
    return next + 1 < arguments.size() ? arguments.get(next + 1) : null;
  }

  private Invocation invocation(String command, List<String> words) {
    GlobalOptions options =
        new GlobalOptions(
            values.get("--platform"),
            values.get("--config"),
            flags.contains("--debug"),
            values.get("--log"),
            values.getOrDefault("--log-format", GlobalOptions.TEXT),
            flags.contains("--strace"),
            values.get("--root"),
            values.get("--network"));
    return new Invocation(
        command, options, values.getOrDefault(BUNDLE, Invocation.DEFAULT_BUNDLE), words, false);
  }
}
