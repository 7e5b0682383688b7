package io.jvisor.syscalls.signal;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.signal.SigAction;
import io.jvisor.kernel.core.signal.SignalSets;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SignalActions;

/** {@code rt_sigaction(2)}, with {@code struct kernel_sigaction} of x86-64. */
final class RtSigaction {
  /** The size of a signal set. */
  static final long SET_BYTES = 8;

  private RtSigaction() {}

  static long sigaction(Task caller, long number, long newAction, long oldAction, long size)
      throws ErrnoException {
    if (size != SET_BYTES) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    UserMemory memory = task.memory();
    SigAction wanted = newAction == 0 ? null : read(memory, newAction);
    int signal = (int) number;
    if (!SignalSets.isValid(signal)
        || (wanted != null && (signal == Signals.SIGKILL || signal == Signals.SIGSTOP))) {
      throw Errno.EINVAL.exception();
    }
    SigAction old =
        wanted == null
            ? task.group().handlers().get(signal)
            : SignalActions.set(task, signal, wanted);
    if (oldAction != 0) {
      memory.writeLong(oldAction, old.handler());
      memory.writeLong(oldAction + 8, old.flags());
      memory.writeLong(oldAction + 16, old.restorer());
      memory.writeLong(oldAction + 24, old.mask());
    }
    return 0;
  }

  private static SigAction read(UserMemory memory, long address) throws ErrnoException {
    return new SigAction(
        memory.readLong(address),
        memory.readLong(address + 8) & SigAction.KNOWN_FLAGS,
        memory.readLong(address + 16),
        memory.readLong(address + 24) & ~SignalSets.UNBLOCKABLE);
  }
}
