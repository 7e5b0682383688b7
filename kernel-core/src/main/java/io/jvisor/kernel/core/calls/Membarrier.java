package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.platform.spi.host.HostBarrier;

/**
 * {@code membarrier(2)}. All barriers are the host's global one: it reaches every thread there is,
 * and so those that the guest means. Expedited ones are no faster.
 */
final class Membarrier {
  private static final int CMD_QUERY = 0;
  private static final int CMD_GLOBAL = 1;
  private static final int CMD_GLOBAL_EXPEDITED = 2;
  private static final int CMD_REGISTER_GLOBAL_EXPEDITED = 4;
  private static final int CMD_PRIVATE_EXPEDITED = 8;
  private static final int CMD_REGISTER_PRIVATE_EXPEDITED = 16;
  private static final int CMD_GET_REGISTRATIONS = 512;

  private static final int ALL =
      CMD_GLOBAL
          | CMD_GLOBAL_EXPEDITED
          | CMD_REGISTER_GLOBAL_EXPEDITED
          | CMD_PRIVATE_EXPEDITED
          | CMD_REGISTER_PRIVATE_EXPEDITED
          | CMD_GET_REGISTRATIONS;

  private Membarrier() {}

  static long membarrier(Task task, long command, long flags, long cpu) throws ErrnoException {
    if ((int) flags != 0) {
      throw Errno.EINVAL.exception();
    }
    MemoryManager mm = KernelTask.of(task).mm();
    boolean available = HostBarrier.isAvailable();
    if ((int) command == CMD_QUERY) {
      return available ? ALL : 0;
    }
    if (!available) {
      throw Errno.EINVAL.exception();
    }
    return switch ((int) command) {
      case CMD_GLOBAL, CMD_GLOBAL_EXPEDITED -> HostBarrier.pass();
      case CMD_PRIVATE_EXPEDITED -> {
        if ((mm.barrierRegistrations() & CMD_REGISTER_PRIVATE_EXPEDITED) == 0) {
          throw Errno.EPERM.exception();
        }
        yield HostBarrier.pass();
      }
      case CMD_REGISTER_GLOBAL_EXPEDITED, CMD_REGISTER_PRIVATE_EXPEDITED -> {
        mm.registerBarrier((int) command);
        yield 0;
      }
      case CMD_GET_REGISTRATIONS -> mm.barrierRegistrations();
      default -> throw Errno.EINVAL.exception();
    };
  }
}
