package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.ProcessGroup;
import io.jvisor.kernel.core.task.ThreadGroup;
import java.util.ArrayList;
import java.util.List;

/** {@code getpriority(2)}, {@code setpriority(2)}, {@code ioprio_get(2)}. */
final class PriorityCalls {
  private static final int PRIO_PROCESS = 0;
  private static final int PRIO_PGRP = 1;
  private static final int PRIO_USER = 2;
  private static final int IOPRIO_WHO_PROCESS = 1;
  private static final int IOPRIO_WHO_PGRP = 2;
  private static final int IOPRIO_WHO_USER = 3;
  private static final int IOPRIO_CLASS_SHIFT = 13;
  private static final int IOPRIO_LEVEL_MASK = 7;
  private static final int IOPRIO_CLASS_NONE = 0;
  private static final int IOPRIO_CLASS_RT = 1;
  private static final int IOPRIO_CLASS_IDLE = 3;

  private PriorityCalls() {}

  /** The processes that a call is about, never empty. */
  private static List<ThreadGroup> find(KernelTask task, int which, int who) throws ErrnoException {
    List<ThreadGroup> found = new ArrayList<>();
    switch (which) {
      case PRIO_PROCESS -> {
        KernelTask target = who == 0 ? task : task.pidNamespace().task(who);
        if (target != null) {
          found.add(target.group());
        }
      }
      case PRIO_PGRP -> {
        ProcessGroup group =
            who == 0 ? task.group().processGroup() : task.pidNamespace().processGroup(who);
        if (group != null) {
          found.addAll(group.members());
        }
      }
      case PRIO_USER -> {
        Credentials own = task.credentials();
        int uid = who == 0 ? own.uid() : own.userNamespace().kernelUser(who);
        for (ThreadGroup process : task.pidNamespace().processes()) {
          if (process.leader().credentials().uid() == uid) {
            found.add(process);
          }
        }
      }
      default -> throw Errno.EINVAL.exception();
    }
    if (found.isEmpty()) {
      throw Errno.ESRCH.exception();
    }
    return found;
  }

  static long getpriority(Task caller, long which, long who) throws ErrnoException {
    int lowest = 20;
    for (ThreadGroup process : find(KernelTask.of(caller), (int) which, (int) who)) {
      lowest = Math.min(lowest, process.nice());
    }
    return 20L - lowest; // the C library turns it round again
  }

  static long setpriority(Task caller, long which, long who, long value) throws ErrnoException {
    int nice = Math.clamp(value << Integer.SIZE >> Integer.SIZE, -20, 19);
    Credentials own = caller.credentials();
    Errno refusal = null;
    for (ThreadGroup process : find(KernelTask.of(caller), (int) which, (int) who)) {
      Credentials other = process.leader().credentials();
      if (!Permissions.maySchedule(own, other)) {
        refusal = Errno.EPERM;
      } else if (nice < process.nice() && !mayRaise(caller, nice)) {
        refusal = Errno.EACCES;
      } else {
        process.setNice(nice);
      }
    }
    return refusal == null ? 0 : refusal.result();
  }

  static boolean mayRaise(Task caller, int nice) {
    return Long.compareUnsigned(20L - nice, caller.softLimit(Resource.RLIMIT_NICE)) <= 0
        || caller.credentials().has(Capability.SYS_NICE);
  }

  private static KernelTask findForIo(Task caller, long which, long who) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    int kind =
        switch ((int) which) {
          case IOPRIO_WHO_PROCESS -> PRIO_PROCESS;
          case IOPRIO_WHO_PGRP -> PRIO_PGRP;
          case IOPRIO_WHO_USER -> PRIO_USER;
          default -> throw Errno.EINVAL.exception();
        };
    if (kind == PRIO_PROCESS && (int) who == 0) {
      return task;
    }
    return find(task, kind, (int) who).getFirst().leader();
  }

  static long ioprioGet(Task caller, long which, long who) throws ErrnoException {
    return findForIo(caller, which, who).scheduling().ioPriority();
  }

  static long ioprioSet(Task caller, long which, long who, long value) throws ErrnoException {
    int priority = (int) value;
    int kind = priority >>> IOPRIO_CLASS_SHIFT;
    boolean hasLevel = (priority & IOPRIO_LEVEL_MASK) != 0;
    if (kind > IOPRIO_CLASS_IDLE || (kind == IOPRIO_CLASS_NONE && hasLevel)) {
      throw Errno.EINVAL.exception();
    }
    if (kind == IOPRIO_CLASS_RT
        && !caller.credentials().has(Capability.SYS_ADMIN)
        && !caller.credentials().has(Capability.SYS_NICE)) {
      throw Errno.EPERM.exception();
    }
    KernelTask target = findForIo(caller, which, who);
    if (!Permissions.maySchedule(caller.credentials(), target.credentials())) {
      throw Errno.EPERM.exception();
    }
    target.scheduling().setIoPriority(priority);
    return 0;
  }
}
