package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Task;

/**
 * The processes, as proc shows them. The kernel implements this and offers it through {@link
 * io.jvisor.vfs.FileSystemEnvironment#service}. Any thread may call.
 */
public interface ProcessList {
  /** The same as the PID namespace of a task has them: who is outside is not in it. */
  ProcessList seenBy(Task task);

  /** The ids of all processes, zombies included, ascending. */
  int[] processIds();

  /**
   * A process.
   *
   * @return null when there is none with this id
   */
  ProcessView process(int tgid);

  /**
   * The process that a thread belongs to, for {@code /proc/TID} (not listed, but found).
   *
   * @return null when there is no thread with this id
   */
  ProcessView processOfThread(int tid);

  /** The process of a task that makes a call. Its id is 0 where it cannot be seen. */
  ProcessView process(Task task);

  /** The thread of a task that makes a call. Its id is 0 where it cannot be seen. */
  ThreadView thread(Task task);

  /** What is not of one process. */
  KernelView kernel();
}
