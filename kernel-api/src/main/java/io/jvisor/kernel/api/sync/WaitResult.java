package io.jvisor.kernel.api.sync;

/** How a wait ended. */
public enum WaitResult {
  /** The condition holds, or someone woke the task. */
  READY,
  /** A signal waits to be delivered, or the task is being killed. */
  INTERRUPTED,
  /** The deadline passed. */
  TIMED_OUT
}
