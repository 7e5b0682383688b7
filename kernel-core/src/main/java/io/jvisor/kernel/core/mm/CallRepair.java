package io.jvisor.kernel.core.mm;

/** What a trap in code was that {@link MemoryManager#quicken} replaced under a thread. */
public enum CallRepair {
  /** Nothing to do with that. */
  NONE,
  /** The call instruction that was there: the thread stands behind it. */
  CALL,
  /** The return from a call: the thread stands where it can go on. */
  DONE
}
