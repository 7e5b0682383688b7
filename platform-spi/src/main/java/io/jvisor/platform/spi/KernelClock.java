package io.jvisor.platform.spi;

/** The CPU time that a task takes in the kernel. */
@FunctionalInterface
public interface KernelClock {
  /** The time in nanoseconds, from some beginning. Any thread, while the task lives. */
  long nanos();
}
