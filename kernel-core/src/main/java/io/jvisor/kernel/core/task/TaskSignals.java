package io.jvisor.kernel.core.task;

import io.jvisor.kernel.core.signal.AlternateStack;
import io.jvisor.kernel.core.signal.PendingSignals;

/** The signal state of one task. */
public final class TaskSignals {
  /** Signals sent to this task. Guarded by the signal lock. */
  final PendingSignals pending = new PendingSignals();

  /** Written by the task with the signal lock held; read by others with the lock. */
  private volatile long blocked;

  /** What {@code rt_sigtimedwait(2)} waits for although it is blocked. Written as above. */
  private volatile long waitedFor;

  /** The mask that comes back when a temporary one has done its work. Owned by the task. */
  private long savedMask;

  private boolean hasSavedMask;

  /** Owned by the task. */
  private AlternateStack alternateStack = AlternateStack.NONE;

  /** The exception of the last fault, for the frame of its signal. Owned by the task. */
  long trapNumber;

  long errorCode;
  long faultAddress;

  /** The signals that wait for this task alone; without the signal lock a moment old. */
  public long pendingSet() {
    return pending.set();
  }

  /** The signals that are held back. Any thread. */
  public long blocked() {
    return blocked;
  }

  void setBlocked(long set) {
    blocked = set;
  }

  /** The mask as a tracer sees it: that which a temporary one hides. */
  public long mask() {
    return maskToRestore();
  }

  long waitedFor() {
    return waitedFor;
  }

  void setWaitedFor(long set) {
    waitedFor = set;
  }

  /** The mask to restore after a handler: the saved one, where a temporary one is in force. */
  long maskToRestore() {
    return hasSavedMask ? savedMask : blocked;
  }

  boolean hasSavedMask() {
    return hasSavedMask;
  }

  void saveMask() {
    if (!hasSavedMask) {
      savedMask = blocked;
      hasSavedMask = true;
    }
  }

  void dropSavedMask() {
    hasSavedMask = false;
  }

  /** {@code sigaltstack(2)}. */
  public AlternateStack alternateStack() {
    return alternateStack;
  }

  /** Replaces the alternate stack. */
  public void setAlternateStack(AlternateStack stack) {
    alternateStack = stack;
  }
}
