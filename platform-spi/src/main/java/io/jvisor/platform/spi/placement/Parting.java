package io.jvisor.platform.spi.placement;

/**
 * Decides whether a kernel thread and its guests get a CPU each, by trying: where the second CPU is
 * really free, a hand-over between two threads that look is twenty times as fast as one between two
 * that sleep; where it is not, it is slower by far. What counts is how often guest code ran between
 * two ticks.
 *
 * <p>Owned by the balancer's thread.
 */
final class Parting {
  /** A context that runs less often in a tick has nothing to win: 50 us a run is its own work. */
  private static final int BUSY = 200;

  /** By how much it must be better than together. */
  private static final double GAIN = 1.15;

  /**
   * Ticks of a trial; the first does not count. The kernel takes other ways then, which have to be
   * compiled.
   */
  private static final int TRIAL = 15;

  /** Below this part of what got done together a trial ends early. */
  private static final double HOPELESS = 0.7;

  private static final int SHORTEST_PAUSE = 4;
  private static final int LONGEST_PAUSE = 64;

  private boolean apart;

  /** How often guest code ran in a tick while together, smoothed. */
  private double together;

  /** The same while apart. */
  private double parted;

  /** Ticks left of the trial, or 0. */
  private int trial;

  /** Ticks until the next trial. */
  private int pause = 1;

  /** How long the next pause is. */
  private int nextPause = SHORTEST_PAUSE;

  /**
   * Takes notice of a tick in which guest code ran.
   *
   * @param runs how often, for a tick of the usual length
   * @param room whether there may be a CPU for each thread
   * @return whether they should be apart from now on
   */
  boolean tick(double runs, boolean room) {
    if (!apart) {
      together = together == 0 ? runs : smooth(together, runs);
      if (room && runs >= BUSY && --pause <= 0) {
        apart = true;
        trial = TRIAL;
        parted = together * GAIN;
      }
    } else if (!room || runs < 1) {
      join();
    } else if (trial == TRIAL) {
      trial--;
    } else {
      parted = smooth(parted, runs);
      if (trial > 0) {
        trial--;
        if (parted < together * HOPELESS) {
          join();
        }
      } else if (parted < Math.max(BUSY, together * GAIN)) {
        join();
      } else {
        nextPause = SHORTEST_PAUSE; // it is worth it
      }
    }
    return apart;
  }

  private static double smooth(double former, double runs) {
    return (former * 3 + runs) / 4;
  }

  private void join() {
    apart = false;
    trial = 0;
    pause = nextPause;
    nextPause = Math.min(2 * nextPause, LONGEST_PAUSE);
  }

  /** Takes notice of a tick in which no guest code was started. */
  void rest() {
    apart = false;
    trial = 0;
  }
}
