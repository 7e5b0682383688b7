package io.jvisor.bench.process;

import java.util.List;

/**
 * How a command ended.
 *
 * @param status its exit status, 128 + n after signal n, or {@link #OVERDUE}
 * @param output what it wrote to standard output
 * @param error what it wrote to standard error
 */
public record Outcome(int status, String output, String error) {
  /** The status of a command that was killed because its time was over. */
  public static final int OVERDUE = -1;

  private static final int LONGEST_REASON = 160;

  /** The lines of standard output. */
  public List<String> lines() {
    return output.lines().toList();
  }

  /** Whether it ended in time, with status 0. */
  public boolean succeeded() {
    return status == 0;
  }

  /** Why it did not succeed, on one line. */
  public String reason() {
    List<String> all = error.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    // What went wrong is told last, or just before.
    String said = String.join("; ", all.subList(Math.max(0, all.size() - 2), all.size()));
    String what = status == OVERDUE ? "did not end in time" : "status " + status;
    String whole = said.isEmpty() ? what : what + ": " + said;
    return whole.length() <= LONGEST_REASON ? whole : whole.substring(0, LONGEST_REASON) + "...";
  }
}
