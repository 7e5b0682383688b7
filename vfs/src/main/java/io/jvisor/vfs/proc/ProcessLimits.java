package io.jvisor.vfs.proc;

import java.util.List;

/** {@code /proc/PID/limits}. */
final class ProcessLimits {
  /**
   * A limit.
   *
   * @param unit empty for none
   */
  private record Limit(String name, String unit) {}

  /** In the order of {@code RLIMIT_*}. */
  private static final List<Limit> LIMITS =
      List.of(
          new Limit("Max cpu time", "seconds"),
          new Limit("Max file size", "bytes"),
          new Limit("Max data size", "bytes"),
          new Limit("Max stack size", "bytes"),
          new Limit("Max core file size", "bytes"),
          new Limit("Max resident set", "bytes"),
          new Limit("Max processes", "processes"),
          new Limit("Max open files", "files"),
          new Limit("Max locked memory", "bytes"),
          new Limit("Max address space", "bytes"),
          new Limit("Max file locks", "locks"),
          new Limit("Max pending signals", "signals"),
          new Limit("Max msgqueue size", "bytes"),
          new Limit("Max nice priority", ""),
          new Limit("Max realtime priority", ""),
          new Limit("Max realtime timeout", "us"));

  private ProcessLimits() {}

  static void write(ProcessView process, StringBuilder text) {
    pad(text, "Limit", 25);
    pad(text, "Soft Limit", 20);
    pad(text, "Hard Limit", 20);
    pad(text, "Units", 9);
    text.append('\n');
    for (int resource = 0; resource < LIMITS.size(); resource++) {
      Limit limit = LIMITS.get(resource);
      pad(text, limit.name, 25);
      pad(text, value(process.softLimit(resource)), 20);
      pad(text, value(process.hardLimit(resource)), 20);
      if (!limit.unit.isEmpty()) {
        pad(text, limit.unit, 9);
      }
      text.append('\n');
    }
  }

  private static String value(long limit) {
    return limit < 0 ? "unlimited" : Long.toString(limit);
  }

  /** A column of {@code width} and one blank. */
  private static void pad(StringBuilder text, String value, int width) {
    text.append(value).repeat(' ', Math.max(0, width - value.length()) + 1);
  }
}
