package io.jvisor.bench.report;

import io.jvisor.bench.result.Estimate;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Results;
import io.jvisor.bench.result.Samples;
import io.jvisor.bench.runtime.Candidate;
import io.jvisor.bench.runtime.GuestRuntime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * What all reports are made from.
 *
 * @param machine where it was measured
 * @param candidates the runtimes, those among them that do not work
 * @param rounds how often
 * @param results what came out
 * @param estimate what stands for all rounds, in ratios
 * @param baseline what came out another time
 */
public record Report(
    Machine machine,
    List<Candidate> candidates,
    int rounds,
    Results results,
    Estimate estimate,
    Baseline baseline) {
  /** The runtimes that were measured. */
  public List<GuestRuntime> runtimes() {
    return candidates.stream().filter(Candidate::works).map(Candidate::runtime).toList();
  }

  /** The values of a figure under a runtime; empty when there are none. */
  public Optional<Samples> samples(Figure figure, GuestRuntime runtime) {
    return results.samples(figure, runtime.name());
  }

  /** How many times as much as Linux itself. */
  public OptionalDouble toNative(Figure figure, GuestRuntime runtime) {
    return ratio(figure, runtime, other -> other.kind() == GuestRuntime.Kind.NATIVE);
  }

  /** How many times as much as the best peer; only jvisor is compared with peers. */
  public OptionalDouble toPeer(Figure figure, GuestRuntime runtime) {
    return runtime.kind() == GuestRuntime.Kind.JVISOR
        ? ratio(figure, runtime, other -> other.kind().isPeer())
        : OptionalDouble.empty();
  }

  /** How many times as much as the best gVisor; only jvisor is compared with it. */
  public OptionalDouble toGvisor(Figure figure, GuestRuntime runtime) {
    return runtime.kind() == GuestRuntime.Kind.JVISOR
        ? ratio(figure, runtime, other -> other.kind() == GuestRuntime.Kind.RUNSC)
        : OptionalDouble.empty();
  }

  /** How many times as much as the other time. */
  public OptionalDouble toBaseline(Figure figure, GuestRuntime runtime) {
    OptionalDouble before = baseline.value(figure, runtime);
    Optional<Samples> own = samples(figure, runtime);
    return before.isPresent() && before.getAsDouble() > 0 && own.isPresent()
        ? OptionalDouble.of(own.get().value(estimate) / before.getAsDouble())
        : OptionalDouble.empty();
  }

  private OptionalDouble ratio(
      Figure figure, GuestRuntime runtime, Predicate<GuestRuntime> others) {
    OptionalDouble best =
        runtimes().stream()
            .filter(others)
            .flatMap(other -> samples(figure, other).stream())
            .mapToDouble(found -> found.value(estimate))
            .min();
    Optional<Samples> own = samples(figure, runtime);
    return best.isPresent() && best.getAsDouble() > 0 && own.isPresent()
        ? OptionalDouble.of(own.get().value(estimate) / best.getAsDouble())
        : OptionalDouble.empty();
  }
}
