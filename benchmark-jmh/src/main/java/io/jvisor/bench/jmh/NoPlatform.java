package io.jvisor.bench.jmh;

import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Context;
import io.jvisor.platform.spi.MappingChanges;
import io.jvisor.platform.spi.Platform;

/** A platform that shows nothing to nobody, at no cost. */
final class NoPlatform implements Platform {
  private static final AddressSpace SPACE =
      new AddressSpace() {
        @Override
        public boolean apply(MappingChanges changes) {
          return true;
        }

        @Override
        public long guestNanos() {
          return 0;
        }

        @Override
        public void release() {}
      };

  @Override
  public long addressLimit() {
    return 0x7fff_ffff_f000L;
  }

  @Override
  public long lowestAddress() {
    return 0x1_0000;
  }

  @Override
  public int extendedStateSize() {
    return 0;
  }

  @Override
  public AddressSpace newAddressSpace() {
    return SPACE;
  }

  @Override
  public Context newContext() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void start(String name, Runnable body) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int[] hostCalls() {
    return new int[0];
  }

  @Override
  public void close() {}
}
