package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.core.task.KernelTask;

/** {@code arch_prctl(2)}. */
final class ArchPrctl {
  private static final int ARCH_SET_GS = 0x1001;
  private static final int ARCH_SET_FS = 0x1002;
  private static final int ARCH_GET_FS = 0x1003;
  private static final int ARCH_GET_GS = 0x1004;
  private static final int ARCH_GET_CPUID = 0x1011;
  private static final int ARCH_SET_CPUID = 0x1012;

  /** {@code TASK_SIZE_MAX}: no base may lie at or above it. */
  private static final long TASK_SIZE = 0x7fff_ffff_f000L;

  private ArchPrctl() {}

  static long archPrctl(Task task, long function, long address) throws ErrnoException {
    Registers registers = KernelTask.of(task).registers();
    switch ((int) function) {
      case ARCH_SET_FS -> registers.fsBase(checked(address));
      case ARCH_SET_GS -> registers.gsBase(checked(address));
      case ARCH_GET_FS -> task.memory().writeLong(address, registers.fsBase());
      case ARCH_GET_GS -> task.memory().writeLong(address, registers.gsBase());
      case ARCH_GET_CPUID -> {
        return 1; // cpuid is enabled
      }
      case ARCH_SET_CPUID -> throw Errno.ENODEV.exception(); // and cannot be made to fault
      default -> throw Errno.EINVAL.exception();
    }
    return 0;
  }

  private static long checked(long address) throws ErrnoException {
    if (Long.compareUnsigned(address, TASK_SIZE) >= 0) {
      throw Errno.EPERM.exception();
    }
    return address;
  }
}
