package io.jvisor.bench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitTest {
  @ParameterizedTest
  @CsvSource({
    "NANOSECONDS, 0, 0.00 ns",
    "NANOSECONDS, 149.4, 149 ns",
    "NANOSECONDS, 999.4, 999 ns",
    "NANOSECONDS, 999.6, 1.00 us",
    "NANOSECONDS, 12345678, 12.3 ms",
    "NANOSECONDS, 5e12, 5000 s",
    "BYTES, 1024, 1.00 KiB",
    "BYTES, 39845888, 38.0 MiB",
    "PERCENT, 0.123, 0.12 %",
    "PERCENT, 5000, 5000 %",
  })
  void valuesHaveThreeDigits(Unit unit, double value, String text) {
    assertEquals(text, unit.format(value));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0033, 0.003x",
    "0.056, 0.056x",
    "0.56, 0.56x",
    "1, 1.00x",
    "21.34, 21.3x",
    "412.3, 412x"
  })
  void ratiosHaveThreeDigits(double value, String text) {
    assertEquals(text, Unit.ratio(value));
  }
}
