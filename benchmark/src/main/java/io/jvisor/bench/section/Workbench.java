package io.jvisor.bench.section;

import io.jvisor.bench.process.Command;
import io.jvisor.bench.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where the programs are that run under the runtimes. They are compiled when they are missing. */
public final class Workbench {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> GCC =
      List.of("gcc", "-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread");
  private static final List<String> STATIC = List.of("-static");

  private final Path sources;
  private final Path programs;

  /**
   * A workbench.
   *
   * @param home the root of the source tree
   * @param programs where compiled programs are kept; not below /tmp, which guests have their own
   *     of
   */
  public Workbench(Path home, Path programs) {
    this.sources = home.resolve("benchmark/src/main/guest");
    this.programs = programs;
  }

  /**
   * Compiles all programs.
   *
   * @throws IOException if gcc is missing or does not like one
   */
  public void compile() throws IOException, InterruptedException {
    Files.createDirectories(programs);
    List<String> micro = List.of("micro", "calls", "memory", "messages", "processes");
    compile("micro", STATIC, micro);
    compile("micro-dynamic", List.of(), micro);
    compile("tiny", List.of("-static", "-nostdlib"), List.of("tiny"));
    for (String name : List.of("repeat", "idle", "stopwatch", "evict")) {
      compile(name, STATIC, List.of(name));
    }
  }

  /** The absolute path of a program. */
  public String program(String name) {
    return programs.resolve(name).toString();
  }

  private void compile(String name, List<String> options, List<String> parts)
      throws IOException, InterruptedException {
    Path program = programs.resolve(name);
    if (Files.exists(program) && Files.getLastModifiedTime(program).toMillis() >= newestSource()) {
      return;
    }
    List<String> words = new ArrayList<>(GCC);
    words.addAll(options);
    words.addAll(List.of("-o", program.toString()));
    parts.forEach(part -> words.add(sources.resolve(part + ".c").toString()));
    Outcome outcome = new Command(words).run(LIMIT);
    if (!outcome.succeeded()) {
      throw new IOException("gcc does not compile " + name + ": " + outcome.error());
    }
  }

  private long newestSource() throws IOException {
    try (Stream<Path> files = Files.list(sources)) {
      return files.mapToLong(file -> file.toFile().lastModified()).max().orElse(0);
    }
  }
}
