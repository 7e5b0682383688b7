package io.jvisor.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A command line, to be run in a session of its own: what it starts is in its process group, and is
 * ended with it. Standard input is /dev/null.
 *
 * @param words program and arguments
 */
public record Command(List<String> words) {
  /** A copy is made. */
  public Command {
    words = List.copyOf(words);
  }

  /** A command line. */
  public static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** This command with further words. */
  public Command plus(List<String> further) {
    List<String> all = new ArrayList<>(words);
    all.addAll(further);
    return new Command(all);
  }

  /** Starts it. Closing ends it. */
  public Child start() {
    List<String> line = new ArrayList<>(List.of("setsid"));
    line.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectInput(Path.of("/dev/null").toFile())
            .directory(Path.of("/").toFile());
    // What programs say and where they look is the same on every machine.
    builder.environment().keySet().retainAll(List.of("PATH", "JAVA_HOME"));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("HOME", "/tmp");
    try {
      return new Child(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs it to its end, or to the end of its time.
   *
   * @throws InterruptedException if the benchmark is to end; the command has ended then
   */
  public Outcome run(Duration limit) throws InterruptedException {
    try (Child child = start()) {
      CompletableFuture<String> output = drain(child.output());
      CompletableFuture<String> error = drain(child.error());
      boolean ended = child.process().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      int status = ended ? child.process().exitValue() : Outcome.OVERDUE;
      child.end();
      return new Outcome(status, text(output), text(error));
    }
  }

  /** What was read; a process that escaped its session may keep the pipe open for ever. */
  private static String text(CompletableFuture<String> drained) {
    return drained.completeOnTimeout("", 5, TimeUnit.SECONDS).join();
  }

  private static CompletableFuture<String> drain(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
              } catch (IOException closed) {
                text.complete("");
              }
            });
    return text;
  }
}
