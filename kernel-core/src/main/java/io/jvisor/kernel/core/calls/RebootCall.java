package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.task.ExitOperation;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.PidNamespace;

/**
 * {@code reboot(2)}, which ends a PID namespace. The first one is the sandbox's, whose end is the
 * business of who started it.
 */
final class RebootCall {
  private static final int MAGIC = 0xfee1dead;
  private static final int MAGIC_2 = 672274793;
  private static final int MAGIC_2A = 85072278;
  private static final int MAGIC_2B = 369367448;
  private static final int MAGIC_2C = 537993216;

  private static final int CMD_RESTART = 0x01234567;
  private static final int CMD_RESTART2 = 0xa1b2c3d4;
  private static final int CMD_HALT = 0xcdef0123;
  private static final int CMD_POWER_OFF = 0x4321fedc;

  private RebootCall() {}

  static long reboot(Task caller, long magic, long magic2, long command, long text)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    PidNamespace namespace = task.pidNamespace();
    if (!task.credentials().has(Capability.SYS_BOOT, namespace.owner())) {
      throw Errno.EPERM.exception();
    }
    if ((int) magic != MAGIC || !isSecond((int) magic2)) {
      throw Errno.EINVAL.exception();
    }
    if (namespace.parent() == null) {
      throw Errno.EPERM.exception();
    }
    int signal =
        switch ((int) command) {
          case CMD_RESTART, CMD_RESTART2 -> Signals.SIGHUP;
          case CMD_HALT, CMD_POWER_OFF -> Signals.SIGINT;
          default -> throw Errno.EINVAL.exception();
        };
    namespace.reboot(signal);
    ExitOperation.exitThread(task, 0);
    return 0;
  }

  private static boolean isSecond(int magic) {
    return magic == MAGIC_2 || magic == MAGIC_2A || magic == MAGIC_2B || magic == MAGIC_2C;
  }
}
