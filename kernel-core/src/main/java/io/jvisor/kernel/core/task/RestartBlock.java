package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.ErrnoException;

/** How an interrupted call goes on: {@code restart_syscall(2)}. */
@FunctionalInterface
public interface RestartBlock {
  /** Goes on with the call; the result is that of a handler. */
  long restart(KernelTask task) throws ErrnoException;
}
