package io.jvisor.platform.systrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.platform.spi.placement.Balancer;
import io.jvisor.platform.spi.placement.Cpus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  private static final int TASKS = 200;
  private static final int ROUNDS = 50_000;

  /** Tasks come, are due, and leave early, in any order; times pass the end of the clock. */
  @Test
  void theFirstIsAlwaysTheEarliest() {
    Cpus cpus = new Cpus();
    try (Balancer balancer = new Balancer(cpus)) {
      Carriers carriers = new Carriers(cpus, balancer);
      Deadlines deadlines = new Deadlines();
      List<TaskThread> away = new ArrayList<>();
      List<TaskThread> there = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        away.add(new TaskThread(carriers, "task-" + i, () -> {}));
      }
      Random random = new Random(7);
      long start = Long.MAX_VALUE - 500;
      for (int round = 0; round < ROUNDS; round++) {
        assertEquals(there.isEmpty(), deadlines.isEmpty());
        if (!there.isEmpty()) {
          TaskThread earliest =
              there.stream().min(Comparator.comparingLong(task -> task.deadline - start)).get();
          assertEquals(earliest.deadline, deadlines.first().deadline);
        }
        if (there.isEmpty() || (!away.isEmpty() && random.nextInt(TASKS) < away.size())) {
          TaskThread task = away.remove(random.nextInt(away.size()));
          task.deadline = start + random.nextInt(1000);
          deadlines.add(task);
          there.add(task);
        } else {
          TaskThread task = there.remove(random.nextInt(there.size()));
          assertTrue(task.place >= 0);
          deadlines.remove(task);
          assertTrue(task.place < 0);
          away.add(task);
        }
      }
    }
  }
}
