package io.jvisor.bench.result;

import java.util.Arrays;
import java.util.List;

/**
 * The values of a figure under one runtime, one for each round.
 *
 * @param values at least one
 */
public record Samples(List<Double> values) {
  /** A copy is made. */
  public Samples {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no values");
    }
  }

  /** The middle value, or the mean of the two in the middle. */
  public double median() {
    return median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The least value. */
  public double least() {
    return values.stream().mapToDouble(Double::doubleValue).min().getAsDouble();
  }

  /** The greatest value. */
  public double greatest() {
    return values.stream().mapToDouble(Double::doubleValue).max().getAsDouble();
  }

  /** The median of some values. */
  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
