package io.jvisor.bench.section;

import io.jvisor.bench.result.Estimate;
import java.time.Duration;

/**
 * How long things are measured.
 *
 * @param warmUp how long something is done before it is timed
 * @param repetitions how often it is timed in a round
 * @param repetition how long a repetition of something small is to take
 * @param warmUps how often something large is run before it is timed
 * @param runs how often something large is timed in a round
 * @param idle how long an idle sandbox is watched
 * @param many how many containers "many" are
 * @param estimate what stands for all that was timed in a round
 */
public record Pace(
    Duration warmUp,
    int repetitions,
    Duration repetition,
    int warmUps,
    int runs,
    Duration idle,
    int many,
    Estimate estimate) {
  /** What figures are published with. */
  public static final Pace FULL =
      new Pace(
          Duration.ofMillis(1500),
          5,
          Duration.ofMillis(60),
          3,
          5,
          Duration.ofSeconds(10),
          10,
          Estimate.MEDIAN);

  /** Enough to see whether everything works. */
  public static final Pace QUICK =
      new Pace(
          Duration.ofMillis(300),
          3,
          Duration.ofMillis(30),
          1,
          2,
          Duration.ofSeconds(2),
          3,
          Estimate.MEDIAN);

  /** The same with another estimate. */
  public Pace with(Estimate other) {
    return new Pace(warmUp, repetitions, repetition, warmUps, runs, idle, many, other);
  }
}
