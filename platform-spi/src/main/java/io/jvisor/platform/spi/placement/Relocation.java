package io.jvisor.platform.spi.placement;

/**
 * Decides whether a context stays on a CPU that it was moved to, by trying: contexts that hand over
 * to each other get several times as much done on one CPU, for no wake-up goes to another; contexts
 * that have nothing to do with each other get twice as much done on two. What counts is how often
 * guest code ran between two ticks, in all contexts together.
 *
 * <p>Owned by the balancer's thread.
 */
final class Relocation {
  /** By how much it must be better than before. */
  private static final double GAIN = 1.1;

  /** Ticks of a trial; the first does not count. */
  private static final int TRIAL = 5;

  private static final int SHORTEST_PAUSE = 4;
  private static final int LONGEST_PAUSE = 256;

  /** Who is being tried elsewhere; null for nobody. */
  private Placement moved;

  private int from;
  private int to;

  /** The guest that is being tried with another kernel thread; null for none. */
  private Guest split;

  /** Whose guest it was. */
  private Placement former;

  /** How often guest code ran in a tick, smoothed: without a trial, and since one began. */
  private double usual;

  private double tried;

  /** Ticks left of the trial. */
  private int trial;

  /** Ticks until the next trial. */
  private int pause = 1;

  /** How long the next pause is. */
  private int nextPause = SHORTEST_PAUSE;

  /** Begins a trial of a kernel thread, with its guests, on another CPU. */
  void begin(Placement placement, int target) {
    moved = placement;
    from = placement.cpu();
    to = target;
    begin();
    placement.move(target);
  }

  /** Begins a trial of a guest with a kernel thread of its own, on another CPU. */
  void begin(Guest guest, int target) {
    split = guest;
    former = guest.placement();
    begin();
    guest.send(new Move(null, target));
  }

  private void begin() {
    trial = TRIAL;
    tried = usual;
  }

  /**
   * Takes notice of a tick in which guest code ran.
   *
   * @param runs how often, for a tick of the usual length
   * @return whether a trial may begin
   */
  boolean tick(double runs) {
    if (moved == null && split == null) {
      usual = usual == 0 ? runs : smooth(usual, runs);
      return --pause <= 0;
    }
    if (moved != null ? moved.cpu() != to : trial < TRIAL && split.placement() == former) {
      forgetMove();
      end(SHORTEST_PAUSE); // it sleeps, or something else took it elsewhere
    } else if (trial-- < TRIAL) {
      tried = (tried + runs) / 2;
      if (trial == 0) {
        judge();
      }
    }
    return false;
  }

  /** Leaves everything where it is for a while, after a change that is no trial. */
  void rest() {
    pause = SHORTEST_PAUSE;
  }

  private void judge() {
    if (tried < usual * GAIN) {
      undo();
      int length = nextPause;
      nextPause = Math.min(2 * nextPause, LONGEST_PAUSE);
      end(length);
    } else {
      usual = tried;
      nextPause = SHORTEST_PAUSE;
      end(1);
    }
  }

  private void undo() {
    if (moved != null) {
      moved.move(from);
    } else {
      split.send(new Move(former, Placement.FREE));
    }
  }

  private void forgetMove() {
    if (split != null) {
      split.send(null);
    }
  }

  private void end(int length) {
    moved = null;
    split = null;
    former = null;
    pause = length;
  }

  private static double smooth(double former, double runs) {
    return (former * 3 + runs) / 4;
  }

  /** Forgets a kernel thread that ends. */
  void forget(Placement placement) {
    if (moved == placement || former == placement) {
      end(1);
    }
  }

  /** Forgets a guest that has gone. */
  void forget(Guest guest) {
    if (split == guest) {
      end(1);
    }
  }
}
