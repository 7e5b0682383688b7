package io.jvisor.conformance.application;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.conformance.run.OnEachPlatform;
import io.jvisor.conformance.run.Outcome;
import io.jvisor.conformance.run.Sandbox;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;

/** What {@code ./jvisor do} says and returns. */
@OnEachPlatform
@Execution(ExecutionMode.CONCURRENT)
final class CommandLineTest {

  @Parameter Sandbox sandbox;

  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  Stream<DynamicTest> exitStatus() {
    return Map.of(
            "true", 0,
            "exit 3", 3,
            "kill -TERM $$", 143,
            "kill -KILL $$", 137,
            "kill -SEGV $$", 139,
            "exec /bin/sleep 0", 0)
        .entrySet()
        .stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () ->
                        assertEquals(
                            "-- standard error\n-- status %d\n".formatted(entry.getValue()),
                            run("/bin/sh", "-c", entry.getKey()).text())));
  }

  @Test
  void aProgramThatIsNotThere() {
    Outcome outcome = run("/no/such/program");
    assertEquals(127, outcome.status());
    assertEquals(1, outcome.error().lines().count(), outcome::error);
    assertTrue(outcome.error().contains("/no/such/program"), outcome::error);
  }

  @Test
  void aProgramThatIsNotExecutable() {
    Outcome outcome = run("/etc/passwd");
    assertEquals(126, outcome.status());
    assertEquals(1, outcome.error().lines().count(), outcome::error);
    assertTrue(outcome.error().contains("/etc/passwd"), outcome::error);
  }

  @Test
  void theKernelSurvivesItsProcesses() {
    String script =
        """
        ulimit -c 0
        for signal in SEGV BUS ILL FPE ABRT KILL; do sh -c "kill -$signal \\$\\$"; done 2>/dev/null
        ( : & : & : & wait )
        sh -c 'exec 2>/dev/null; ulimit -u 30; f() { f | f & wait; }; true'
        echo alive
        """;
    assertEquals("alive\n-- standard error\n-- status 0\n", run("/bin/sh", "-c", script).text());
  }

  @Test
  void aProgramIsTraced() {
    Outcome outcome = sandbox.jvisor(List.of("--strace", "do", "--", "/bin/echo", "hello"));
    assertEquals("hello\n", outcome.output());
    assertTrue(
        outcome
            .error()
            .lines()
            .anyMatch(line -> line.matches(".*write\\(1, \"hello\\\\n\", 6\\) += 6")),
        outcome::error);
    assertTrue(
        outcome
            .error()
            .lines()
            .anyMatch(
                line ->
                    line.matches(
                        ".*openat\\(AT_FDCWD, \"/etc/ld.so.cache\", O_RDONLY\\|O_CLOEXEC\\) += 3")),
        outcome::error);
    assertTrue(
        outcome.error().lines().anyMatch(line -> line.contains("exit_group(0)")), outcome::error);
  }

  @Test
  void aCallThatIsNotThereIsNamedOnce() {
    // 425 is io_uring_setup.
    String program = "import ctypes; [ctypes.CDLL(None).syscall(425, 1, 0) for _ in range(3)]";
    Outcome outcome = sandbox.jvisor(List.of("--strace", "do", "--", "python3", "-c", program));
    assertEquals(0, outcome.status());
    assertEquals(
        1,
        outcome
            .error()
            .lines()
            .filter(line -> line.contains("io_uring_setup, which is not"))
            .count(),
        outcome::error);
  }

  /** That it is not is told in a log only. */
  @Test
  void aSandboxIsConfined() {
    Outcome outcome = sandbox.jvisor(List.of("--debug", "do", "--", "/bin/true"));
    assertTrue(
        outcome.error().lines().anyMatch(line -> line.contains(" confined: ")), outcome::error);
  }

  @Test
  void aBadOptionIsNamed() {
    Outcome outcome = sandbox.jvisor(List.of("do", "--no-such-option", "--", "/bin/true"));
    assertTrue(outcome.status() != 0);
    assertTrue(outcome.error().contains("--no-such-option"), outcome::error);
  }

  private Outcome run(String... words) {
    return sandbox.jvisor(Stream.concat(Stream.of("do", "--"), Stream.of(words)).toList());
  }
}
