package io.jvisor.bench.report;

import io.jvisor.bench.result.Failure;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Samples;
import io.jvisor.bench.result.Unit;
import io.jvisor.bench.runtime.Candidate;
import io.jvisor.bench.runtime.GuestRuntime;
import io.jvisor.bench.section.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The report as a page that needs no other file: a chart and a table for each section. */
public final class HtmlReport {
  private static final String STYLE = "report.css";

  private final Report report;
  private final StringBuilder page = new StringBuilder();

  private HtmlReport(Report report) {
    this.report = report;
  }

  /** The page. */
  public static String of(Report report, List<Section> sections) {
    return new HtmlReport(report).write(sections);
  }

  private String write(List<Section> sections) {
    page.append(
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>jvisor: benchmark</title>
        <style>
        """);
    page.append(style());
    page.append("</style>\n<h1>jvisor, Linux and others</h1>\n<p>");
    report.machine().lines().forEach(line -> page.append(Html.text(line)).append("<br>\n"));
    page.append(
        "%d rounds. Less is better; marks are at the %s, lines go from the least to the most round.\n"
            .formatted(report.rounds(), report.estimate().name().toLowerCase(Locale.ROOT)));
    for (Section section : sections) {
      List<Figure> figures =
          report.results().figures().stream()
              .filter(figure -> figure.section().equals(section.name()))
              .toList();
      if (!figures.isEmpty()) {
        page.append("<h2>").append(Html.text(section.title())).append("</h2>\n");
        writeChart(figures);
        writeTable(figures);
      }
    }
    writeNotes();
    return page.append("</html>\n").toString();
  }

  private static String style() {
    try (InputStream stream = HtmlReport.class.getResourceAsStream(STYLE)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeChart(List<Figure> figures) {
    String chart = Chart.of(report, figures);
    if (chart.isEmpty()) {
      return;
    }
    page.append("<p class=\"legend\">");
    for (GuestRuntime runtime : report.runtimes()) {
      if (runtime.kind() != GuestRuntime.Kind.NATIVE) {
        page.append("<span><svg viewBox=\"0 0 16 16\">")
            .append(Chart.mark(runtime, 8, 8))
            .append("</svg>")
            .append(Html.text(runtime.name()))
            .append("</span>\n");
      }
    }
    page.append("<div class=\"wide\">").append(chart).append("</div>\n");
  }

  private void writeTable(List<Figure> figures) {
    page.append("<div class=\"wide\"><table>\n<thead><tr><th>");
    for (GuestRuntime runtime : report.runtimes()) {
      page.append("<th>").append(Html.text(runtime.name()));
    }
    page.append("\n<tbody>\n");
    for (Figure figure : figures) {
      page.append("<tr><th>").append(Html.text(figure.title()));
      for (GuestRuntime runtime : report.runtimes()) {
        writeCell(figure, runtime);
      }
      page.append('\n');
    }
    page.append("</table></div>\n");
  }

  private void writeCell(Figure figure, GuestRuntime runtime) {
    Optional<Samples> samples = report.samples(figure, runtime);
    if (samples.isEmpty()) {
      page.append(report.results().hasRow(figure, runtime.name()) ? "<td>-" : "<td>");
      return;
    }
    Unit unit = figure.unit();
    page.append(
        "<td title=\"%s to %s\">%s"
            .formatted(
                unit.format(samples.get().least()),
                unit.format(samples.get().greatest()),
                unit.format(samples.get().value(report.estimate()))));
    OptionalDouble ratio = report.toNative(figure, runtime);
    if (ratio.isPresent() && runtime.kind() != GuestRuntime.Kind.NATIVE) {
      page.append("<small>").append(Unit.ratio(ratio.getAsDouble())).append("</small>");
    }
    OptionalDouble toGvisor = report.toGvisor(figure, runtime);
    if (toGvisor.isPresent()) {
      page.append("<small>").append(Unit.ratio(toGvisor.getAsDouble())).append(" gVisor</small>");
    }
  }

  private void writeNotes() {
    page.append("<h2>What is missing</h2>\n<ul>\n");
    for (Candidate candidate : report.candidates()) {
      if (!candidate.works()) {
        page.append("<li>")
            .append(Html.text(candidate.runtime().name() + " is not there: " + candidate.trouble()))
            .append('\n');
      }
    }
    for (Failure failure : report.results().failures()) {
      page.append("<li>")
          .append(Html.text(failure.runtime() + ", " + failure.trial() + ": " + failure.reason()))
          .append('\n');
    }
    page.append("</ul>\n");
  }
}
