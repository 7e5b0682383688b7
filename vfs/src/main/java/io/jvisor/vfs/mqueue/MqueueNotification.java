package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;

/** What a process asked for with {@code mq_notify(3)}; done at most once. */
public interface MqueueNotification {
  /** Whether the process of a task asked for it. */
  boolean isOf(Task task);

  /** The process that asked. */
  ProcessId process();

  /** {@code sigev_notify}. */
  int kind();

  /** {@code sigev_signo}; 0 where no signal is asked for. */
  int signal();

  /** Tells the process; called with the queue's lock held. */
  void deliver(Task sender);
}
