package io.jvisor.syscalls.fs.epoll;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.FileDescription;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What keeps instances that watch instances from closing a circle or nesting too deep ({@code
 * epoll_ctl(2)}: {@code ELOOP}).
 */
final class Nesting {
  /** Held while an instance is added to another. */
  static final ReentrantLock LOCK = new ReentrantLock();

  /** How many steps a chain of instances may have: {@code EP_MAX_NESTS}. */
  static final int MOST_STEPS = 4;

  private Nesting() {}

  /**
   * Checks that one instance may watch another. {@link #LOCK} is held.
   *
   * @throws ErrnoException {@code ELOOP}
   */
  static void check(EpollInstance outer, EpollInstance inner) throws ErrnoException {
    int below = stepsBelow(inner, outer, 0);
    int above = outer.stepsAbove(0);
    if (below + 1 + above > MOST_STEPS) {
      throw Errno.ELOOP.exception();
    }
  }

  private static int stepsBelow(EpollInstance instance, EpollInstance forbidden, int depth)
      throws ErrnoException {
    if (instance == forbidden || depth > MOST_STEPS) {
      throw Errno.ELOOP.exception();
    }
    int steps = 0;
    for (Interest interest : instance.interests()) {
      FileDescription file = interest.file();
      if (file instanceof EpollInstance next) {
        steps = Math.max(steps, 1 + stepsBelow(next, forbidden, depth + 1));
      }
    }
    return steps;
  }
}
