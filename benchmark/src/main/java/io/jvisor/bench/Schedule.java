package io.jvisor.bench;

import io.jvisor.bench.result.Failure;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Results;
import io.jvisor.bench.runtime.GuestRuntime;
import io.jvisor.bench.section.Section;
import io.jvisor.bench.section.Trial;
import io.jvisor.bench.section.TrialException;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs every trial under every runtime, a round at a time. Runtimes take turns in each trial, so
 * that what disturbs the machine for a while disturbs all; who is first changes from trial to trial
 * and from round to round.
 */
final class Schedule {
  private final List<Section> sections;
  private final List<GuestRuntime> runtimes;
  private final int rounds;
  private final PrintStream progress;

  /** Trials that failed, as runtime and trial: they are not tried again. */
  private final Set<List<String>> givenUp = new HashSet<>();

  Schedule(List<Section> sections, List<GuestRuntime> runtimes, int rounds, PrintStream progress) {
    this.sections = sections;
    this.runtimes = runtimes;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Runs all rounds, and adds what comes out to the results. */
  void run(Results results) throws InterruptedException {
    List<Trial> trials = sections.stream().flatMap(section -> section.trials().stream()).toList();
    trials.forEach(trial -> trial.figures().forEach(results::announce));
    for (int round = 0; round < rounds; round++) {
      for (int index = 0; index < trials.size(); index++) {
        Trial trial = trials.get(index);
        progress.printf("round %d of %d, %s:", round + 1, rounds, trial.name());
        for (int turn = 0; turn < runtimes.size(); turn++) {
          GuestRuntime runtime = runtimes.get((turn + round + index) % runtimes.size());
          if (!givenUp.contains(List.of(runtime.name(), trial.name()))) {
            run(trial, runtime, results);
          }
        }
        progress.println();
      }
    }
  }

  private void run(Trial trial, GuestRuntime runtime, Results results) throws InterruptedException {
    progress.printf(" %s", runtime.name());
    progress.flush();
    try {
      Map<Figure, Double> values = trial.run(runtime);
      values.forEach((figure, value) -> results.add(figure, runtime.name(), value));
      trial.figures().stream()
          .filter(values::containsKey)
          .forEach(figure -> progress.printf(" %s", figure.unit().format(values.get(figure))));
      progress.print(',');
    } catch (TrialException reason) {
      progress.print(" failed,");
      results.add(new Failure(runtime.name(), trial.name(), trial.figures(), reason.getMessage()));
      givenUp.add(List.of(runtime.name(), trial.name()));
    }
  }
}
