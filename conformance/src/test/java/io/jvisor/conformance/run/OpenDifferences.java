package io.jvisor.conformance.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.jvisor.conformance.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * Where the sandbox is known to differ from Linux: {@code conformance/open-differences}, a name and
 * a reason a line. A test that is listed counts as skipped while it differs, and fails as soon as
 * it does not, so that the list can only be right.
 */
public final class OpenDifferences {
  private static final Map<String, String> REASONS = read();

  private OpenDifferences() {}

  private static Map<String, String> read() {
    Path list = Project.home().resolve("conformance").resolve("open-differences");
    Map<String, String> reasons = new HashMap<>();
    try {
      for (String line : Files.readAllLines(list)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] parts = line.split(" ", 2);
          reasons.put(parts[0], parts[1].strip());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reasons;
  }

  /** Asserts that the sandbox did what Linux did, or differs as listed. */
  public static void assertSame(String name, Outcome linux, Outcome sandbox) {
    String reason = REASONS.get(name);
    if (reason == null) {
      assertEquals(linux.text(), sandbox.text());
      return;
    }
    assertNotEquals(
        linux.text(), sandbox.text(), name + " is the same now: strike it from open-differences");
    Assumptions.abort("open difference: " + reason);
  }
}
