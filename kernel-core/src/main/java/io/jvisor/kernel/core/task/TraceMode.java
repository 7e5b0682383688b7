package io.jvisor.kernel.core.task;

/** How a stopped tracee goes on. */
public enum TraceMode {
  CONTINUE,
  /** Until the next system-call stop. */
  SYSCALL,
  /** One instruction. */
  STEP,
  /** Until the next system call, which is not made. */
  EMULATE,
  /** One instruction; a system call is not made. */
  EMULATE_STEP;

  /** Whether system calls are looked at. */
  boolean seesCalls() {
    return this != CONTINUE;
  }

  boolean stopsBeforeCalls() {
    return this == SYSCALL || emulates();
  }

  boolean stopsAfterCalls() {
    return this == SYSCALL;
  }

  boolean steps() {
    return this == STEP || this == EMULATE_STEP;
  }

  /** Whether system calls are not made. */
  boolean emulates() {
    return this == EMULATE || this == EMULATE_STEP;
  }
}
