package io.jvisor.vfs;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/** A task without guest memory: who calls, and waits on real threads. */
public final class FakeTask implements Task {
  private static final Clock CLOCK =
      new Clock() {
        @Override
        public long monotonicNanos() {
          return System.nanoTime();
        }

        @Override
        public long realtimeNanos() {
          return System.currentTimeMillis() * 1_000_000;
        }
      };

  /** Signals that were raised. */
  public final List<Integer> raised = new ArrayList<>();

  /** Open once the task waits for the first time. */
  public final CountDownLatch waiting = new CountDownLatch(1);

  private final int id;
  private final ProcessId processId;
  private final Credentials credentials;
  private final FdTable files = new FdTable();
  private final MemorySegment scratch = Arena.ofAuto().allocate(64 << 10);
  private final Semaphore woken = new Semaphore(0);
  private volatile boolean interrupted;
  private volatile long fileSizeLimit = -1;

  /** A task of root's. */
  public FakeTask() {
    this(1, Credentials.ROOT);
  }

  /** A task with an id. */
  public FakeTask(int id, Credentials credentials) {
    this.id = id;
    this.processId = reader -> id;
    this.credentials = credentials;
  }

  /** Sets {@code RLIMIT_FSIZE}. */
  public void limitFileSize(long bytes) {
    fileSizeLimit = bytes;
  }

  /** Sends a signal, as far as waiting goes. */
  public void interrupt() {
    interrupted = true;
    woken.release();
  }

  @Override
  public int tid() {
    return id;
  }

  @Override
  public int tgid() {
    return id;
  }

  @Override
  public ProcessId processId() {
    return processId;
  }

  @Override
  public UserMemory memory() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FdTable files() {
    return files;
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public long softLimit(int resource) {
    return resource == io.jvisor.kernel.api.abi.Resource.RLIMIT_FSIZE ? fileSizeLimit : -1;
  }

  @Override
  public Clock clock() {
    return CLOCK;
  }

  @Override
  public MemorySegment scratch() {
    return scratch;
  }

  @Override
  public boolean isInterrupted() {
    return interrupted;
  }

  @Override
  public void raise(int signal) {
    raised.add(signal);
  }

  @Override
  public WaitResult await(WaitQueue queue, int events, BooleanSupplier condition, long deadline) {
    Waiter waiter =
        new Waiter() {
          @Override
          protected void onWake(int happened) {
            woken.release();
          }
        };
    queue.add(waiter, events);
    try {
      for (; ; ) {
        if (condition.getAsBoolean()) {
          return WaitResult.READY;
        }
        if (interrupted) {
          return WaitResult.INTERRUPTED;
        }
        waiting.countDown();
        woken.acquireUninterruptibly();
      }
    } finally {
      queue.remove(waiter);
    }
  }

  @Override
  public WaitResult park(long deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void wakeUp() {
    woken.release();
  }
}
