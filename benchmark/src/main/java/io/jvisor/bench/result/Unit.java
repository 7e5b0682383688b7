package io.jvisor.bench.result;

import java.util.Locale;

/** What the values of a figure are in. Less is better in all of them. */
public enum Unit {
  /** Time. */
  NANOSECONDS(1000, "ns us ms s"),
  /** Memory. */
  BYTES(1024, "B KiB MiB GiB"),
  /** Hundredths of one processor. */
  PERCENT(Double.POSITIVE_INFINITY, "%");

  private final double step;

  /** The names of the unit and of its multiples. */
  private final String scale;

  Unit(double step, String scale) {
    this.step = step;
    this.scale = scale;
  }

  /** A value with three digits and its unit, such as {@code 1.23 ms}. */
  public String format(double value) {
    String[] names = scale.split(" ", -1);
    double scaled = value;
    int index = 0;
    // What would be rounded to a thousand is written with the next unit.
    while (index < names.length - 1 && Math.abs(scaled) >= step * 0.9995) {
      scaled /= step;
      index++;
    }
    return digits(scaled) + " " + names[index];
  }

  /** A ratio with up to three digits. */
  public static String ratio(double value) {
    return (value < 0.0995 ? String.format(Locale.ROOT, "%.3f", value) : digits(value)) + "x";
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    String pattern = size >= 99.95 ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, pattern, value);
  }
}
