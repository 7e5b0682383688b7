package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.task.JobControl;
import io.jvisor.kernel.core.task.KernelTask;

/** Ids of threads, processes, process groups and sessions: {@code credentials(7)}. */
final class ProcessIds {
  private ProcessIds() {}

  static long getpid(Task task) {
    return KernelTask.of(task).group().localTgid();
  }

  static long gettid(Task task) {
    return KernelTask.of(task).localTid();
  }

  static long getppid(Task task) {
    KernelTask caller = KernelTask.of(task);
    return caller.group().parentIn(caller.pidNamespace());
  }

  static long getpgrp(Task task) {
    return KernelTask.of(task).group().processGroup().pid().seenBy(task);
  }

  static long getpgid(Task task, long pid) throws ErrnoException {
    return JobControl.processGroupOf(KernelTask.of(task), (int) pid).pid().seenBy(task);
  }

  static long setpgid(Task task, long pid, long pgid) throws ErrnoException {
    JobControl.setProcessGroup(KernelTask.of(task), (int) pid, (int) pgid);
    return 0;
  }

  static long getsid(Task task, long pid) throws ErrnoException {
    return JobControl.processGroupOf(KernelTask.of(task), (int) pid).session().pid().seenBy(task);
  }

  static long setsid(Task task) throws ErrnoException {
    return JobControl.newSession(KernelTask.of(task));
  }
}
