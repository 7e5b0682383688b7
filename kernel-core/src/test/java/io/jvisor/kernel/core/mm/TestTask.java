package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/** A task that has limits and credentials only. */
final class TestTask implements Task {
  final long[] limits = new long[16];
  Credentials credentials = Credentials.ofUser(1000, 1000, new int[0]);

  TestTask() {
    Arrays.fill(limits, -1);
    limits[io.jvisor.kernel.api.abi.Resource.RLIMIT_STACK] = 8 << 20;
  }

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
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public long softLimit(int resource) {
    return limits[resource];
  }

  @Override
  public UserMemory memory() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FdTable files() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Clock clock() {
    throw new UnsupportedOperationException();
  }

  @Override
  public MemorySegment scratch() {
    throw new UnsupportedOperationException();
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
  public void wakeUp() {}
}
