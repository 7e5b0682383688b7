package io.jvisor.conformance.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.conformance.run.OnEachPlatform;
import io.jvisor.conformance.run.Outcome;
import io.jvisor.conformance.run.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guests that mean harm: the sandbox refuses them, lives on, ends when they have, and nothing that
 * they do makes the kernel itself fail. {@code conformance/fuzz} runs the dice for longer.
 */
@OnEachPlatform
@Execution(ExecutionMode.CONCURRENT)
final class HostileTest {

  private static final String SMALL = "{\"memoryMiB\": 192, \"tasks\": 100}";

  @Parameter Sandbox sandbox;

  @TempDir Path directory;

  /** Takes of each thing as much as it gets: what refuses it, first and then always. */
  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @CsvSource({
    "task, EAGAIN, fork: EAGAIN",
    "thread, EAGAIN, fork: EAGAIN",
    "vma, ENOMEM, ENOMEM",
    "table, SIGKILL, SIGKILL",
    "memory, ENOMEM, ENOMEM",
    "touched, SIGKILL, SIGKILL",
    "event, ENFILE, ENFILE",
    "timer_descriptor, ENFILE, ENFILE",
    "epoll, ENFILE, ENFILE",
    "signal_descriptor, ENFILE, ENFILE",
    "memory_file, ENOSPC, ENOSPC",
    "opened, ENFILE, ENFILE",
    "opened_directory, ENFILE, ENFILE",
    "interest, ENOSPC, ENOSPC",
    "watched, ENOSPC, ENOSPC",
    "full_pipe, ENFILE, ENFILE",
    "grown_pipe, ENFILE, ENFILE",
    "terminal, ENOSPC, ENOSPC",
    "empty_file, ENOSPC, ENOSPC",
    "directory, ENOSPC, ENOSPC",
    "deep_directory, ENOSPC, ENOSPC",
    "symbolic_link, ENOSPC, ENOSPC",
    "hard_link, ENOSPC, ENOSPC",
    "attribute, ENOSPC, ENOSPC",
    "file_bytes, ENOSPC, ENOSPC",
    "record_lock, ENOLCK, ENOLCK",
    "queued_signal, EAGAIN, EAGAIN",
    "interval_timer, EAGAIN, EAGAIN",
    "mounted, ENOSPC, ENOSPC",
    "filter, ENOMEM, ENOMEM",
    "uts_namespace, ENOSPC, ENOSPC",
    "ipc_namespace, ENOSPC, ENOSPC",
    "user_namespace, ENOSPC, ENOSPC",
    "pid_space, EAGAIN, fork: EAGAIN",
    "left_pid_space, ENOSPC, ENOSPC",
  })
  void whatAGuestCanMakeIsBounded(String thing, String first, String second) throws IOException {
    Outcome outcome = run("hostile/exhaust", thing, "2");
    assertEquals(
        first + "\n" + second + "\nlife goes on: exited 0\n-- standard error\n-- status 0\n",
        outcome.text());
  }

  /**
   * Attacks on what a platform keeps in a guest's address space: each ends the attacker at most.
   */
  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @ValueSource(
      strings = {
        "jump",
        "stolen_calls",
        "write_read_only",
        "unmap",
        "old_contents",
        "keep_memory",
        "lazy_partner",
        "deaf",
        "stack_in_context",
        "other_gates",
        "gate",
        "state",
        "trap",
        "frame",
        "registers",
        "cause",
        "extended",
        "meaning",
        "call",
        "bells",
        "stack",
        "all",
      })
  void anAttackOnTheStubIsContained(String attack) throws IOException {
    Outcome outcome = run("hostile/stub", attack);
    assertEquals(
        "contained\nlife goes on: exited 0\n-- standard error\n-- status 0\n", outcome.text());
  }

  /** What is attacked is there indeed: the program knows where each platform keeps its stub. */
  @Test
  void theStubIsWhereItIsAttacked() throws IOException {
    assertEquals(sandbox.platform() + "\n", run("hostile/stub", "where").output());
  }

  /** Calls with arguments of all kinds, from several threads. */
  @Test
  void diceMakeNothingFail() throws IOException {
    Outcome outcome = run("hostile/fuzz", "1", "200");
    assertTrue(outcome.output().contains("done: 200 rounds"), outcome::text);
    assertEquals(0, outcome.status());
  }

  /** Runs a program in a small sandbox, which must not log any failure of its own. */
  private Outcome run(String name, String... arguments) throws IOException {
    Path configuration = Files.writeString(directory.resolve("config.json"), SMALL);
    Path log = directory.resolve("log");
    List<String> words = new ArrayList<>();
    words.addAll(List.of("--config", configuration.toString(), "--log", log.toString()));
    words.addAll(List.of("do", "--", GuestPrograms.compile(name).toString()));
    words.addAll(List.of(arguments));
    Outcome outcome = sandbox.jvisor(words);
    if (Files.exists(log)) {
      try (Stream<String> lines = Files.lines(log)) {
        assertEquals(List.of(), lines.filter(HostileTest::isFailure).toList());
      }
    }
    return outcome;
  }

  private static boolean isFailure(String line) {
    return line.contains(" error ") || line.contains("Exception") || line.contains("Error:");
  }
}
