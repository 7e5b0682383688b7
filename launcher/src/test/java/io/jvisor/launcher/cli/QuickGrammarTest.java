package io.jvisor.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jvisor.launcher.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick grammar says what the full one says, or nothing. */
final class QuickGrammarTest {
  private static final List<String> WORDS =
      List.of(
          "do",
          "run",
          "spec",
          "--",
          "-",
          "",
          "ls",
          "-l",
          "--bundle",
          "--bundle=b",
          "--config=c",
          "--config",
          "--debug",
          "--debug=true",
          "--strace",
          "--log",
          "--log=",
          "--log-format=json",
          "--platform=ptrace",
          "--platform",
          "--root",
          "--network=none",
          "--help",
          "-h",
          "--version",
          "--json",
          "id",
          "a=b",
          "@file",
          "--no",
          "\"quoted\"",
          "--pl=x");

  /** What the full grammar makes of a command line; null where it does not run anything. */
  private static Invocation full(List<String> line) {
    try {
      return FullGrammar.read(line) instanceof FullGrammar.Answer.Run(Invocation invocation)
          ? invocation
          : null;
    } catch (UserError refused) {
      return null;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "do ls",
        "do -- ls -l",
        "do ls -- -l --debug",
        "--strace do -- bash -c true",
        "do --strace --log=/tmp/x --log-format json ls",
        "--platform ptrace --config=c do --debug -- ls",
        "run demo",
        "run --bundle b demo",
        "run demo --bundle=b",
        "--root /x run --bundle b --network none demo",
      })
  void readsWhatIsUsual(String line) {
    List<String> words = List.of(line.split(" "));
    assertEquals(full(words), QuickGrammar.read(words));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "do",
        "do --",
        "do -- --",
        "do --help",
        "do --debug --debug ls",
        "do --log --strace ls",
        "run",
        "run a b",
        "run --json a",
        "spec",
        "platforms",
        "syscalls --json",
        "nothing",
        "--version",
      })
  void leavesTheRestToTheFullGrammar(String line) {
    assertNull(QuickGrammar.read(List.of(line.split(" "))));
  }

  @Test
  void agreesOnWhateverItReads() {
    Random random = new Random(1);
    for (int i = 0; i < 3000; i++) {
      List<String> line = new ArrayList<>();
      for (int n = random.nextInt(7); n >= 0; n--) {
        line.add(WORDS.get(random.nextInt(WORDS.size())));
      }
      Invocation quick = QuickGrammar.read(line);
      if (quick != null) {
        assertEquals(full(line), quick, line::toString);
      }
    }
  }
}
