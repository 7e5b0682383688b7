package io.jvisor.syscalls.signal;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SignalActions;
import io.jvisor.kernel.core.task.SignalDelivery;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code rt_sigprocmask(2)} and {@code rt_sigpending(2)}. */
final class SignalMask {
  private static final int SIG_BLOCK = 0;
  private static final int SIG_UNBLOCK = 1;
  private static final int SIG_SETMASK = 2;

  private SignalMask() {}

  static long sigprocmask(Task caller, long how, long newSet, long oldSet, long size)
      throws ErrnoException {
    if (size != RtSigaction.SET_BYTES) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    long old = task.signals().blocked();
    if (newSet != 0) {
      long set = task.memory().readLong(newSet);
      long mask =
          switch ((int) how) {
            case SIG_BLOCK -> old | set;
            case SIG_UNBLOCK -> old & ~set;
            case SIG_SETMASK -> set;
            default -> throw Errno.EINVAL.exception();
          };
      SignalDelivery.setMask(task, mask);
    }
    if (oldSet != 0) {
      task.memory().writeLong(oldSet, old);
    }
    return 0;
  }

  static long sigpending(Task caller, long set, long size) throws ErrnoException {
    if (Long.compareUnsigned(size, RtSigaction.SET_BYTES) > 0) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    MemorySegment bytes = task.scratch().asSlice(0, Long.BYTES);
    bytes.set(ValueLayout.JAVA_LONG, 0, SignalActions.pending(task) & task.signals().blocked());
    task.memory().write(set, bytes, 0, size); // as many bytes as were asked for
    return 0;
  }
}
