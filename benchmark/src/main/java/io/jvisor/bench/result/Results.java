package io.jvisor.bench.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came out: the values of each figure and runtime, and what did not work. For one thread. */
public final class Results {
  private final Map<Figure, Map<String, List<Double>>> values = new LinkedHashMap<>();
  private final List<Failure> failures = new ArrayList<>();

  /** Makes a figure known, so that it has a row even if it has no value. */
  public void announce(Figure figure) {
    values.putIfAbsent(figure, new LinkedHashMap<>());
  }

  /** Adds the value of a round. */
  public void add(Figure figure, String runtime, double value) {
    announce(figure);
    values.get(figure).computeIfAbsent(runtime, name -> new ArrayList<>()).add(value);
  }

  /** Adds something that did not work. */
  public void add(Failure failure) {
    failures.add(failure);
  }

  /** The figures, in the order in which they were announced. */
  public List<Figure> figures() {
    return List.copyOf(values.keySet());
  }

  /** What did not work. */
  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** The values of a figure under a runtime; empty when there are none. */
  public Optional<Samples> samples(Figure figure, String runtime) {
    List<Double> found = values.getOrDefault(figure, Map.of()).get(runtime);
    return Optional.ofNullable(found).map(Samples::new);
  }

  /** Whether a runtime was to yield a figure, or did: not every figure is one of every runtime. */
  public boolean hasRow(Figure figure, String runtime) {
    return values.getOrDefault(figure, Map.of()).containsKey(runtime)
        || failures.stream()
            .anyMatch(
                failure -> failure.runtime().equals(runtime) && failure.figures().contains(figure));
  }
}
