package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.task.JobControl;
import io.jvisor.kernel.core.task.KernelTask;

/** Ids of threads, processes, process groups and sessions: {@code credentials(7)}. */
final class ProcessIds {
  private ProcessIds() {}

  static long getpid(Task task) {
    return task.tgid();
  }

  static long gettid(Task task) {
    return task.tid();
  }

  static long getppid(Task task) {
    return KernelTask.of(task).group().parentId();
  }

  static long getpgrp(Task task) {
    return KernelTask.of(task).group().processGroup().id();
  }

  static long getpgid(Task task, long pid) throws ErrnoException {
    return JobControl.processGroupOf(KernelTask.of(task), (int) pid).id();
  }

  static long setpgid(Task task, long pid, long pgid) throws ErrnoException {
    JobControl.setProcessGroup(KernelTask.of(task), (int) pid, (int) pgid);
    return 0;
  }

  static long getsid(Task task, long pid) throws ErrnoException {
    return JobControl.processGroupOf(KernelTask.of(task), (int) pid).session().id();
  }

  static long setsid(Task task) throws ErrnoException {
    return JobControl.newSession(KernelTask.of(task));
  }
}
