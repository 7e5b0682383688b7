package io.jvisor.bench.section;

import io.jvisor.bench.process.Outcome;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Unit;
import io.jvisor.bench.runtime.Container;
import io.jvisor.bench.runtime.GuestRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * System calls and little else, timed inside by a program of ours: the time of one, hot. Every
 * operation gets a sandbox of its own, so none is warmed up or spoilt by another.
 */
public final class MicroSection {
  private static final String NAME = "micro";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final String DYNAMIC = "-dynamic";

  private final Workbench workbench;
  private final Pace pace;

  private MicroSection(Workbench workbench, Pace pace) {
    this.workbench = workbench;
    this.pace = pace;
  }

  /** The section. */
  public static Section of(Workbench workbench, Pace pace) {
    MicroSection section = new MicroSection(workbench, pace);
    return new Section(
        NAME,
        "System calls, hot, timed inside the sandbox",
        List.of(
            section.trial("loop", "100 multiplications (control)"),
            section.trial("getppid", "getppid"),
            section.trial("getppid" + DYNAMIC, "getppid, dynamically linked"),
            section.trial("clock_gettime", "clock_gettime"),
            section.trial("clock_gettime" + DYNAMIC, "clock_gettime, dynamically linked"),
            section.trial("pread", "pread 4 KiB, tmpfs"),
            section.trial("pread-root", "pread 4 KiB, root directory"),
            section.trial("pwrite", "pwrite 4 KiB, tmpfs"),
            section.trial("open", "open and close, tmpfs"),
            section.trial("open-root", "open and close, root directory"),
            section.trial("stat", "stat, tmpfs"),
            section.trial("stat-root", "stat, root directory"),
            section.trial("signal", "signal to itself, with handler"),
            section.trial("mmap-1", "mmap, touch, munmap 1 page"),
            section.trial("mmap-256", "mmap, touch, munmap 256 pages"),
            section.trial("fault", "page fault, anonymous"),
            section.trial("pipe-processes", "pipe round trip, two processes"),
            section.trial("pipe-threads", "pipe round trip, two threads"),
            section.trial("socketpair", "socketpair round trip, two processes"),
            section.trial("futex", "futex round trip, two threads"),
            section.trial("epoll", "epoll and eventfd round trip, two threads"),
            section.trial("fork", "fork, exit, wait"),
            section.trial("exec", "fork, exec, exit, wait"),
            section.trial("thread", "thread, create and join")));
  }

  private Trial trial(String name, String title) {
    return new Operation(new Figure(NAME, name, title, Unit.NANOSECONDS));
  }

  /** One operation of the program micro. */
  private final class Operation implements Trial {
    private final Figure figure;

    Operation(Figure figure) {
      this.figure = figure;
    }

    @Override
    public List<Figure> figures() {
      return List.of(figure);
    }

    @Override
    public Map<Figure, Double> run(GuestRuntime runtime)
        throws TrialException, InterruptedException {
      boolean dynamic = name().endsWith(DYNAMIC);
      String operation = dynamic ? name().replace(DYNAMIC, "") : name();
      List<String> words =
          List.of(
              workbench.program(dynamic ? "micro" + DYNAMIC : "micro"),
              operation,
              Long.toString(pace.warmUp().toMillis()),
              Integer.toString(pace.repetitions()),
              Long.toString(pace.repetition().toMillis()));
      Duration limit =
          START_LIMIT
              .plus(pace.warmUp().multipliedBy(2))
              .plus(pace.repetition().multipliedBy(10L * pace.repetitions()));
      try (Container container = runtime.container(words)) {
        Outcome outcome = container.command().run(limit);
        return Map.of(figure, pace.estimate().of(Output.numbers(outcome, pace.repetitions())));
      }
    }
  }
}
