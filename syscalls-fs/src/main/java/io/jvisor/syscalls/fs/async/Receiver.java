package io.jvisor.syscalls.fs.async;

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

  /** The id, or 0. */
  int id();

  /** Nobody was named. */
  record Nobody() implements Receiver {
    @Override
    public int type() {
      return F_OWNER_TID;
    }

    @Override
    public int id() {
      return 0;
    }
  }

  /** A thread. */
  record OfTask(KernelTask task) implements Receiver {
    @Override
    public int type() {
      return F_OWNER_TID;
    }

    @Override
    public int id() {
      return task.tid();
    }
  }

  /** A process. */
  record OfProcess(ThreadGroup group) implements Receiver {
    @Override
    public int type() {
      return F_OWNER_PID;
    }

    @Override
    public int id() {
      return group.tgid();
    }
  }

  /** A process group. */
  record OfGroup(ProcessGroup group) implements Receiver {
    @Override
    public int type() {
      return F_OWNER_PGRP;
    }

    @Override
    public int id() {
      return group.id();
    }
  }
}
