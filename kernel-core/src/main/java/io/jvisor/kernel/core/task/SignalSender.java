package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.WaitStatus;
import io.jvisor.kernel.core.signal.SigAction;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.signal.SignalSets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sending of signals, from any thread. Permissions are the callers' business: {@code kill(2)} and
 * its relatives.
 */
public final class SignalSender {
  private SignalSender() {}

  /**
   * Sends to one task.
   *
   * @return 0, or {@code -EAGAIN} when a real-time signal does not fit into its queue
   */
  public static long toTask(KernelTask task, SignalInfo info) {
    return send(task.group(), task, info, info.code() == SignalInfo.SI_KERNEL, false);
  }

  /**
   * Sends to one task what another task says.
   *
   * @param info {@code si_pid} as the sender calls itself
   * @return 0, or {@code -EAGAIN} when a real-time signal does not fit into its queue
   */
  public static long toTask(KernelTask task, SignalInfo info, KernelTask sender) {
    return from(sender, task.group(), task, info, false);
  }

  /**
   * Sends to a process; one thread that does not block the signal gets it.
   *
   * @return 0, or {@code -EAGAIN} when a real-time signal does not fit into its queue
   */
  public static long toGroup(ThreadGroup group, SignalInfo info) {
    return send(group, null, info, info.code() == SignalInfo.SI_KERNEL, false);
  }

  /**
   * Sends to a process what a task says.
   *
   * @param info {@code si_pid} as the sender calls itself
   * @return 0, or {@code -EAGAIN} when a real-time signal does not fit into its queue
   */
  public static long toGroup(ThreadGroup group, SignalInfo info, KernelTask sender) {
    return from(sender, group, null, info, false);
  }

  /**
   * Sends to a process, which is one of several that get the signal, what a task says. A child that
   * is being made gets it too. Within {@link PidTable#atRest}.
   *
   * @param info {@code si_pid} as the sender calls itself
   * @return 0, or {@code -EAGAIN} when a real-time signal does not fit into its queue
   */
  public static long toOneOfMany(ThreadGroup group, SignalInfo info, KernelTask sender) {
    return from(sender, group, null, info, true);
  }

  /** Who is outside of the receiver's namespace has no number there, and is obeyed. */
  private static long from(
      KernelTask sender, ThreadGroup group, KernelTask task, SignalInfo info, boolean isOneOfMany) {
    return sender.pidNamespace().isIn(group.pid().namespace())
        ? send(group, task, info, info.code() == SignalInfo.SI_KERNEL, isOneOfMany)
        : send(group, task, info.withoutSender(), true, isOneOfMany);
  }

  /** Sends to each process of a process group, as a terminal does. */
  public static void toProcessGroup(ProcessGroup group, SignalInfo info) {
    ReentrantLock tree = group.table.lock;
    tree.lock();
    try {
      for (ThreadGroup member : group.members()) {
        var _ = send(member, null, info, info.code() == SignalInfo.SI_KERNEL, true);
      }
    } finally {
      tree.unlock();
    }
  }

  /**
   * Sends.
   *
   * @param forced whether it comes from the kernel or from outside of the receiver's namespace
   * @param isOneOfMany whether other processes get it too, and so a child that is being made
   */
  private static long send(
      ThreadGroup group, KernelTask task, SignalInfo info, boolean forced, boolean isOneOfMany) {
    boolean tellParent = false;
    long result = 0;
    group.signalLock.lock();
    try {
      if (group.isExiting || group.threads.isEmpty() || (task != null && task.isGone)) {
        return 0;
      }
      int signal = info.signal();
      if (signal == Signals.SIGKILL) {
        if (group.isUnkillable && !forced) {
          return 0;
        }
        group.beginExit(WaitStatus.signaled(Signals.SIGKILL, false));
        return 0;
      }
      tellParent = prepare(group, signal);
      KernelTask looked = task != null ? task : group.threads.getFirst();
      if (!isIgnored(group, looked, signal, forced)) {
        result = queue(group, task, asSeenBy(looked, info));
        if (result == 0) {
          if (isOneOfMany) {
            group.forks.forEach(fork -> fork.addSignal(signal));
          }
          wakeReceiver(group, task, signal);
          group.signalEvents().wake(PollEvents.POLLIN);
        }
      }
    } finally {
      group.signalLock.unlock();
    }
    if (tellParent) {
      group.stop.tellParentOfContinue();
    }
    return result;
  }

  /** The sender's user as the receiver's user namespace knows it. */
  private static SignalInfo asSeenBy(KernelTask receiver, SignalInfo info) {
    UserNamespace namespace = receiver.credentials().userNamespace();
    if (namespace.level() == 0 || !info.hasSender()) {
      return info;
    }
    return info.withUid(namespace.shownUser(info.uid()));
  }

  /** Kills a process, even where its tracer would let it stop before its end. */
  public static void killForGood(ThreadGroup group) {
    toGroup(group, SignalInfo.kernel(Signals.SIGKILL));
    group.signalLock.lock();
    try {
      group.isAbandoned = true;
      for (KernelTask thread : group.threads) {
        thread.wakeUp();
      }
    } finally {
      group.signalLock.unlock();
    }
  }

  /** Whether a signal waits until the task does not block it any more. Any thread. */
  static boolean holdsBack(KernelTask task, int signal) {
    return SignalSets.contains(task.signals.blocked(), signal);
  }

