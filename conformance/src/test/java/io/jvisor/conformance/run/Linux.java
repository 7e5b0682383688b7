package io.jvisor.conformance.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The host's own kernel, which is right by definition. A program gets a mount namespace with a
 * fresh tmpfs on /tmp, which is what the sandbox shows too, and starts there.
 */
public final class Linux {

  private static final Map<List<String>, Outcome> OUTCOMES = new ConcurrentHashMap<>();

  private Linux() {}

  /** Runs a program with its arguments; once, however many platforms it is to be compared with. */
  public static Outcome run(List<String> program) {
    Outcome outcome = OUTCOMES.get(program);
    if (outcome == null) {
      outcome = runNow(program);
      OUTCOMES.put(program, outcome);
    }
    return outcome;
  }

  private static Outcome runNow(List<String> program) {
    List<String> words = new ArrayList<>();
    words.addAll(
        List.of(
            "unshare",
            "--mount",
            "/bin/sh",
            "-c",
            "mount -t tmpfs -o nosuid,nodev tmpfs /tmp && cd /tmp && exec \"$0\" \"$@\""));
    words.addAll(program);
    return Command.of(words).run();
  }
}
