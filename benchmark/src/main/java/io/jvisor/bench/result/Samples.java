package io.jvisor.bench.result;

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

  /** What stands for all of them. */
  public double value(Estimate estimate) {
    return estimate.of(values);
  }

  /** The middle value. */
  public double median() {
    return value(Estimate.MEDIAN);
  }

  /** The least value. */
  public double least() {
    return value(Estimate.LEAST);
  }

  /** The greatest value. */
  public double greatest() {
    return values.stream().mapToDouble(Double::doubleValue).max().getAsDouble();
  }
}