  /** Lets a signal wait for a task, whatever the task does about it. Any thread. */
  static void plant(KernelTask task, SignalInfo info) {
    ThreadGroup group = task.group();
    group.signalLock.lock();
    try {
      if (!task.signals.pending.absorbs(info.signal())) {
        group.leader().kernel().taskServices().accounts().addForcedSignal(group.signalUser);
        task.signals.pending.add(info);
      }
      task.notifyWork();
    } finally {
      group.signalLock.unlock();
    }
  }

  /**
   * Lets signals wait for a new process that were sent while it was made. Caller holds its signal
   * lock; it does not run yet.
   */
  static void plantAll(KernelTask first, long set) {
    ThreadGroup group = first.group();
    for (long left = set; left != 0; left &= left - 1) {
      int signal = SignalSets.lowest(left);
      first.kernel().taskServices().accounts().addForcedSignal(group.signalUser);
      group.pending.add(SignalInfo.user(signal, SignalInfo.SI_USER, 0, 0));
    }
    first.setHasWork(set != 0);
  }

  /**
   * Lets {@code SIGCONT} and the stopping signals cancel each other. Caller holds the signal lock.
   *
   * @return whether the process was stopped and goes on
   */
  private static boolean prepare(ThreadGroup group, int signal) {
    if (signal == Signals.SIGCONT) {
      discard(group, SignalSets.STOP);
      return group.stop.resume();
    }
    if (SignalSets.contains(SignalSets.STOP, signal)) {
      discard(group, SignalSets.bit(Signals.SIGCONT));
    }
    return false;
  }

  /** Drops waiting signals of a group and its threads. Caller holds the signal lock. */
  static void discard(ThreadGroup group, long set) {
    int count = group.pending.discard(set);
    for (KernelTask thread : group.threads) {
      count += thread.signals.pending.discard(set);
    }
    uncount(group, count);
  }

  /** Takes signals off the account of the process's user. */
  static void uncount(ThreadGroup group, int count) {
    KernelTask leader = group.leader();
    leader.kernel().taskServices().accounts().removeSignals(group.signalUser, count);
  }

  private static boolean isIgnored(ThreadGroup group, KernelTask task, int signal, boolean forced) {
    if (task.tracee() != null) {
      return false; // the tracer may want to know
    }
    long held = task.signals.blocked() | task.signals.waitedFor();
    if (SignalSets.contains(held, signal)) {
      return false;
    }
    SigAction action = group.handlers.get(signal);
    return action.isIgnored(signal)
        || (group.isUnkillable
            && action.handler() == SigAction.SIG_DFL
            && !(forced && SignalSets.contains(SignalSets.UNBLOCKABLE, signal)));
  }

  private static long queue(ThreadGroup group, KernelTask task, SignalInfo info) {
    var pending = task != null ? task.signals.pending : group.pending;
    int signal = info.signal();
    if (pending.absorbs(signal)) {
      return 0;
    }
    UserAccounts accounts = group.leader().kernel().taskServices().accounts();
    long limit = group.limits().soft(Resource.RLIMIT_SIGPENDING);
    if (!accounts.addSignal(group.signalUser, limit)) {
      if (signal >= Signals.SIGRTMIN) {
        // One of each may wait even so, unless the sender can be told that it did not.
        if (info.code() != SignalInfo.SI_USER || pending.contains(signal)) {
          return info.code() == SignalInfo.SI_USER ? 0 : Errno.EAGAIN.result();
        }
      }
      accounts.addForcedSignal(group.signalUser);
    }
    pending.add(info);
    return 0;
  }

  private static void wakeReceiver(ThreadGroup group, KernelTask task, int signal) {
    if (task != null) {
      if (wants(task, signal)) {
        task.notifyWork();
      }
      return;
    }
    KernelTask second = null;
    for (KernelTask thread : group.threads) {
      if (wants(thread, signal)) {
        if (!thread.isInterrupted()) {
          thread.notifyWork();
          return;
        }
        second = thread;
      }
    }
    if (second != null) {
      second.notifyWork();
    }
  }

  private static boolean wants(KernelTask task, int signal) {
    return !task.isGone
        && (!SignalSets.contains(task.signals.blocked(), signal)
            || SignalSets.contains(task.signals.waitedFor(), signal));
  }

  /**
   * Sends a signal that cannot be held back: one that the task's own instruction caused. Where it
   * is blocked or ignored, the default action is put in place, so that it kills.
   */
  static void force(KernelTask task, SignalInfo info) {
    ThreadGroup group = task.group();
    int signal = info.signal();
    group.signalLock.lock();
    try {
      SigAction action = group.handlers.get(signal);
      long bit = SignalSets.bit(signal);
      boolean isBlocked = (task.signals.blocked() & bit) != 0;
      if (isBlocked || action.handler() == SigAction.SIG_IGN) {
        group.handlers.set(signal, SigAction.DEFAULT);
        task.signals.setBlocked(task.signals.blocked() & ~bit);
      }
      if (group.handlers.get(signal).handler() == SigAction.SIG_DFL && task.tracee() == null) {
        group.isUnkillable = false; // what it did itself ends it
      }
      if (!task.signals.pending.absorbs(signal)) {
        group.leader().kernel().taskServices().accounts().addForcedSignal(group.signalUser);
        task.signals.pending.add(info);
      }
      task.setHasWork(true);
    } finally {
      group.signalLock.unlock();
    }
  }

  /** As {@link #force}, and no handler runs either: the frame of a handler cannot be made. */
  static void forceDefault(KernelTask task, int signal) {
    task.group().handlers.set(signal, SigAction.DEFAULT);
    force(task, SignalInfo.kernel(signal));
  }
}
