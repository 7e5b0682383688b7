package io.jvisor.platform.systrap;

import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.MappingChanges;

/**
 * The memory of one stub process, changed by its leader.
 *
 * <p>Nothing is put off: whether a guest thread has really stopped only the guest knows.
 */
final class SystrapAddressSpace implements AddressSpace {
  final StubProcess process;

  SystrapAddressSpace(StubProcess process) {
    this.process = process;
  }

  @Override
  public boolean apply(MappingChanges changes) {
    return process.apply(changes);
  }

  @Override
  public long guestNanos() {
    return process.clock.nanos();
  }

  @Override
  public void release() {
    process.release();
  }
}
