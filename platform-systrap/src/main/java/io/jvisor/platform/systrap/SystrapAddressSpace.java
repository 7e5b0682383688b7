package io.jvisor.platform.systrap;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.AddressSpace;

/** The memory of one stub process, changed by its leader. */
final class SystrapAddressSpace implements AddressSpace {
  private static final int MAP_SHARED_FIXED = 0x11;
  private static final int PROT_MASK = Prot.PROT_READ | Prot.PROT_WRITE | Prot.PROT_EXEC;

  final StubProcess process;

  SystrapAddressSpace(StubProcess process) {
    this.process = process;
  }

  @Override
  public void map(long address, long offset, long length, int protection) throws ErrnoException {
    int result =
        call(
            SyscallNumbers.MMAP,
            address,
            length,
            protection & PROT_MASK,
            MAP_SHARED_FIXED,
            StubLayout.MEMORY_DESCRIPTOR,
            offset);
    if (result > 0) {
      throw Errno.ENOMEM.exception();
    }
  }

  @Override
  public void unmap(long address, long length) {
    if (call(SyscallNumbers.MUNMAP, address, length, 0, 0, 0, 0) > 0) {
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
    if (call(SyscallNumbers.MPROTECT, address, length, bits, 0, 0, 0) > 0) {
      // A hole in the range stops mprotect(2) half-way. What is unmapped comes back by a fault.
      unmap(address, length);
    }
  }

  @Override
  public void release() {
    process.release();
  }

  private int call(int number, long address, long length, long c, long d, long e, long f) {
    if (address < 0
        || length <= 0
        || ((address | length) & (StubLayout.PAGE - 1)) != 0
        || length > StubLayout.ADDRESS_LIMIT - address) {
      throw new IllegalArgumentException("not a range of guest pages");
    }
    return process.call(number, address, length, c, d, e, f);
  }
}
