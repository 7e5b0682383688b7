package io.jvisor.bench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CommandTest {
  @Test
  void whatACommandSaysIsKept() throws InterruptedException {
    Outcome outcome =
        Command.of("sh", "-c", "echo out; echo one >&2; echo two >&2; exit 3")
            .run(Duration.ofMinutes(1));
    assertEquals(3, outcome.status());
    assertEquals("out\n", outcome.output());
    assertEquals("status 3: one; two", outcome.reason());
  }

  @Test
  void whatTakesTooLongIsKilledWithWhatItStarted() throws InterruptedException {
    Outcome outcome =
        Command.of("sh", "-c", "sleep 1000 & echo $!; wait").run(Duration.ofSeconds(1));
    assertEquals(Outcome.OVERDUE, outcome.status());
    assertTrue(hasEnded(Long.parseLong(outcome.output().strip())));
  }

  @Test
  void whatLeftTheGroupIsKilledToo() throws IOException {
    try (Child child = Command.of("sh", "-c", "setsid sleep 1000 & echo $!; wait").start()) {
      String pid =
          new BufferedReader(new InputStreamReader(child.output(), StandardCharsets.UTF_8))
              .readLine();
      child.end();
      assertTrue(hasEnded(Long.parseLong(pid)));
    }
  }

  /** Waits until a process has ended. */
  private static boolean hasEnded(long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    process.ifPresent(found -> found.onExit().join());
    return true;
  }
}
