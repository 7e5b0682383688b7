package io.jvisor.conformance.run;

import io.jvisor.conformance.Project;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The platforms that tests run on: those that {@code jvisor platforms} calls available, or those
 * that {@code -Dplatform=ptrace,systrap} names, be they available or not.
 */
public final class Platforms {
  private static final Pattern LINE = Pattern.compile("(?m)^(\\S+) .*\\R +available$");

  private static final List<Sandbox> TESTED = find();

  private Platforms() {}

  /** A sandbox for each of them, that of the preferred platform first. */
  public static List<Sandbox> tested() {
    return TESTED;
  }

  private static List<Sandbox> find() {
    String chosen = System.getProperty("platform", "");
    List<String> names = chosen.isEmpty() ? available() : Arrays.asList(chosen.split(","));
    return names.stream().map(Sandbox::new).toList();
  }

  private static List<String> available() {
    Outcome outcome = Command.of(Project.jvisor().toString(), "platforms").run();
    List<String> names =
        LINE.matcher(outcome.output()).results().map(result -> result.group(1)).toList();
    if (names.isEmpty()) {
      throw new AssertionError("no platform works here\n" + outcome.text());
    }
    return names;
  }
}
