package io.jvisor.bench.report;

import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Samples;
import io.jvisor.bench.result.Unit;
import io.jvisor.bench.runtime.GuestRuntime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A chart of one section, as SVG: a row for each figure, a mark for each runtime, at its ratio to
 * Linux itself. The scale is logarithmic; a line through a mark goes from the least to the most
 * round.
 */
final class Chart {
  private static final int WIDTH = 860;
  private static final int LEFT = 270;
  private static final int RIGHT = 24;
  private static final int TOP = 26;
  private static final int ROW = 30;
  private static final int MARK = 5;

  /** Of a power of ten. */
  private static final double MARGIN = 0.05;

  private final Report report;
  private final List<Figure> figures;
  private final StringBuilder svg = new StringBuilder();

  /** The ends of the scale, as decimal logarithms of ratios. */
  private final double lowest;

  private final double highest;

  private Chart(Report report, List<Figure> figures) {
    this.report = report;
    this.figures = figures;
    double least = 1;
    double most = 10;
    for (Figure figure : figures) {
      for (GuestRuntime runtime : report.runtimes()) {
        least = Math.min(least, ratio(figure, runtime, Samples::least).orElse(1.0));
        most = Math.max(most, ratio(figure, runtime, Samples::greatest).orElse(1.0));
      }
    }
    this.lowest = Math.log10(least) - MARGIN;
    this.highest = Math.log10(most) + MARGIN;
  }

  /** A chart of those of some figures that can be compared with Linux; empty if none can. */
  static String of(Report report, List<Figure> figures) {
    List<Figure> comparable =
        figures.stream()
            .filter(
                figure ->
                    report.runtimes().stream()
                        .anyMatch(
                            runtime ->
                                runtime.kind() != GuestRuntime.Kind.NATIVE
                                    && report.toNative(figure, runtime).isPresent()))
            .toList();
    return comparable.isEmpty() ? "" : new Chart(report, comparable).draw();
  }

  /** The class that gives a runtime's marks their colour. */
  static String styleOf(GuestRuntime runtime) {
    return "r-" + runtime.name().replace(':', '-');
  }

  /** A mark at a place: jvisor's are round, gVisor's are squares, runc's stand on a corner. */
  static String mark(GuestRuntime runtime, double x, double y) {
    String place = String.format(Locale.ROOT, "transform=\"translate(%.1f %.1f)\"", x, y);
    String style = "class=\"mark " + styleOf(runtime) + "\" ";
    return switch (runtime.kind()) {
      case JVISOR -> "<circle " + style + place + " r=\"" + (MARK + 1) + "\"/>";
      case RUNC -> "<path " + style + place + " d=\"M0-6L6 0L0 6L-6 0Z\"/>";
      case RUNSC -> "<rect " + style + place + " x=\"-5\" y=\"-5\" width=\"10\" height=\"10\"/>";
      case NATIVE -> "<path " + style + place + " d=\"M0-8V8\"/>";
    };
  }

  private String draw() {
    int height = TOP + ROW * figures.size() + 8;
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"times native\">\n"
            .formatted(WIDTH, height));
    drawScale(height);
    for (int i = 0; i < figures.size(); i++) {
      drawRow(figures.get(i), TOP + ROW * i + ROW / 2);
    }
    return svg.append("</svg>\n").toString();
  }

  private void drawScale(int height) {
    for (int power = (int) Math.ceil(lowest); power <= highest; power++) {
      double x = place(Math.pow(10, power));
      line(power == 0 ? "native" : "grid", x, TOP - 4, x, height - 4);
      String label = power == 0 ? "native" : Unit.ratio(Math.pow(10, power)).replace(".00x", "x");
      label = label.replace(".0x", "x");
      svg.append(
          String.format(
              Locale.ROOT,
              "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>\n",
              x,
              TOP - 10,
              Html.text(label)));
    }
  }

  private void drawRow(Figure figure, int y) {
    svg.append(
        "<text class=\"label\" x=\"%d\" y=\"%d\">%s</text>\n"
            .formatted(LEFT - 14, y + 4, Html.text(figure.title())));
    line("row", LEFT, y, WIDTH - RIGHT, y);
    for (GuestRuntime runtime : report.runtimes()) {
      Optional<Double> ratio = ratio(figure, runtime, found -> found.value(report.estimate()));
      if (runtime.kind() != GuestRuntime.Kind.NATIVE && ratio.isPresent()) {
        drawMark(figure, runtime, ratio.get(), y);
      }
    }
  }

  private void drawMark(Figure figure, GuestRuntime runtime, double ratio, int y) {
    Samples samples = report.samples(figure, runtime).orElseThrow();
    svg.append(
        "<g><title>%s, %s: %s (%s to %s), %s native</title>"
            .formatted(
                Html.text(figure.title()),
                Html.text(runtime.name()),
                figure.unit().format(samples.value(report.estimate())),
                figure.unit().format(samples.least()),
                figure.unit().format(samples.greatest()),
                Unit.ratio(ratio)));
    line(
        "spread " + styleOf(runtime),
        place(ratio(figure, runtime, Samples::least).orElse(ratio)),
        y,
        place(ratio(figure, runtime, Samples::greatest).orElse(ratio)),
        y);
    svg.append(mark(runtime, place(ratio), y)).append("</g>\n");
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
            style,
            x1,
            y1,
            x2,
            y2));
  }

  /** A value of a figure, as ratio to that of Linux; empty where there is none above 0. */
  private Optional<Double> ratio(
      Figure figure, GuestRuntime runtime, ToDoubleFunction<Samples> value) {
    Optional<Samples> samples = report.samples(figure, runtime);
    if (samples.isEmpty() || report.toNative(figure, runtime).isEmpty()) {
      return Optional.empty();
    }
    double toNative = report.toNative(figure, runtime).getAsDouble();
    double ratio =
        toNative * value.applyAsDouble(samples.get()) / samples.get().value(report.estimate());
    return ratio > 0 ? Optional.of(ratio) : Optional.empty();
  }

  private double place(double ratio) {
    double part = (Math.log10(ratio) - lowest) / (highest - lowest);
    return LEFT + part * (WIDTH - RIGHT - LEFT);
  }
}
