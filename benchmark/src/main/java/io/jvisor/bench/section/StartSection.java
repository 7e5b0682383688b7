package io.jvisor.bench.section;

import io.jvisor.bench.process.Command;
import io.jvisor.bench.process.Outcome;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Unit;
import io.jvisor.bench.runtime.Container;
import io.jvisor.bench.runtime.GuestRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From the start of a runtime to its end, with a program that does nothing in between: timed from
 * outside.
 */
public final class StartSection {
  static final String NAME = "start";
  static final List<String> PROGRAM = List.of("/bin/true");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Workbench workbench;
  private final Pace pace;

  private StartSection(Workbench workbench, Pace pace) {
    this.workbench = workbench;
    this.pace = pace;
  }

  /** The section. */
  public static Section of(Workbench workbench, Pace pace) {
    StartSection section = new StartSection(workbench, pace);
    return new Section(
        NAME,
        "Start and end of /bin/true, timed from outside",
        List.of(
            section.new Start("do", "do", Way.DIRECT, false),
            section.new Start("do-cold", "do, after eviction", Way.DIRECT, true),
            section.new Start("run", "run of an OCI bundle", Way.BUNDLE, false),
            section.new Start("run-cold", "run of an OCI bundle, after eviction", Way.BUNDLE, true),
            new StartPhases(pace)));
  }

  /** How the program is given. */
  private enum Way {
    DIRECT,
    BUNDLE
  }

  /** Starts; those that are not cold are repeated, after one that does not count. */
  private final class Start implements Trial {
    private final Way way;
    private final boolean isCold;
    private final Figure wall;
    private final Figure processor;

    Start(String name, String title, Way way, boolean isCold) {
      this.way = way;
      this.isCold = isCold;
      this.wall = new Figure(NAME, name, title, Unit.NANOSECONDS);
      this.processor =
          new Figure(NAME, name + "-cpu", title + ", processor time", Unit.NANOSECONDS);
    }

    @Override
    public List<Figure> figures() {
      return List.of(wall, processor);
    }

    @Override
    public Map<Figure, Double> run(GuestRuntime runtime)
        throws TrialException, InterruptedException {
      List<Double> walls = new ArrayList<>();
      List<Double> processors = new ArrayList<>();
      int runs = isCold ? 1 : pace.runs() + 1;
      for (int i = 0; i < runs; i++) {
        if (isCold) {
          evict(runtime);
        }
        // Linux has no bundles: a program is just started.
        boolean isDirect = way == Way.DIRECT || runtime.kind() == GuestRuntime.Kind.NATIVE;
        Optional<double[]> times = isDirect ? direct(runtime) : bundle(runtime);
        if (times.isEmpty()) {
          return Map.of();
        }
        if (isCold || i > 0) {
          walls.add(times.get()[0]);
          processors.add(times.get()[1]);
        }
      }
      return Map.of(wall, pace.estimate().of(walls), processor, pace.estimate().of(processors));
    }

    private Optional<double[]> direct(GuestRuntime runtime)
        throws TrialException, InterruptedException {
      Optional<Command> command = runtime.direct(PROGRAM);
      return command.isEmpty() ? Optional.empty() : Optional.of(time(command.get()));
    }

    private Optional<double[]> bundle(GuestRuntime runtime)
        throws TrialException, InterruptedException {
      try (Container container = runtime.container(PROGRAM)) {
        return Optional.of(time(container.command()));
      }
    }
  }

  private double[] time(Command command) throws TrialException, InterruptedException {
    Outcome outcome = Command.of(workbench.program("stopwatch")).plus(command.words()).run(LIMIT);
    return Output.numbers(outcome, 2);
  }

  /** Drops what the runtime reads when it starts from the page cache, and the program. */
  private void evict(GuestRuntime runtime) throws InterruptedException {
    Command.of(workbench.program("evict")).plus(runtime.files()).plus(PROGRAM).run(LIMIT);
  }
}
