package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.AddressSpace;

/**
 * The memory of one stub process. Changes are calls injected into the calling thread's own tracee
 * where it has one here, else into the process's leader.
 */
final class PtraceAddressSpace implements AddressSpace {
  private static final int MAP_SHARED_FIXED = 0x11;
  private static final int PROT_MASK = Prot.PROT_READ | Prot.PROT_WRITE | Prot.PROT_EXEC;
  private static final int MEMORY_DESCRIPTOR = 0;

  final StubProcess process;
  private final StubService service;

  PtraceAddressSpace(StubProcess process, StubService service) {
    this.process = process;
    this.service = service;
  }

  @Override
  public void map(long address, long offset, long length, int protection) throws ErrnoException {
    long result =
        call(
            SyscallNumbers.MMAP,
            address,
            length,
            protection & PROT_MASK,
            MAP_SHARED_FIXED,
            MEMORY_DESCRIPTOR,
            offset);
    if (result < 0 && result != Tracee.GONE) {
      throw Errno.ENOMEM.exception();
    }
  }

  @Override
  public void unmap(long address, long length) {
    long result = call(SyscallNumbers.MUNMAP, address, length, 0, 0, 0, 0);
    if (result < 0) {
      // Out of mappings to split one: the guest must not keep frames that are no longer its own.
      process.kill();
    }
  }

  @Override
  public void protect(long address, long length, int protection) {
    int bits = protection & PROT_MASK;
    if (bits == 0) {
      unmap(address, length);
      return;
    }
    if (call(SyscallNumbers.MPROTECT, address, length, bits, 0, 0, 0) < 0) {
      // A hole in the range stops mprotect(2) half-way. What is unmapped comes back by a fault.
      unmap(address, length);
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
    if (address < 0
        || length <= 0
        || ((address | length) & 4095) != 0
        || length > PtracePlatform.ADDRESS_LIMIT - address) {
      throw new IllegalArgumentException("not a range of guest pages");
    }
    PtraceContext context = TaskThread.currentContext();
    return context != null && context.isIn(this)
        ? context.call(number, address, length, c, d, e, f)
        : service.call(process, number, address, length, c, d, e, f);
  }
}
