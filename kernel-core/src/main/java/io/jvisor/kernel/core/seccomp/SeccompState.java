package io.jvisor.kernel.core.seccomp;

import io.jvisor.kernel.api.abi.Seccomp;

/**
 * What restricts a task's calls. Immutable; a task gets another one.
 *
 * @param mode {@code SECCOMP_MODE_*}
 * @param filter the newest filter; null in other modes, and of a task that has ended
 * @param count how many filters there are
 */
public record SeccompState(int mode, SeccompFilter filter, int count) {
  /** Of a task that may make all calls. */
  public static final SeccompState NONE = new SeccompState(Seccomp.MODE_DISABLED, null, 0);

  /** Of a task that may read, write and end. */
  public static final SeccompState STRICT = new SeccompState(Seccomp.MODE_STRICT, null, 0);
}
