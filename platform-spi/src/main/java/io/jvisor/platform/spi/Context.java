package io.jvisor.platform.spi;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Registers;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

/**
 * The execution state of one guest thread.
 *
 * <p>Used on the task's own thread (see {@link Platform#start}), except {@link #interrupt}.
 */
public interface Context {
  /**
   * Runs guest code until it traps.
   *
   * @param space where; may differ from the last call's
   * @param registers loaded before, stored after. {@code orig_rax} is output only. Segment
   *     selectors that a user program cannot load are replaced by the usual ones.
   * @return why it stopped
   * @throws ErrnoException {@code ENOMEM} or {@code EAGAIN} when the host refuses a thread in a new
   *     address space
   */
  Event switchTo(AddressSpace space, Registers registers) throws ErrnoException;

  /**
   * Makes {@link #switchTo} return soon with {@link Event#INTERRUPTED}; if guest code is not
   * running, the next call may return so at once. Any thread.
   */
  void interrupt();

  /**
   * Parks the calling task: guest code will not run soon. It ends by {@link LockSupport#unpark} of
   * the task's thread, and may end early.
   *
   * @param blocker what the task waits for
   * @param nanos how long at most; {@link Long#MAX_VALUE} for no limit
   */
  default void park(Object blocker, long nanos) {
    if (nanos == Long.MAX_VALUE) {
      LockSupport.park(blocker);
    } else {
      LockSupport.parkNanos(blocker, nanos);
    }
  }

  /**
   * Whether the last {@link Event#SYSCALL} took a slow way, as many before it from the same place:
   * then it is worth while to replace the instruction; see {@link Platform#callGate}.
   */
  default boolean isCallHot() {
    return false;
  }

  /** The address of the last {@link Event#FAULT}. */
  long faultAddress();

  /** The kind of access of the last {@link Event#FAULT}. */
  FaultAccess faultAccess();

  /** The signal that Linux raises for the last {@link Event#TRAP}, such as {@code SIGFPE}. */
  int signal();

  /** The {@code si_code} of the last {@link Event#TRAP}. */
  int signalCode();

  /** The {@code si_addr} of the last {@link Event#TRAP}. */
  long signalAddress();

  /**
   * Stores the extended state (x87, SSE, AVX and what else the CPU has), in the standard format of
   * {@code XSAVE} as {@code PTRACE_GETREGSET} with {@code NT_X86_XSTATE} gives it.
   *
   * @param area {@link Platform#extendedStateSize} bytes
   */
  void saveExtendedState(MemorySegment area);

  /**
   * Loads the extended state.
   *
   * @param area as {@link #saveExtendedState} stores it; hostile
   * @return false when the area is not valid, and nothing changed
   */
  boolean loadExtendedState(MemorySegment area);

  /** Puts the extended state into that of a program that was just executed. */
  void resetExtendedState();

  /** Ends the guest thread and gives the host's resources back. */
  void release();
}
