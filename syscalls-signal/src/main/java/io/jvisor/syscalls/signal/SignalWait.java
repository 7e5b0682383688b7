package io.jvisor.syscalls.signal;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SignalActions;
import io.jvisor.kernel.core.task.SignalDelivery;
import java.lang.foreign.MemorySegment;

/** {@code rt_sigsuspend(2)}, {@code rt_sigtimedwait(2)}, {@code pause(2)}. */
final class SignalWait {
  private SignalWait() {}

  static long pause(Task task) {
    return sleepUntilSignal(task);
  }

  static long sigsuspend(Task caller, long set, long size) throws ErrnoException {
    if (size != RtSigaction.SET_BYTES) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    SignalDelivery.setTemporaryMask(task, task.memory().readLong(set));
    return sleepUntilSignal(task);
  }

  private static long sleepUntilSignal(Task task) {
    while (task.park(Task.FOREVER) == WaitResult.READY) {
      // Woken without a signal: nothing to do.
    }
    return Restart.NO_HAND;
  }

  static long sigtimedwait(Task caller, long set, long info, long timeout, long size)
      throws ErrnoException {
    if (size != RtSigaction.SET_BYTES) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    long wanted = task.memory().readLong(set);
    long deadline =
        timeout == 0
            ? Task.FOREVER
            : task.clock().deadlineAfter(Timespec.read(task.memory(), timeout));
    SignalInfo found = SignalActions.await(task, wanted, deadline);
    if (found == null) {
      return (task.isInterrupted() ? Errno.EINTR : Errno.EAGAIN).result();
    }
    if (info != 0) {
      MemorySegment bytes = task.scratch().asSlice(0, SignalInfo.BYTES);
      found.emit(bytes, 0);
      task.memory().write(info, bytes, 0, SignalInfo.BYTES);
    }
    return found.signal();
  }
}
