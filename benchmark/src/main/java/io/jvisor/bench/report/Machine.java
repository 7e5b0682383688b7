package io.jvisor.bench.report;

import io.jvisor.bench.runtime.Candidate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where and when it was measured.
 *
 * @param time in UTC
 * @param processor the model, and how many
 * @param kernel version of the host's kernel
 * @param load the load averages when it began
 * @param busy how much of the processors other work took when it began, in percent
 * @param versions name and version of each runtime
 */
public record Machine(
    String time, String processor, String kernel, String load, double busy, List<String> versions) {
  /** Above this other work is likely to be seen in the figures. */
  private static final double QUIET = 5;

  private static final int LOOK_MILLIS = 1000;

  /** Looks at this machine, for a second. */
  public static Machine look(String time, List<Candidate> candidates)
      throws IOException, InterruptedException {
    long[] before = times();
    Thread.sleep(LOOK_MILLIS);
    long[] after = times();
    long idle = after[0] - before[0];
    long all = after[1] - before[1];
    return new Machine(
        time,
        Runtime.getRuntime().availableProcessors() + " x " + model(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Files.readString(Path.of("/proc/loadavg")).strip(),
        all == 0 ? 0 : 100.0 * (all - idle) / all,
        candidates.stream()
            .filter(Candidate::works)
            .map(found -> found.runtime().name() + ": " + found.version())
            .toList());
  }

  /** Whether nothing else ran. */
  public boolean isQuiet() {
    return busy <= QUIET;
  }

  /** All of it, for a reader. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(time + ", " + processor + ", " + kernel);
    lines.add(
        String.format(
            Locale.ROOT, "load averages %s; %.0f %% of the processors busy before", load, busy));
    if (!isQuiet()) {
      lines.add("WARNING: the machine is not idle; trust no figure, and ratios only roughly");
    }
    lines.addAll(versions);
    return lines;
  }

  private static String model() throws IOException {
    return Files.readString(Path.of("/proc/cpuinfo"))
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("processor");
  }

  /** Ticks of all processors since boot: idle, and in all. */
  private static long[] times() throws IOException {
    String[] fields =
        Files.readString(Path.of("/proc/stat")).lines().findFirst().orElse("cpu").split(" +", -1);
    long all = 0;
    // user, nice, system, idle, iowait, irq, softirq, steal; guests are part of user
    for (int i = 1; i <= 8; i++) {
      all += Long.parseLong(fields[i]);
    }
    return new long[] {Long.parseLong(fields[4]) + Long.parseLong(fields[5]), all};
  }
}
