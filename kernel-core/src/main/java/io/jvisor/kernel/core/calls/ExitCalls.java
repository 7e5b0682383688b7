package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.task.ExitOperation;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code exit(2)} and {@code exit_group(2)}; the caller never sees a result. */
final class ExitCalls {
  private ExitCalls() {}

  static long exit(Task task, long status) {
    ExitOperation.exitThread(KernelTask.of(task), (int) status);
    return 0;
  }

  static long exitGroup(Task task, long status) {
    ExitOperation.exitGroup(KernelTask.of(task), (int) status);
    return 0;
  }
}
