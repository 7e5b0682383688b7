package io.jvisor.bench.section;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class StartPhasesTest {
  private static final String LOG =
      """
      jvisor: 2026-11-22T13:16:32.716319Z debug Phases: gofer told: 200 us
      jvisor: 2026-11-22T13:16:32.744605Z debug Phases: system calls registered: 10 us
      jvisor: 2026-11-22T13:16:32.766082Z debug Phases: platform started: 20 us
      jvisor: 2026-11-22T13:16:32.774384Z debug Phases: kernel assembled: 30 us
      jvisor: 2026-11-22T13:16:32.776497Z debug Phases: file systems found: 1 us
      jvisor: 2026-11-22T13:16:32.893841Z debug Mounts: /dev/pts: left out: 7 us
      jvisor: 2026-11-22T13:16:32.897321Z debug Phases: mounted: 4 us
      jvisor: 2026-11-22T13:16:32.899827Z debug Phases: confined: 2 us
      jvisor: 2026-11-22T13:16:32.944060Z debug Phases: first process started: 40 us
      jvisor: 2026-11-22T13:16:32.983457Z debug Phases: first process ended: 50 us
      """;

  @Test
  void stepsBetweenAreAddedToTheNextThatIsShown() throws TrialException {
    double[] steps = StartPhases.steps(LOG, 1_000_000);
    assertArrayEquals(new double[] {643_000, 200_000, 60_000, 5_000, 42_000, 50_000}, steps);
  }

  @Test
  void aLogWithoutAStepIsRefused() {
    String log = LOG.replace("mounted", "something else");
    assertThrows(TrialException.class, () -> StartPhases.steps(log, 1_000_000));
  }
}
