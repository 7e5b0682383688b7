package io.jvisor.kernel.core.signal;

import io.jvisor.kernel.api.abi.Signals;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Signals that were sent and not yet delivered, of a task or of a thread group.
 *
 * <p>A standard signal waits at most once; each real-time signal that is sent waits. Guarded by the
 * signal lock of the thread group.
 */
public final class PendingSignals {
  private static final int FIRST_QUEUED = Signals.SIGRTMIN;

  /** What waits, one bit a signal. */
  private long set;

  private final SignalInfo[] standard = new SignalInfo[FIRST_QUEUED];

  @SuppressWarnings({"unchecked", "rawtypes"})
  private final ArrayDeque<SignalInfo>[] queues = new ArrayDeque[Signals.LAST - FIRST_QUEUED + 1];

  /** What waits. */
  public long set() {
    return set;
  }

  /** Whether a signal waits. */
  public boolean contains(int signal) {
    return SignalSets.contains(set, signal);
  }

  /** Whether one more of a signal would change nothing: a standard signal that waits. */
  public boolean absorbs(int signal) {
    return signal < FIRST_QUEUED && contains(signal);
  }

  /** Adds a signal. */
  public void add(SignalInfo info) {
    int signal = info.signal();
    set |= SignalSets.bit(signal);
    if (signal < FIRST_QUEUED) {
      standard[signal] = info;
    } else {
      ArrayDeque<SignalInfo> queue = queues[signal - FIRST_QUEUED];
      if (queue == null) {
        queue = new ArrayDeque<>();
        queues[signal - FIRST_QUEUED] = queue;
      }
      queue.add(info);
    }
  }

  /**
   * Takes a signal out.
   *
   * @param wanted the set to take from
   * @return the signal that goes first, or null when none waits
   */
  public SignalInfo take(long wanted) {
    long candidates = set & wanted;
    if (candidates == 0) {
      return null;
    }
    long synchronous = candidates & SignalSets.SYNCHRONOUS;
    int signal = SignalSets.lowest(synchronous != 0 ? synchronous : candidates);
    if (signal < FIRST_QUEUED) {
      SignalInfo info = standard[signal];
      standard[signal] = null;
      set &= ~SignalSets.bit(signal);
      return info;
    }
    ArrayDeque<SignalInfo> queue = queues[signal - FIRST_QUEUED];
    SignalInfo info = queue.remove();
    if (queue.isEmpty()) {
      set &= ~SignalSets.bit(signal);
    }
    return info;
  }

  /**
   * Drops signals.
   *
   * @return how many waited
   */
  public int discard(long unwanted) {
    int count = 0;
    while (take(unwanted) != null) {
      count++;
    }
    return count;
  }

  /** All that wait, by number. */
  public List<SignalInfo> list() {
    List<SignalInfo> all = new ArrayList<>();
    for (SignalInfo info : standard) {
      if (info != null) {
        all.add(info);
      }
    }
    for (ArrayDeque<SignalInfo> queue : queues) {
      if (queue != null) {
        all.addAll(queue);
      }
    }
    return all;
  }

  /** How many signals wait. */
  public int size() {
    int count = Long.bitCount(set & ((1L << (FIRST_QUEUED - 1)) - 1));
    for (ArrayDeque<SignalInfo> queue : queues) {
      count += queue == null ? 0 : queue.size();
    }
    return count;
  }
}
