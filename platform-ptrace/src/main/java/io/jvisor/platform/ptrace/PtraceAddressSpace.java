package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.MappingChanges;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The memory of one stub process. Changes are calls injected into the calling thread's own tracee
 * where it has one here, else into the process's leader. While no context is in the process, the
 * first list is put off until one comes.
 */
final class PtraceAddressSpace implements AddressSpace {
  private static final int MAP_SHARED_FIXED = 0x11;
  private static final int MEMORY_DESCRIPTOR = 0;

  final StubProcess process;
  private final StubService service;

  /** What the process had used for an address space that it served before, in nanoseconds. */
  private final long nanosBefore;

  /** Orders the putting off of a list and the coming of a context. */
  private final ReentrantLock lock = new ReentrantLock();

  /** The address after a list that was put off; 0 for none. Guarded by {@link #lock}. */
  private long pendingEnd;

  /** Whether mappings were forgotten without the kernel's having been told. Guarded by the lock. */
  private boolean forgotten;

  PtraceAddressSpace(StubProcess process, StubService service) {
    this.process = process;
    this.service = service;
    this.nanosBefore = process.clock.nanos();
  }

  @Override
  public boolean apply(MappingChanges changes) {
    int count = changes.count();
    for (int i = 0; i < count; i++) {
      if (changes.length(i) > PtracePlatform.ADDRESS_LIMIT - changes.address(i)) {
        throw new IllegalArgumentException("not a range of guest pages");
      }
    }
    if (count == 0) {
      return true;
    }
    lock.lock();
    try {
      if (process.isEmpty() && pendingEnd == 0) {
        pendingEnd = process.list.fill(changes);
        return true;
      }
      makePending();
      if (forgotten) {
        forgotten = false;
        return false;
      }
      return make(changes);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes what was put off, before guest code runs: called by a context that has just attached its
   * thread.
   */
  void entered() {
    lock.lock();
    try {
      makePending();
    } finally {
      lock.unlock();
    }
  }

  private void makePending() {
    if (pendingEnd != 0) {
      long end = pendingEnd;
      pendingEnd = 0;
      forgotten = !succeeded(change(end));
    }
  }

  private boolean make(MappingChanges changes) {
    if (changes.count() > 1) {
      return succeeded(change(process.list.fill(changes)));
    }
    return succeeded(
        call(
            ChangeList.number(changes.kind(0)),
            changes.address(0),
            changes.length(0),
            changes.protection(0),
            MAP_SHARED_FIXED,
            MEMORY_DESCRIPTOR,
            changes.offset(0)));
  }

  /** Whether changes were made; all mappings are gone if not. */
  private boolean succeeded(long result) {
    if (result >= 0 || result == Tracee.GONE) {
      return true;
    }
    forget();
    return false;
  }

  /** Out of mappings: all go, and come back by faults. */
  private void forget() {
    if (call(SyscallNumbers.MUNMAP, 0, PtracePlatform.ADDRESS_LIMIT, 0, 0, 0, 0) < 0) {
      // The guest must not keep frames that are no longer its own.
      process.kill();
    }
  }

  @Override
  public long guestNanos() {
    return Math.max(0, process.clock.nanos() - nanosBefore);
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
    PtraceContext context = PtraceContext.current();
    return context != null && context.isIn(this)
        ? context.tracee().call(number, address, length, c, d, e, f)
        : service.call(process, number, address, length, c, d, e, f);
  }

  private long change(long listEnd) {
    PtraceContext context = PtraceContext.current();
    return context != null && context.isIn(this)
        ? context.tracee().change(listEnd, MAP_SHARED_FIXED, MEMORY_DESCRIPTOR)
        : service.change(process, listEnd, MAP_SHARED_FIXED, MEMORY_DESCRIPTOR);
  }
}
