package io.jvisor.gofer;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A task as far as a file system needs one: root, without a process, on any thread. */
final class TestTask implements Task {
  static final Clock CLOCK =
      new Clock() {
        @Override
        public long monotonicNanos() {
          return System.nanoTime();
        }

        @Override
        public long realtimeNanos() {
          return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        }
      };

  private final MemorySegment scratch = Arena.ofAuto().allocate(64 << 10, 8);
  private final FdTable files = new FdTable();

  @Override
  public int tid() {
    return 1;
  }

  @Override
  public int tgid() {
    return 1;
  }

  @Override
  public ProcessId processId() {
    return ProcessId.NONE;
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
    return Credentials.ROOT;
  }

  @Override
  public long softLimit(int resource) {
    return -1;
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
    return false;
  }

  @Override
  public void raise(int signal) {
    throw new UnsupportedOperationException();
  }

  @Override
  public WaitResult await(WaitQueue queue, int events, BooleanSupplier condition, long deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public WaitResult park(long deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void wakeUp() {
    throw new UnsupportedOperationException();
  }
}
