package io.jvisor.bench.section;

import io.jvisor.bench.result.Figure;
import io.jvisor.bench.runtime.GuestRuntime;
import java.util.List;
import java.util.Map;

/** Something that can be run under any runtime, once in each round. */
public interface Trial {
  /** What it is called on the command line: as its first figure, unless it says otherwise. */
  default String name() {
    return figures().getFirst().name();
  }

  /** The figures that it yields, at least one. */
  List<Figure> figures();

  /**
   * Runs it.
   *
   * @return the values of this round; none for a figure that the runtime does not have
   * @throws TrialException if it did not work
   */
  Map<Figure, Double> run(GuestRuntime runtime) throws TrialException, InterruptedException;
}
