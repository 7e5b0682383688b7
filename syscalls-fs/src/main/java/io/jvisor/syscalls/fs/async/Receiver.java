package io.jvisor.syscalls.fs.async;

import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.ProcessGroup;
import io.jvisor.kernel.core.task.ThreadGroup;

/** Whom {@code F_SETOWN_EX} names. */
sealed interface Receiver {
  int F_OWNER_TID = 0;
  int F_OWNER_PID = 1;
  int F_OWNER_PGRP = 2;

  Receiver NOBODY = new Nobody();

  /** {@code F_OWNER_*}. */
  int type();

  /** Who it is. */
  ProcessId pid();

  /** Nobody was named. */
  record Nobody() implements Receiver {
    @Override
    public int type() {
      return F_OWNER_TID;
    }

    @Override
    public ProcessId pid() {
      return ProcessId.NONE;
    }
  }

  /** A thread. */
  record OfTask(KernelTask task) implements Receiver {
    @Override
    public int type() {
      return F_OWNER_TID;
    }

    @Override
    public ProcessId pid() {
      return task.pid();
    }
  }

  /** A process. */
  record OfProcess(ThreadGroup group) implements Receiver {
    @Override
    public int type() {
      return F_OWNER_PID;
    }

    @Override
    public ProcessId pid() {
      return group.pid();
    }
  }

  /** A process group. */
  record OfGroup(ProcessGroup group) implements Receiver {
    @Override
    public int type() {
      return F_OWNER_PGRP;
    }

    @Override
    public ProcessId pid() {
      return group.pid();
    }
  }
}
