package io.jvisor.kernel.core.mm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.MapFlags;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.platform.spi.FaultAccess;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.ValueLayout;

/** A guest that touches memory as its CPU would: through what the platform was told to map. */
final class Guest {
  static final int RW = Prot.PROT_READ | Prot.PROT_WRITE;
  static final int PRIVATE = MapFlags.MAP_PRIVATE | MapFlags.MAP_ANONYMOUS;
  static final int SHARED = MapFlags.MAP_SHARED | MapFlags.MAP_ANONYMOUS;
  static final long PAGE = 4096;

  final MemoryFile memory;
  final MemoryManager mm;
  final TestTask task;
  final RecordingPlatform.Space space;

  Guest(MemoryFile memory) throws ErrnoException {
    this(memory, new MemoryManager(new RecordingPlatform(), memory, null), new TestTask());
  }

  private Guest(MemoryFile memory, MemoryManager mm, TestTask task) {
    this.memory = memory;
    this.mm = mm;
    this.task = task;
    this.space = (RecordingPlatform.Space) mm.addressSpace();
  }

  Guest fork() throws ErrnoException {
    return new Guest(memory, mm.fork(), task);
  }

  long map(long pages, int protection, int flags) throws ErrnoException {
    return mm.mmap(task, 0, pages * PAGE, protection, flags, null, 0);
  }

  /** Stores a byte as guest code does, faulting as often as it takes; tells how it ended. */
  FaultResult store(long address, byte value) {
    FaultResult result = access(address, Prot.PROT_WRITE);
    if (result == FaultResult.HANDLED) {
      memory.segment().set(ValueLayout.JAVA_BYTE, host(address), value);
    }
    return result;
  }

  /** Loads a byte as guest code does; it must be possible. */
  byte load(long address) {
    assertEquals(FaultResult.HANDLED, access(address, Prot.PROT_READ));
    return memory.segment().get(ValueLayout.JAVA_BYTE, host(address));
  }

  /** Faults with an access that the platform cannot tell until it is possible or refused. */
  FaultResult access(long address, int right) {
    for (int i = 0; i < 10; i++) {
      RecordingPlatform.Mapping mapping = space.pages.get(address & -PAGE);
      if (mapping != null && (mapping.protection() & right) != 0) {
        return FaultResult.HANDLED;
      }
      FaultResult result = mm.handleFault(task, address, FaultAccess.UNKNOWN, 0);
      if (result != FaultResult.HANDLED) {
        return result;
      }
    }
    throw new AssertionError("the same fault again and again at " + Long.toHexString(address));
  }

  private long host(long address) {
    return space.pages.get(address & -PAGE).offset() + (address & (PAGE - 1));
  }

  /** The platform must show exactly what the page table says, and nothing outside of areas. */
  void check() {
    mm.setup().show();
    for (var entry : space.pages.entrySet()) {
      long page = entry.getKey() / PAGE;
      long bits = mm.pages.get(page);
      Vma area = mm.areas.find(entry.getKey());
      assertTrue(area != null, "mapped outside of areas");
      assertTrue((bits & PageTable.MAPPED) != 0, "mapped and not marked");
      assertEquals(PageTable.frame(bits) * PAGE, entry.getValue().offset());
      boolean writable = (bits & PageTable.WRITE) != 0;
      assertEquals(
          writable ? area.protection : area.protection & ~Prot.PROT_WRITE,
          entry.getValue().protection());
    }
    long end = mm.limit() / PAGE;
    int marked = 0;
    for (long page = mm.pages.nextPresent(0, end);
        page < end;
        page = mm.pages.nextPresent(page + 1, end)) {
      assertTrue(mm.areas.find(page * PAGE) != null, "a page outside of areas");
      marked += (mm.pages.get(page) & PageTable.MAPPED) != 0 ? 1 : 0;
    }
    assertEquals(space.pages.size(), marked);
    for (int i = 1; i < mm.areas.size(); i++) {
      assertTrue(mm.areas.get(i - 1).end <= mm.areas.get(i).start, "areas overlap");
    }
  }
}
