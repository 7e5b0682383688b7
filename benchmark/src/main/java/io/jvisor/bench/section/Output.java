package io.jvisor.bench.section;

import io.jvisor.bench.process.Outcome;
import java.util.regex.Pattern;

/** Reading of what a program printed. */
final class Output {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  private Output() {}

  /**
   * Numbers, separated by white space.
   *
   * @param count how many there have to be
   * @throws TrialException if the command did not succeed, or printed something else
   */
  static double[] numbers(Outcome outcome, int count) throws TrialException {
    if (!outcome.succeeded()) {
      throw new TrialException(outcome.reason());
    }
    try {
      double[] values =
          WHITE_SPACE
              .splitAsStream(outcome.output().strip())
              .mapToDouble(Double::parseDouble)
              .toArray();
      if (values.length != count) {
        throw new TrialException("printed " + values.length + " values");
      }
      return values;
    } catch (NumberFormatException notNumber) {
      throw new TrialException("printed what is no number: " + notNumber.getMessage());
    }
  }
}
