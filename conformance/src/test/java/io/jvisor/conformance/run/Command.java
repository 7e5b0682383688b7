package io.jvisor.conformance.run;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A process of the host that is run to its end: standard input is /dev/null, output and error are
 * pipes.
 */
public final class Command {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final ProcessBuilder builder;

  private Command(List<String> words) {
    builder = new ProcessBuilder(words).redirectInput(new File("/dev/null"));
    builder.directory(new File("/"));
  }

  /** A command, to be run in the root directory. */
  public static Command of(List<String> words) {
    return new Command(words);
  }

  /** A command, to be run in the root directory. */
  public static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** Sets the working directory. */
  public Command in(Path directory) {
    builder.directory(directory.toFile());
    return this;
  }

  /** Adds variables to the environment. */
  public Command with(Map<String, String> variables) {
    builder.environment().putAll(variables);
    return this;
  }

  /** Starts it without waiting; the caller ends it. */
  public Process start() {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs it to its end.
   *
   * @throws AssertionError if it takes too long
   */
  public Outcome run() {
    return run(process -> "");
  }

  /**
   * Runs it to its end.
   *
   * @param describe tells what a process is doing, if it takes too long
   * @throws AssertionError if it takes too long
   */
  Outcome run(Function<Process, String> describe) {
    Process process = start();
    CompletableFuture<String> output = drain(process.getInputStream());
    CompletableFuture<String> error = drain(process.getErrorStream());
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        String state = describe.apply(process);
        process.destroyForcibly();
        throw new AssertionError(
            "still running after %s: %s%n%s%n-- output so far%n%s%s"
                .formatted(
                    LIMIT,
                    builder.command(),
                    state,
                    output.completeOnTimeout("", 5, TimeUnit.SECONDS).join(),
                    error.completeOnTimeout("", 5, TimeUnit.SECONDS).join()));
      }
      return new Outcome(process.exitValue(), output.join(), error.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new AssertionError("interrupted", e);
    }
  }

  private static CompletableFuture<String> drain(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1));
              } catch (IOException e) {
                text.complete("(" + e + ")");
              }
            });
    return text;
  }
}
