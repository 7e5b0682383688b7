package io.jvisor.bench.section;

import io.jvisor.bench.process.ProcessTree;
import io.jvisor.bench.result.Figure;
import io.jvisor.bench.result.Unit;
import io.jvisor.bench.runtime.GuestRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What sandboxes take that do nothing: memory, and processor time. All processes of the host that a
 * runtime started count, and the guest's own.
 */
public final class MemorySection {
  private static final String NAME = "memory";
  private static final int PROCESSES = 20;

  /** What a runtime still does when the program has begun is not idleness. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private MemorySection() {}

  /** The section. */
  public static Section of(Workbench workbench, Pace pace) {
    return new Section(
        NAME,
        "Memory and processor time of idle sandboxes",
        List.of(
            new Idle(workbench, pace.idle()),
            new Many(workbench, pace.many()),
            new Further(workbench)));
  }

  /** One container. */
  private static final class Idle implements Trial {
    private static final Figure MEMORY =
        new Figure(NAME, "idle", "memory, one idle container", Unit.BYTES);
    private static final Figure PROCESSOR =
        new Figure(NAME, "idle-cpu", "processor time, one idle container", Unit.PERCENT);

    private final Workbench workbench;
    private final Duration time;

    Idle(Workbench workbench, Duration time) {
      this.workbench = workbench;
      this.time = time;
    }

    @Override
    public List<Figure> figures() {
      return List.of(MEMORY, PROCESSOR);
    }

    @Override
    public Map<Figure, Double> run(GuestRuntime runtime)
        throws TrialException, InterruptedException {
      try (IdleContainer container = IdleContainer.start(workbench, runtime, 0)) {
        Thread.sleep(SETTLING);
        ProcessTree tree = container.tree();
        long memory = tree.memory();
        long before = tree.processorTime();
        long start = System.nanoTime();
        Thread.sleep(time);
        double elapsed = System.nanoTime() - start;
        double used = tree.processorTime() - before;
        return Map.of(MEMORY, (double) memory, PROCESSOR, 100 * used / elapsed);
      } catch (IOException e) {
        throw new TrialException(e.toString());
      }
    }
  }

  /** Several containers at the same time: what they share counts once. */
  private static final class Many implements Trial {
    private final Workbench workbench;
    private final int count;
    private final Figure memory;

    Many(Workbench workbench, int count) {
      this.workbench = workbench;
      this.count = count;
      this.memory = new Figure(NAME, "many", "memory, " + count + " idle containers", Unit.BYTES);
    }

    @Override
    public List<Figure> figures() {
      return List.of(memory);
    }

    @Override
    public Map<Figure, Double> run(GuestRuntime runtime)
        throws TrialException, InterruptedException {
      List<IdleContainer> containers = new ArrayList<>();
      try {
        for (int i = 0; i < count; i++) {
          containers.add(IdleContainer.start(workbench, runtime, 0));
        }
        Thread.sleep(SETTLING);
        double sum = 0;
        for (IdleContainer container : containers) {
          sum += container.tree().memory();
        }
        return Map.of(memory, sum);
      } catch (IOException e) {
        throw new TrialException(e.toString());
      } finally {
        containers.forEach(IdleContainer::close);
      }
    }
  }

  /** What each further process in a container takes. */
  private static final class Further implements Trial {
    private static final Figure MEMORY =
        new Figure(NAME, "process", "memory, each further idle process", Unit.BYTES);

    private final Workbench workbench;

    Further(Workbench workbench) {
      this.workbench = workbench;
    }

    @Override
    public List<Figure> figures() {
      return List.of(MEMORY);
    }

    @Override
    public Map<Figure, Double> run(GuestRuntime runtime)
        throws TrialException, InterruptedException {
      double few = memory(runtime, 1);
      double more = memory(runtime, 1 + PROCESSES);
      return Map.of(MEMORY, (more - few) / PROCESSES);
    }

    private double memory(GuestRuntime runtime, int processes)
        throws TrialException, InterruptedException {
      try (IdleContainer container = IdleContainer.start(workbench, runtime, processes)) {
        Thread.sleep(SETTLING);
        return container.tree().memory();
      } catch (IOException e) {
        throw new TrialException(e.toString());
      }
    }
  }
}
