package io.jvisor.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process and its descendants, as they are when one looks.
 *
 * @param root the process
 */
public record ProcessTree(ProcessHandle root) {
  private static final long KIB = 1024;

  /**
   * The memory that they take, in bytes: each page that n processes share counts 1/n in each
   * (proportional set size, {@code /proc/PID/smaps_rollup}).
   */
  public long memory() throws IOException {
    long sum = 0;
    for (ProcessHandle process : all()) {
      sum += memory(process.pid());
    }
    return sum;
  }

  /** The processor time that their living threads have had, in nanoseconds. */
  public long processorTime() throws IOException {
    long sum = 0;
    for (ProcessHandle process : all()) {
      sum += processorTime(process.pid());
    }
    return sum;
  }

  private List<ProcessHandle> all() {
    return Stream.concat(Stream.of(root), root.descendants()).toList();
  }

  private static long memory(long pid) throws IOException {
    Path file = Path.of("/proc/" + pid + "/smaps_rollup");
    if (!Files.exists(file)) {
      return 0; // it has ended
    }
    return Files.readString(file)
            .lines()
            .filter(line -> line.startsWith("Pss:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum()
        * KIB;
  }

  private static long processorTime(long pid) throws IOException {
    long sum = 0;
    Path threads = Path.of("/proc/" + pid + "/task");
    if (!Files.exists(threads)) {
      return 0;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(threads)) {
      for (Path thread : found) {
        // the first field is the time on a processor, in nanoseconds; scheduler/sched-stats.rst
        String text = Files.readString(thread.resolve("schedstat"));
        sum += Long.parseLong(text.substring(0, text.indexOf(' ')));
      }
    }
    return sum;
  }
}
