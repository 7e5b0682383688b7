package io.jvisor.syscalls.signal;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.core.signal.AlternateStack;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code sigaltstack(2)}. */
final class Sigaltstack {
  private Sigaltstack() {}

  static long sigaltstack(Task caller, long newStack, long oldStack) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    UserMemory memory = task.memory();
    AlternateStack old = task.signals().alternateStack();
    long stackPointer = task.registers().rsp();
    if (newStack != 0) {
      long base = memory.readLong(newStack);
      int flags = memory.readInt(newStack + 8);
      long size = memory.readLong(newStack + 16);
      if (old.isEnabled() && old.isOn(stackPointer)) {
        throw Errno.EPERM.exception();
      }
      AlternateStack wanted = new AlternateStack(base, flags, size);
      task.signals().setAlternateStack(wanted.equals(old) ? old : make(base, flags, size));
    }
    if (oldStack != 0) {
      memory.writeLong(oldStack, old.base());
      memory.writeInt(oldStack + 8, old.shownFlags(stackPointer));
      memory.writeInt(oldStack + 12, 0);
      memory.writeLong(oldStack + 16, old.size());
    }
    return 0;
  }

  private static AlternateStack make(long base, int flags, long size) throws ErrnoException {
    return switch (flags & ~AlternateStack.SS_AUTODISARM) {
      case AlternateStack.SS_DISABLE -> new AlternateStack(0, flags, 0);
      case 0, AlternateStack.SS_ONSTACK -> {
        if (Long.compareUnsigned(size, AlternateStack.MINIMUM_SIZE) < 0) {
          throw Errno.ENOMEM.exception();
        }
        yield new AlternateStack(base, flags, size);
      }
      default -> throw Errno.EINVAL.exception();
    };
  }
}
