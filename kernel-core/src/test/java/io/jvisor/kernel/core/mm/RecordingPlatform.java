package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.Context;
import io.jvisor.platform.spi.MappingChanges;
import io.jvisor.platform.spi.Platform;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A platform that runs nothing and remembers what is mapped. */
final class RecordingPlatform implements Platform {
  /** What a page of a guest shows. */
  record Mapping(long offset, int protection) {}

  static final class Space implements AddressSpace {
    final TreeMap<Long, Mapping> pages = new TreeMap<>();
    int calls;

    /** Whether the host has no room for the next list. */
    boolean full;

    boolean released;

    @Override
    public boolean apply(MappingChanges changes) {
      calls++;
      if (full) {
        full = false;
        pages.clear();
        return false;
      }
      for (int i = 0; i < changes.count(); i++) {
        apply(
            changes.kind(i),
            changes.address(i),
            changes.length(i),
            changes.offset(i),
            changes.protection(i));
      }
      return true;
    }

    private void apply(int kind, long address, long length, long offset, int protection) {
      check(address, length);
      NavigableMap<Long, Mapping> range = pages.subMap(address, true, address + length, false);
      switch (kind) {
        case MappingChanges.MAP -> {
          for (long at = 0; at < length; at += 4096) {
            pages.put(address + at, new Mapping(offset + at, protection));
          }
        }
        case MappingChanges.UNMAP -> range.clear();
        default -> {
          if (range.size() != length / 4096) {
            throw new IllegalArgumentException("protects what is not mapped");
          }
          range.replaceAll((_, old) -> new Mapping(old.offset(), protection));
        }
      }
    }

    private void check(long address, long length) {
      if (released || (address & 4095) != 0 || (length & 4095) != 0 || length <= 0) {
        throw new IllegalArgumentException(Long.toHexString(address) + "+" + length);
      }
    }

    @Override
    public long guestNanos() {
      return 0;
    }

    @Override
    public void release() {
      released = true;
    }
  }

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
  public AddressSpace newAddressSpace() throws ErrnoException {
    return new Space();
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
