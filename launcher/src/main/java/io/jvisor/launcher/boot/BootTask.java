package io.jvisor.launcher.boot;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.api.sync.Waiter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Who mounts and walks paths before the first process is there: a task without memory and
 * descriptors, on the thread that boots. No signal reaches it.
 */
final class BootTask implements Task {
  private static final int SCRATCH = 64 << 10;

  private final Thread thread = Thread.currentThread();
  private final Clock clock;
  private final Credentials credentials;
  private final MemorySegment scratch = Arena.ofAuto().allocate(SCRATCH, Long.BYTES);

  /** Set by {@link #wakeUp}, taken by {@link #park}. */
  private volatile boolean woken;

  BootTask(Clock clock, Credentials credentials) {
    this.clock = clock;
    this.credentials = credentials;
  }

  @Override
  public int tid() {
    return 0;
  }

  @Override
  public int tgid() {
    return 0;
  }

  @Override
  public ProcessId processId() {
    return ProcessId.NONE;
  }

  @Override
  public UserMemory memory() {
    throw new UnsupportedOperationException("no process yet");
  }

  @Override
  public FdTable files() {
    throw new UnsupportedOperationException("no process yet");
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public long softLimit(int resource) {
    return -1;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public MemorySegment scratch() {
    return scratch;
  }

  @Override
  public boolean isInterrupted() {
    return false;
  }

  @Override
  public void raise(int signal) {}

  @Override
  public WaitResult await(WaitQueue queue, int events, BooleanSupplier condition, long deadline) {
    Waiter waiter =
        new Waiter() {
          @Override
          protected void onWake(int happened) {
            wakeUp();
          }
        };
    queue.add(waiter, events);
    try {
      while (!condition.getAsBoolean()) {
        if (park(deadline) == WaitResult.TIMED_OUT) {
          return WaitResult.TIMED_OUT;
        }
      }
      return WaitResult.READY;
    } finally {
      queue.remove(waiter);
    }
  }

  @Override
  public WaitResult park(long deadline) {
    while (!woken) {
      if (deadline == FOREVER) {
        LockSupport.park(this);
      } else {
        long left = deadline - clock.monotonicNanos();
        if (left <= 0) {
          return WaitResult.TIMED_OUT;
        }
        LockSupport.parkNanos(this, left);
      }
    }
    woken = false;
    return WaitResult.READY;
  }

  @Override
  public void wakeUp() {
    woken = true;
    LockSupport.unpark(thread);
  }
}
