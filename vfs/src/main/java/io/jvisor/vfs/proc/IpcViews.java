package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Task;

/** The IPC namespaces, for proc: a service of the kernel. */
@FunctionalInterface
public interface IpcViews {
  /** What a task sees; what the first process sees for null. */
  IpcView of(Task task);
}
