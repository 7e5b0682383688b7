package io.jvisor.bench.report;

import io.jvisor.bench.result.Failure;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Samples;
import io.jvisor.bench.result.Unit;
import io.jvisor.bench.runtime.Candidate;
import io.jvisor.bench.runtime.GuestRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The table that is printed: a row for each figure and runtime. */
public final class TextTable {
  private static final List<String> HEAD =
      List.of("", "", "median", "least", "most", "/native", "/peer", "/gVisor", "/before");
  private static final List<String> HEAD_ALONE =
      List.of("", "", "median", "least", "most", "/native", "/peer", "/gVisor", "");
  private static final int LEFT_COLUMNS = 2;
  private static final String NONE = "-";

  private final Report report;
  private final List<List<String>> rows = new ArrayList<>();

  private TextTable(Report report) {
    this.report = report;
  }

  /** The table, what is missing in it and why, and where it was measured. */
  public static String of(Report report) {
    TextTable table = new TextTable(report);
    StringBuilder text = new StringBuilder();
    report.machine().lines().forEach(line -> text.append(line).append('\n'));
    text.append('\n');
    table.fill();
    table.print(text);
    table.printNotes(text);
    return text.toString();
  }

  private void fill() {
    // Without anything to be compared with, the column is empty but for its name.
    rows.add(report.baseline().values().isEmpty() ? HEAD_ALONE : HEAD);
    for (Figure figure : report.results().figures()) {
      String title = figure.title();
      for (GuestRuntime runtime : report.runtimes()) {
        if (report.results().hasRow(figure, runtime.name())) {
          rows.add(row(title, figure, runtime));
          title = "";
        }
      }
    }
  }

  private List<String> row(String title, Figure figure, GuestRuntime runtime) {
    Optional<Samples> samples = report.samples(figure, runtime);
    Unit unit = figure.unit();
    return List.of(
        title,
        runtime.name(),
        samples.map(found -> unit.format(found.median())).orElse(NONE),
        samples.map(found -> unit.format(found.least())).orElse(NONE),
        samples.map(found -> unit.format(found.greatest())).orElse(NONE),
        ratio(report.toNative(figure, runtime)),
        ratio(report.toPeer(figure, runtime)),
        ratio(report.toGvisor(figure, runtime)),
        ratio(report.toBaseline(figure, runtime)));
  }

  private static String ratio(OptionalDouble ratio) {
    return ratio.isPresent() ? Unit.ratio(ratio.getAsDouble()) : "";
  }

  private void print(StringBuilder text) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(i < LEFT_COLUMNS ? row.get(i) + padding : padding + row.get(i)).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private void printNotes(StringBuilder text) {
    text.append(
        """

        median, least and most of one value a round; less is better. /native, /peer, /gVisor: times as
        much as Linux itself, the best of runc and runsc, the best of runsc, by the %s of each.
        """
            .formatted(report.estimate().name().toLowerCase(Locale.ROOT)));
    for (Candidate candidate : report.candidates()) {
      if (!candidate.works()) {
        text.append(
            "not there: %s: %s%n".formatted(candidate.runtime().name(), candidate.trouble()));
      }
    }
    for (Failure failure : report.results().failures()) {
      text.append(
          "failed: %s, %s: %s%n".formatted(failure.runtime(), failure.trial(), failure.reason()));
    }
  }
}
