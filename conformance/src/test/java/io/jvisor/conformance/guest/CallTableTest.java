package io.jvisor.conformance.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jvisor.conformance.Project;
import io.jvisor.conformance.run.Command;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * {@code calls.h}, from which {@code misc/wild_pointers} and {@code hostile/fuzz} take the calls
 * they make, has each call that the sandbox implements and no other.
 */
final class CallTableTest {
  private static final Pattern ROW = Pattern.compile("\\b[CV]\\((\\w+)[,)]");

  private static final Pattern ENTRY =
      Pattern.compile("\"name\": *\"(\\w+)\", *\"completeness\": *\"(?:full|partial)\"");

  @Test
  void everyImplementedCallIsMadeWithWildPointers() {
    Set<String> implemented =
        names(ENTRY, Command.of(Project.jvisor().toString(), "syscalls", "--json").run().output());
    String table = GuestPrograms.read("calls.h").split("calls\\[\\] = \\{", 2)[1];
    assertEquals(implemented, names(ROW, table));
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
