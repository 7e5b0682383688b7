package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.signal.SignalInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** All timers of a process. */
public final class ProcessTimers {
  private final ThreadGroup group;
  private final GroupTimer real;
  private final GroupTimer virtual;
  private final GroupTimer profiling;
  private final CpuLimit cpuLimit;

  /** A leaf: one timer is made at a time. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Timers of {@code timer_create(2)} by id. Added to with {@link #lock} held. */
  private final Map<Integer, PosixTimer> timers = new ConcurrentHashMap<>();

  /** The id given out last. Guarded by {@link #lock}. */
  private int lastId = -1;

  ProcessTimers(ThreadGroup group) {
    this.group = group;
    this.real = new IntervalTimer(group, TimerClock.MONOTONIC, Signals.SIGALRM);
    this.virtual = new IntervalTimer(group, TimerClock.USER_CPU, Signals.SIGVTALRM);
    this.profiling = new IntervalTimer(group, TimerClock.CPU, Signals.SIGPROF);
    this.cpuLimit = new CpuLimit(group);
  }

  /** {@code ITIMER_REAL}. */
  public GroupTimer real() {
    return real;
  }

  /** {@code ITIMER_VIRTUAL}. */
  public GroupTimer virtual() {
    return virtual;
  }

  /** {@code ITIMER_PROF}. */
  public GroupTimer profiling() {
    return profiling;
  }

  /** Goes by {@code RLIMIT_CPU} as it is now. */
  public void updateCpuLimit() {
    cpuLimit.update();
  }

  /**
   * {@code timer_create(2)}.
   *
   * @param clockId the clock as Linux numbers it, for proc
   * @throws ErrnoException {@code EAGAIN} when the process has as many as it may
   */
  public PosixTimer create(TimerClock clock, int clockId, PosixTimer.Notification notification)
      throws ErrnoException {
    long limit = group.limits().soft(Resource.RLIMIT_SIGPENDING);
    UserAccounts accounts = group.leader().kernel().taskServices().accounts();
    if (!accounts.addSignal(group.signalUser, limit)) {
      throw Errno.EAGAIN.exception();
    }
    lock.lock();
    try {
      do {
        lastId = lastId + 1 & Integer.MAX_VALUE;
      } while (timers.containsKey(lastId));
      PosixTimer timer = new PosixTimer(group, clock, clockId, lastId, notification);
      timers.put(lastId, timer);
      return timer;
    } finally {
      lock.unlock();
    }
  }

  /** All timers, the latest first. */
  public List<PosixTimer> list() {
    List<PosixTimer> list = new ArrayList<>(timers.values());
    list.sort(Comparator.comparingInt(PosixTimer::id).reversed());
    return list;
  }

  /** The timer with an id, or null. */
  public PosixTimer get(int id) {
    return timers.get(id);
  }

  /** {@code timer_delete(2)}; false when there is none. */
  public boolean delete(int id) {
    PosixTimer timer = timers.remove(id); // one thread gets it
    if (timer == null) {
      return false;
    }
    timer.clear();
    group.leader().kernel().taskServices().accounts().removeSignals(group.signalUser, 1);
    return true;
  }

  /** Completes the information of a signal that a timer sent. */
  SignalInfo deliver(SignalInfo info) {
    PosixTimer timer = timers.get(info.pid()); // the timer's id stands in the place of si_pid
    return timer == null ? info : timer.deliver(info);
  }

  /** Deletes the timers of {@code timer_create(2)}: {@code execve}. */
  void deleteAll() {
    for (Integer id : List.copyOf(timers.keySet())) {
      delete(id);
    }
  }

  /** Takes all timers back for good, when the process ends. */
  void close() {
    real.clear();
    virtual.clear();
    profiling.clear();
    cpuLimit.clear();
    deleteAll();
  }
}
