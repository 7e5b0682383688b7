package io.jvisor.syscalls.fs.poll;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SignalDelivery;

/** The signal mask that {@code ppoll(2)} and its like put in force while they wait. */
public final class SignalMask {
  private static final int SIGSET_BYTES = 8;

  private SignalMask() {}

  /**
   * Puts a mask in force until the call has returned.
   *
   * @param address of the mask, 0 for none
   * @param size of the mask in bytes
   * @throws ErrnoException {@code EINVAL} for a wrong size, {@code EFAULT}
   */
  public static void set(Task task, long address, long size) throws ErrnoException {
    if (address == 0) {
      return;
    }
    if (size != SIGSET_BYTES) {
      throw Errno.EINVAL.exception();
    }
    SignalDelivery.setTemporaryMask(KernelTask.of(task), task.memory().readLong(address));
  }
}
