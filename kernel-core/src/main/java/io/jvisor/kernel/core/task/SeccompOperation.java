package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.core.seccomp.SeccompFilter;
import io.jvisor.kernel.core.seccomp.SeccompState;

/** Putting filters of calls in force: {@code seccomp(2)}. */
public final class SeccompOperation {
  private SeccompOperation() {}

  /**
   * {@code SECCOMP_SET_MODE_STRICT}.
   *
   * @throws ErrnoException {@code EINVAL} for a task with filters
   */
  public static void restrict(KernelTask task) throws ErrnoException {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      if (task.seccomp.mode() == Seccomp.MODE_FILTER) {
        throw Errno.EINVAL.exception();
      }
      set(task, SeccompState.STRICT);
    } finally {
      group.signalLock.unlock();
    }
  }

  /**
   * {@code SECCOMP_SET_MODE_FILTER}. The filter is the task's afterwards, or nobody's.
   *
   * @param flags {@code SECCOMP_FILTER_FLAG_*}, valid ones
   * @return 0, or the thread that cannot be given the same filters
   * @throws ErrnoException {@code EINVAL}, {@code EBUSY}, {@code ENOMEM}, {@code ESRCH}
   */
  public static long install(KernelTask task, SeccompFilter filter, int flags)
      throws ErrnoException {
    ThreadGroup group = task.group();
    boolean isInstalled = false;
    group.signalLock.lock();
    try {
      SeccompState old = task.seccomp;
      if (old.mode() == Seccomp.MODE_STRICT) {
        throw Errno.EINVAL.exception();
      }
      if (filter.isSecondListener(old.filter())) {
        throw Errno.EBUSY.exception();
      }
      if (!filter.fitsOn(old.filter())) {
        throw Errno.ENOMEM.exception();
      }
      boolean sync = (flags & Seccomp.FLAG_TSYNC) != 0;
      KernelTask other = sync ? findStranger(task) : null;
      if (other != null) {
        if ((flags & Seccomp.FLAG_TSYNC_ESRCH) != 0) {
          throw Errno.ESRCH.exception();
        }
        return other.localTid();
      }
      filter.stackOn(old.filter());
      isInstalled = true;
      set(task, new SeccompState(Seccomp.MODE_FILTER, filter, old.count() + 1));
      if (sync) {
        synchronize(task);
      }
      return 0;
    } finally {
      group.signalLock.unlock();
      if (!isInstalled) {
        filter.leave();
      }
    }
  }

  /** A thread whose filters are not among the caller's; null for none. */
  private static KernelTask findStranger(KernelTask task) {
    SeccompFilter own = task.seccomp.filter();
    for (KernelTask thread : task.group().threads) {
      SeccompState state = thread.seccomp;
      boolean follows =
          state.mode() == Seccomp.MODE_DISABLED
              || (state.mode() == Seccomp.MODE_FILTER && state.filter().isBelow(own));
      if (thread != task && !follows && !thread.isDying) {
        return thread;
      }
    }
    return null;
  }

  private static void synchronize(KernelTask task) {
    boolean noNewPrivs = task.credentials().noNewPrivs();
    for (KernelTask thread : task.group().threads) {
      if (thread != task) {
        SeccompFilter old = thread.seccomp.filter();
        take(thread, task.seccomp);
        if (old != null) {
          old.leave();
        }
        if (noNewPrivs) {
          thread.setNoNewPrivs();
        }
      }
    }
  }

  /**
   * Gives a new task what its maker has now, which another thread may have changed since the new
   * task was made. Caller holds the maker's signal lock.
   */
  static void inherit(KernelTask child, KernelTask parent) {
    take(child, parent.seccomp);
    if (parent.credentials().noNewPrivs()) {
      child.setNoNewPrivs();
    }
  }

  private static void take(KernelTask task, SeccompState state) {
    if (state.filter() != null) {
      var _ = state.filter().share();
    }
    set(task, state);
  }

  /** Lets go of the filters of a task that has ended. Caller holds the signal lock. */
  static void release(KernelTask task) {
    SeccompState state = task.seccomp;
    if (state.filter() != null) {
      task.seccomp = new SeccompState(state.mode(), null, state.count());
      state.filter().leave();
    }
  }

  private static void set(KernelTask task, SeccompState state) {
    task.seccomp = state;
    task.updateWatch();
  }
}
