package io.jvisor.bench.section;

import io.jvisor.bench.process.Command;
import io.jvisor.bench.process.Outcome;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Unit;
import io.jvisor.bench.runtime.GuestRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where jvisor's start spends its time, as its own log tells (`--debug`). Starting that log takes
 * time itself, most of it before the gofer is told: the sum is more than a start takes without.
 */
final class StartPhases implements Trial {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern LINE =
      Pattern.compile("Phases: (.*): (\\d+) us$", Pattern.MULTILINE);

  /**
   * How lines of the log begin, and what is shown for them; lines between are added to the next.
   */
  private static final Map<String, String> STEPS = new LinkedHashMap<>();

  static {
    STEPS.put("gofer told", "command line, log, gofer begun");
    STEPS.put("kernel assembled", "system calls, platform, kernel");
    STEPS.put("mounted", "mounts (waits for the gofer)");
    STEPS.put("first process started", "confinement, first process");
    STEPS.put("first process ended", "the program itself");
  }

  private final Pace pace;

  StartPhases(Pace pace) {
    this.pace = pace;
  }

  @Override
  public String name() {
    return "phases";
  }

  @Override
  public List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    figures.add(figure(0, "Java, until its main method, and its end"));
    for (String title : STEPS.values()) {
      figures.add(figure(figures.size(), title));
    }
    return figures;
  }

  private static Figure figure(int index, String title) {
    return new Figure(StartSection.NAME, "phase-" + index, "phase: " + title, Unit.NANOSECONDS);
  }

  @Override
  public Map<Figure, Double> run(GuestRuntime runtime) throws TrialException, InterruptedException {
    if (runtime.kind() != GuestRuntime.Kind.JVISOR) {
      return Map.of();
    }
    List<Figure> figures = figures();
    List<List<Double>> times = new ArrayList<>();
    figures.forEach(figure -> times.add(new ArrayList<>()));
    for (int i = 0; i < pace.runs(); i++) {
      double[] steps = steps(runtime);
      for (int j = 0; j < steps.length; j++) {
        times.get(j).add(steps[j]);
      }
    }
    Map<Figure, Double> medians = new LinkedHashMap<>();
    for (int j = 0; j < times.size(); j++) {
      medians.put(figures.get(j), pace.estimate().of(times.get(j)));
    }
    return medians;
  }

  /** The time of each step, and before them what is left of the whole. */
  private static double[] steps(GuestRuntime runtime) throws TrialException, InterruptedException {
    Command command = runtime.direct(StartSection.PROGRAM).orElseThrow();
    List<String> words = new ArrayList<>(command.words());
    words.add(1, "--debug");
    long start = System.nanoTime();
    Outcome outcome = new Command(words).run(LIMIT);
    double whole = System.nanoTime() - start;
    if (!outcome.succeeded()) {
      throw new TrialException(outcome.reason());
    }
    return steps(outcome.error(), whole);
  }

  /**
   * Reads a log.
   *
   * @param whole how long all of it took, in nanoseconds
   */
  static double[] steps(String log, double whole) throws TrialException {
    double[] steps = new double[STEPS.size() + 1];
    List<String> ends = List.copyOf(STEPS.keySet());
    int step = 0;
    double sum = 0;
    Matcher line = LINE.matcher(log);
    while (line.find() && step < ends.size()) {
      double nanoseconds = Double.parseDouble(line.group(2)) * 1000;
      steps[step + 1] += nanoseconds;
      sum += nanoseconds;
      if (line.group(1).equals(ends.get(step))) {
        step++;
      }
    }
    if (step < ends.size()) {
      throw new TrialException("the log does not say: " + ends.get(step));
    }
    steps[0] = whole - sum;
    return steps;
  }
}
