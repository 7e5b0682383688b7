package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * A lock for those who run virtual threads, and not reentrant. Who waits for it blocks the thread
 * of the host, even in a virtual thread: of a lock of {@code java.util.concurrent} the next owner
 * may be a virtual thread that waits on a list of the very thread that wants the lock, and has its
 * turn before.
 *
 * <p>Nothing that parks may be done while it is held.
 */
public final class HostMutex {
  private static final int FREE = 0;
  private static final int HELD = 1;

  /** Held, and somebody may wait. */
  private static final int WANTED = 2;

  private static final int FUTEX_WAIT_PRIVATE = 128;
  private static final int FUTEX_WAKE_PRIVATE = 129;
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  private final MemorySegment word = Arena.ofAuto().allocate(4, 4);

  /** Takes the lock. */
  public void lock() {
    if (INT.compareAndSet(word, 0L, FREE, HELD)) {
      return;
    }
    while ((int) INT.getAndSet(word, 0L, WANTED) != FREE) {
      HostCall.call(SyscallNumbers.FUTEX, word.address(), FUTEX_WAIT_PRIVATE, WANTED, 0, 0);
    }
  }

  /** Gives the lock back. Called by who took it. */
  public void unlock() {
    if ((int) INT.getAndSet(word, 0L, FREE) == WANTED) {
      HostCall.call(SyscallNumbers.FUTEX, word.address(), FUTEX_WAKE_PRIVATE, 1, 0, 0);
    }
  }
}
