package io.jvisor.syscalls.signal;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SignalDelivery;

/** {@code rt_sigreturn(2)}: what the restorer of a handler calls. */
final class RtSigreturn {
  private RtSigreturn() {}

  static long sigreturn(Task task) {
    return SignalDelivery.returnFromHandler(KernelTask.of(task));
  }
}
