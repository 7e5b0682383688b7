package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.mm.UserSink;
import io.jvisor.kernel.core.mm.UserSource;
import io.jvisor.vfs.FsContext;

/** A guest thread. */
public abstract class KernelTask implements Task {
  /** Reused by each call; the task's own thread only. */
  private final UserSink userSink = new UserSink();

  /** Reused by each call; the task's own thread only. */
  private final UserSource userSource = new UserSource();

  /** The kernel's class of a task that a handler was given. */
  public static KernelTask of(Task task) {
    return (KernelTask) task;
  }

  /** The kernel. */
  public abstract Kernel kernel();

  /** The address space. */
  public abstract MemoryManager mm();

  /** Root, working directory and umask. */
  public abstract FsContext fs();

  /** The general registers, while the task is in the kernel. */
  public abstract Registers registers();

  /** The task's guest buffers to fill, to be set by the call that uses them. */
  public final UserSink userSink() {
    return userSink;
  }

  /** The task's guest buffers to take from, to be set by the call that uses them. */
  public final UserSource userSource() {
    return userSource;
  }
}
