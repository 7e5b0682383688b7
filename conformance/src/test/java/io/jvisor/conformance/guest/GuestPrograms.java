package io.jvisor.conformance.guest;

import io.jvisor.conformance.Project;
import io.jvisor.conformance.run.Command;
import io.jvisor.conformance.run.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The C programs of the suite and their binaries. {@code conformance/differential} does the same
 * from the command line.
 */
final class GuestPrograms {

  private static final Path SOURCES =
      Project.home().resolve("conformance").resolve("src/test/guest");

  private static final String FLAGS = "// flags:";

  private GuestPrograms() {}

  /**
   * The programs that have tests of their own, since what they do is not to be seen on Linux, or
   * differs there.
   */
  private static final String HOSTILE = "hostile";

  /** The names of the programs to compare with Linux, family first: {@code pipe/fifo}. */
  static List<String> names() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".c"))
          .filter(file -> !file.startsWith(SOURCES.resolve(HOSTILE)))
          .map(file -> SOURCES.relativize(file).toString().replaceAll("\\.c$", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The binary of a program; compiled first if its text, or a header's, has changed. */
  static Path compile(String name) {
    Path source = SOURCES.resolve(name + ".c");
    Path program = binaries().resolve(name);
    Path stamp = program.resolveSibling(program.getFileName() + ".sum");
    try {
      String text = Files.readString(source);
      String sum = sum(text + headers(source));
      if (Files.isExecutable(program) && Files.exists(stamp)) {
        if (Files.readString(stamp).strip().startsWith(sum)) {
          return program;
        }
      }
      Files.createDirectories(program.getParent());
      compile(source, program, flags(text));
      Files.writeString(stamp, sum + "  -\n");
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The headers that a program may include: those of all families, then those of its own. */
  private static String headers(Path source) throws IOException {
    StringBuilder text = new StringBuilder(headersIn(SOURCES));
    if (source.startsWith(SOURCES.resolve(HOSTILE))) {
      text.append(headersIn(source.getParent()));
    }
    return text.toString();
  }

  private static String headersIn(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path header : files.filter(file -> file.toString().endsWith(".h")).sorted().toList()) {
        text.append(Files.readString(header));
      }
    }
    return text.toString();
  }

  /** The text of a file of the suite. */
  static String read(String name) {
    try {
      return Files.readString(SOURCES.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Not below /tmp: the sandbox has a /tmp of its own, and would not see them. */
  private static Path binaries() {
    Path binaries = Project.targetOf("conformance").resolve("guest");
    return binaries.startsWith("/tmp") ? Path.of("/var/tmp/jvisor-guest") : binaries;
  }

  private static void compile(Path source, Path program, List<String> flags) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("gcc", "-std=gnu17", "-O1", "-g", "-w", "-pthread"));
    words.addAll(List.of("-I" + SOURCES, "-o", program.toString(), source.toString()));
    words.addAll(flags);
    Outcome outcome = Command.of(words).run();
    if (outcome.status() != 0) {
      throw new AssertionError("gcc failed on " + source + "\n" + outcome.error());
    }
  }

  private static List<String> flags(String text) {
    return text.lines()
        .filter(line -> line.startsWith(FLAGS))
        .flatMap(line -> Stream.of(line.substring(FLAGS.length()).strip().split(" +")))
        .toList();
  }

  private static String sum(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
