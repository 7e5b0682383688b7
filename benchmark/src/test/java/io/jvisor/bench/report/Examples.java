package io.jvisor.bench.report;

import io.jvisor.bench.process.Command;
import io.jvisor.bench.result.Estimate;
import io.jvisor.bench.result.Failure;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Results;
import io.jvisor.bench.result.Unit;
import io.jvisor.bench.runtime.Candidate;
import io.jvisor.bench.runtime.Container;
import io.jvisor.bench.runtime.GuestRuntime;
import java.util.List;
import java.util.Optional;

/** A report of nothing that was measured. */
final class Examples {
  static final Figure CALL = new Figure("micro", "call", "a call", Unit.NANOSECONDS);
  static final Figure IDLE = new Figure("memory", "idle", "idle <time>", Unit.PERCENT);

  private Examples() {}

  static Report report() {
    return report(Baseline.NONE);
  }

  static Report report(Baseline baseline) {
    List<Candidate> candidates =
        List.of(
            new Candidate(new Named("native", GuestRuntime.Kind.NATIVE), "1", ""),
            new Candidate(new Named("jvisor:systrap", GuestRuntime.Kind.JVISOR), "2", ""),
            new Candidate(new Named("runc", GuestRuntime.Kind.RUNC), "3", ""),
            new Candidate(new Named("runsc:systrap", GuestRuntime.Kind.RUNSC), "4", ""),
            new Candidate(new Named("runsc:kvm", GuestRuntime.Kind.RUNSC), "4", "no & never"));
    Results results = new Results();
    results.announce(CALL);
    results.announce(IDLE);
    for (double value : new double[] {100, 300, 200}) {
      results.add(CALL, "native", value);
      results.add(CALL, "jvisor:systrap", 4 * value);
      results.add(CALL, "runsc:systrap", 20 * value);
    }
    results.add(new Failure("runc", "call", List.of(CALL), "status 1: no such call"));
    results.add(IDLE, "native", 0);
    results.add(IDLE, "jvisor:systrap", 0.25);
    Machine machine = new Machine("now", "a processor", "a kernel", "0 0 0", 1, List.of("v: 1"));
    return new Report(machine, candidates, 3, results, Estimate.MEDIAN, baseline);
  }

  /** A runtime that runs nothing. */
  private record Named(String name, Kind kind) implements GuestRuntime {
    @Override
    public List<String> files() {
      return List.of();
    }

    @Override
    public Container container(List<String> words) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Command> direct(List<String> words) {
      return Optional.empty();
    }
  }
}
