package io.jvisor.bench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SamplesTest {
  @Test
  void theMedianIsInTheMiddle() {
    assertEquals(2, Estimate.MEDIAN.of(3, 1, 2));
    assertEquals(2.5, Estimate.MEDIAN.of(4, 1, 2, 3));
    assertEquals(7, Estimate.MEDIAN.of(7));
  }

  @Test
  void oneOutlierMovesTheEndsOnly() {
    Samples samples = new Samples(List.of(10.0, 11.0, 9.0, 5000.0, 10.0));
    assertEquals(10, samples.median());
    assertEquals(9, samples.least());
    assertEquals(5000, samples.greatest());
  }

  @Test
  void nothingHasNoMedian() {
    assertThrows(IllegalArgumentException.class, () -> new Samples(List.of()));
  }
}
