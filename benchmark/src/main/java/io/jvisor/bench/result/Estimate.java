package io.jvisor.bench.result;

import java.util.Arrays;
import java.util.List;

/** What stands for several values of the same thing. */
public enum Estimate {
  /** The middle one, or the mean of the two in the middle: what one has to expect. */
  MEDIAN {
    @Override
    public double of(double... values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int middle = sorted.length / 2;
      return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
  },
  /** The least: what it takes when nothing else wants the machine. */
  LEAST {
    @Override
    public double of(double... values) {
      return Arrays.stream(values).min().orElseThrow();
    }
  };

  /**
   * Of some values.
   *
   * @param values at least one
   */
  public abstract double of(double... values);

  /** Of some values. */
  public double of(List<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
