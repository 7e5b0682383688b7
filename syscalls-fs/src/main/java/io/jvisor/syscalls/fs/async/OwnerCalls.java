package io.jvisor.syscalls.fs.async;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.PidNamespace;
import io.jvisor.kernel.core.task.ProcessGroup;
import io.jvisor.kernel.core.task.ThreadGroup;

/** The commands of {@code fcntl(2)} about who is told of input and output. */
public final class OwnerCalls {
  private static final int MOST_SIGNALS = 64;

  private OwnerCalls() {}

  private static SignalOwner owner(Task task, FileDescription file) {
    return SignalOwner.of(KernelTask.of(task), file);
  }

  /** {@code F_SETOWN}: a process, or with a negative id a process group. */
  public static long set(Task task, FileDescription file, int id) throws ErrnoException {
    if (id == Integer.MIN_VALUE) {
      throw Errno.EINVAL.exception();
    }
    return id < 0
        ? set(task, file, Receiver.F_OWNER_PGRP, -id)
        : set(task, file, Receiver.F_OWNER_PID, id);
  }

  /** {@code F_GETOWN}. */
  public static long get(Task task, FileDescription file) {
    Receiver receiver = owner(task, file).target().receiver();
    int id = receiver.pid().seenBy(task);
    return receiver.type() == Receiver.F_OWNER_PGRP ? -id : id;
  }

  /** {@code F_SETOWN_EX}. */
  public static long setExtended(Task task, FileDescription file, long address)
      throws ErrnoException {
    int type = task.memory().readInt(address);
    int id = task.memory().readInt(address + 4);
    if (type < Receiver.F_OWNER_TID || type > Receiver.F_OWNER_PGRP) {
      throw Errno.EINVAL.exception();
    }
    return set(task, file, type, id);
  }

  /** {@code F_GETOWN_EX}. */
  public static long getExtended(Task task, FileDescription file, long address)
      throws ErrnoException {
    Receiver receiver = owner(task, file).target().receiver();
    task.memory().writeInt(address, receiver.type());
    task.memory().writeInt(address + 4, receiver.pid().seenBy(task));
    return 0;
  }

  private static long set(Task task, FileDescription file, int type, int id) throws ErrnoException {
    Receiver receiver =
        id == 0 ? Receiver.NOBODY : find(KernelTask.of(task).pidNamespace(), type, id);
    owner(task, file).setTarget(new SignalOwner.Target(receiver, task.credentials()));
    return 0;
  }

  private static Receiver find(PidNamespace tasks, int type, int id) throws ErrnoException {
    switch (type) {
      case Receiver.F_OWNER_TID -> {
        KernelTask found = tasks.task(id);
        if (found != null) {
          return new Receiver.OfTask(found);
        }
      }
      case Receiver.F_OWNER_PID -> {
        ThreadGroup found = tasks.process(id);
        if (found != null) {
          return new Receiver.OfProcess(found);
        }
      }
      default -> {
        ProcessGroup found = tasks.processGroup(id);
        if (found != null) {
          return new Receiver.OfGroup(found);
        }
      }
    }
    throw Errno.ESRCH.exception();
  }

  /** {@code F_SETSIG}. */
  public static long setSignal(Task task, FileDescription file, long signal) throws ErrnoException {
    if (signal < 0 || signal > MOST_SIGNALS) {
      throw Errno.EINVAL.exception();
    }
    owner(task, file).setSignal((int) signal);
    return 0;
  }

  /** {@code F_GETSIG}. */
  public static long getSignal(Task task, FileDescription file) {
    return owner(task, file).signal();
  }

  /** {@code F_GETOWNER_UIDS}: whose ids they are who set the owner. */
  public static long getUsers(Task task, FileDescription file, long address) throws ErrnoException {
    SignalOwner.Target target = owner(task, file).target();
    UserMemory memory = task.memory();
    UserNamespace namespace = task.credentials().userNamespace();
    memory.writeInt(address, namespace.shownUser(target.credentials().uid()));
    memory.writeInt(address + 4, namespace.shownUser(target.credentials().euid()));
    return 0;
  }

  /**
   * Sets status flags, and begins or ends to send signals when {@code O_ASYNC} changes. Files that
   * send none do not keep the flag.
   */
  public static void setFlags(Task task, FileDescription file, int fd, int flags) {
    boolean on = (flags & OpenFlags.O_ASYNC) != 0 && file.sendsSignals();
    if (on != ((file.statusFlags() & OpenFlags.O_ASYNC) != 0)) {
      owner(task, file).arm(on, fd);
    }
    file.setStatusFlags(on ? flags : flags & ~OpenFlags.O_ASYNC);
  }
}
