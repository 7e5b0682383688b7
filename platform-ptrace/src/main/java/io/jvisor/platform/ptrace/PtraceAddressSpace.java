package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.MappingChanges;

/**
 * The memory of one stub process. Changes are calls injected into the calling thread's own tracee
 * where it has one here, else into the process's leader.
 */
final class PtraceAddressSpace implements AddressSpace {
  private static final int MAP_SHARED_FIXED = 0x11;
  private static final int MEMORY_DESCRIPTOR = 0;

  final StubProcess process;
  private final StubService service;

  PtraceAddressSpace(StubProcess process, StubService service) {
    this.process = process;
    this.service = service;
  }

  @Override
  public boolean apply(MappingChanges changes) {
    for (int i = 0; i < changes.count(); i++) {
      if (!apply(changes, i)) {
        forget();
        return false;
      }
    }
    return true;
  }

  /** Makes one change; false when the host has no room. */
  private boolean apply(MappingChanges changes, int index) {
    long address = changes.address(index);
    long length = changes.length(index);
    if (length > PtracePlatform.ADDRESS_LIMIT - address) {
      throw new IllegalArgumentException("not a range of guest pages");
    }
    int protection = changes.protection(index);
    long result =
        switch (changes.kind(index)) {
          case MappingChanges.MAP ->
              call(
                  SyscallNumbers.MMAP,
                  address,
                  length,
                  protection,
                  MAP_SHARED_FIXED,
                  MEMORY_DESCRIPTOR,
                  changes.offset(index));
          case MappingChanges.UNMAP -> call(SyscallNumbers.MUNMAP, address, length, 0, 0, 0, 0);
          default -> call(SyscallNumbers.MPROTECT, address, length, protection, 0, 0, 0);
        };
    return result >= 0 || result == Tracee.GONE;
  }

  /** Out of mappings: all go, and come back by faults. */
  private void forget() {
    if (call(SyscallNumbers.MUNMAP, 0, PtracePlatform.ADDRESS_LIMIT, 0, 0, 0, 0) < 0) {
      // The guest must not keep frames that are no longer its own.
      process.kill();
    }
  }

  @Override
  public void release() {
    if (process.release()) {
      service.giveBack(process);
    }
  }

  /** Counts a context off, after its thread was parked or has ended. */
  void detached() {
    if (process.detach()) {
      service.giveBack(process);
    }
  }

  /** A thread for a context, parked, and the context counted. Negative errno on failure. */
  int attach() {
    int tid = process.attach();
    if (tid == 0) {
      tid = service.newThread(process);
      if (tid < 0) {
        detached();
      }
    }
    return tid;
  }

  private long call(int number, long address, long length, long c, long d, long e, long f) {
    PtraceContext context = TaskThread.currentContext();
    return context != null && context.isIn(this)
        ? context.call(number, address, length, c, d, e, f)
        : service.call(process, number, address, length, c, d, e, f);
  }
}
