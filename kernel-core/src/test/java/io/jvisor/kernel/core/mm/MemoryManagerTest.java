package io.jvisor.kernel.core.mm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Madvice;
import io.jvisor.kernel.api.abi.MapFlags;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.platform.spi.memory.MemoryFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Programs that map memory, seen from the platform's side. */
class MemoryManagerTest {
  private static final long PAGE = Guest.PAGE;

  private MemoryFile memory;
  private Guest guest;

  @BeforeEach
  void start() throws ErrnoException {
    memory = new MemoryFile(64 << 20);
    guest = new Guest(memory);
  }

  @AfterEach
  void end() {
    guest.check();
    guest.mm.leave();
    assertEquals(0, memory.usedFrames(), "frames leak");
    memory.close();
  }

  private static void refused(Errno errno, Executable call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call).errno());
  }

  @Test
  void aPageThatIsTouchedCostsOneCallAndOneToUnmap() throws ErrnoException {
    long address = guest.map(1, Guest.RW, Guest.PRIVATE);
    assertEquals(1, guest.space.calls, "a small mapping comes at once");
    guest.store(address, (byte) 1);
    assertEquals(1, guest.space.calls);
    guest.mm.munmap(address, PAGE);
    assertEquals(2, guest.space.calls);
    assertEquals(0, memory.usedFrames());
  }

  @Test
  void aLargeAreaComesInGrowingChunks() throws ErrnoException {
    long pages = 2048;
    long address = guest.map(pages, Guest.RW, Guest.PRIVATE);
    for (long page = 0; page < pages; page++) {
      guest.store(address + page * PAGE, (byte) page);
    }
    assertTrue(guest.space.calls <= 12, "calls: " + guest.space.calls);
  }

  @Test
  void whatThePlatformForgotIsToldAgain() throws ErrnoException {
    long address = guest.map(64, Guest.RW, Guest.PRIVATE);
    guest.store(address, (byte) 1);
    guest.store(address + 40 * PAGE, (byte) 2);
    guest.space.full = true;
    guest.mm.munmap(address + 45 * PAGE, PAGE);
    assertTrue(guest.space.pages.isEmpty());
    guest.check();
    assertEquals(1, guest.load(address));
    assertEquals(FaultResult.NOT_MAPPED, guest.store(address + 45 * PAGE, (byte) 1));
    guest.space.full = true;
    assertEquals(2, guest.load(address + 40 * PAGE));
    assertEquals(1, guest.load(address));
    guest.check();
  }

  @Test
  void accessWithoutAnAreaOrARightIsRefused() throws ErrnoException {
    long address = guest.map(3, Prot.PROT_READ, Guest.PRIVATE);
    assertEquals(0, guest.load(address));
    assertEquals(FaultResult.NOT_ALLOWED, guest.store(address, (byte) 1));
    assertEquals(FaultResult.NOT_MAPPED, guest.store(address + 3 * PAGE, (byte) 1));
    assertEquals(FaultResult.NOT_MAPPED, guest.store(0, (byte) 1));
    assertEquals(FaultResult.NOT_MAPPED, guest.store(-1, (byte) 1));
    guest.mm.mprotect(address, PAGE, 0);
    assertEquals(FaultResult.NOT_ALLOWED, guest.access(address, Prot.PROT_READ));
  }

  @Test
  void aForkSharesPagesUntilOneSideWrites() throws ErrnoException {
    int pages = 600;
    long address = guest.map(pages, Guest.RW, Guest.PRIVATE);
    for (int page = 0; page < pages; page++) {
      guest.store(address + page * PAGE, (byte) page);
    }
    long used = memory.usedFrames();
    int calls = guest.space.calls;
    Guest child = guest.fork();
    assertEquals(used, memory.usedFrames());
    assertEquals(calls + 1, guest.space.calls, "one call protects a contiguous area");
    child.store(address, (byte) 99);
    assertEquals(0, guest.load(address));
    guest.store(address + PAGE, (byte) 88);
    assertEquals(1, child.load(address + PAGE));
    assertEquals(40, child.load(address + 40 * PAGE));
    child.check();
    guest.check();
    child.mm.leave();
    used = memory.usedFrames();
    guest.store(address + 40 * PAGE, (byte) 77);
    assertEquals(used, memory.usedFrames(), "a page of one owner is not copied");
  }

  @Test
  void aForkCopiesWhatIsSmallAndDisturbsNobody() throws ErrnoException {
    long address = guest.map(3, Guest.RW, Guest.PRIVATE);
    guest.store(address, (byte) 1);
    guest.store(address + 2 * PAGE, (byte) 3);
    int calls = guest.space.calls;
    Guest child = guest.fork();
    guest.store(address, (byte) 5);
    assertEquals(calls, guest.space.calls);
    child.store(address + 2 * PAGE, (byte) 4);
    assertEquals(1, child.space.calls);
    assertEquals(1, child.load(address));
    assertEquals(3, guest.load(address + 2 * PAGE));
    child.check();
    child.mm.leave();
  }

  @Test
  void sharedMemoryIsSharedWithAChild() throws ErrnoException {
    long address = guest.map(4, Guest.RW, Guest.SHARED);
    guest.store(address, (byte) 1);
    Guest child = guest.fork();
    child.store(address, (byte) 2);
    child.store(address + PAGE, (byte) 3);
    assertEquals(2, guest.load(address));
    assertEquals(3, guest.load(address + PAGE));
    assertEquals(guest.mm.sharedObjectAt(address + 5), child.mm.sharedObjectAt(address + 5));
    child.mm.leave();
    long other = guest.map(1, Guest.RW, Guest.PRIVATE);
    assertNull(guest.mm.sharedObjectAt(other));
    refused(Errno.EFAULT, () -> guest.mm.sharedObjectAt(0));
  }

  @Test
  void copiesCrossPagesAndStopAtTheEdge() throws ErrnoException {
    long address = guest.map(2, Guest.RW, Guest.PRIVATE);
    guest.mm.userMemory().writeLong(address + PAGE - 3, 0x1122334455667788L);
    assertEquals(0x1122334455667788L, guest.mm.userMemory().readLong(address + PAGE - 3));
    assertEquals(0x55, guest.load(address + PAGE));
    assertEquals(5, guest.mm.userMemory().tryFill(address + 2 * PAGE - 5, 100));
    refused(Errno.EFAULT, () -> guest.mm.userMemory().readInt(address + 2 * PAGE - 2));
    refused(Errno.EFAULT, () -> guest.mm.userMemory().writeInt(-4, 1));
    refused(Errno.EFAULT, () -> guest.mm.userMemory().readLong(Long.MIN_VALUE));
    guest.mm.userMemory().writeByte(address + PAGE - 1, (byte) 'a');
    guest.mm.userMemory().writeInt(address + PAGE, 'b');
    assertEquals("ab", guest.mm.userMemory().readString(address + PAGE - 1, 100));
    assertNull(guest.mm.userMemory().readString(address + PAGE - 1, 2));
  }

  @Test
  void aCopyOutAfterAForkIsNotSeenByTheChild() throws ErrnoException {
    long address = guest.map(1, Guest.RW, Guest.PRIVATE);
    guest.store(address, (byte) 7);
    Guest child = guest.fork();
    guest.mm.userMemory().writeByte(address, (byte) 8);
    assertEquals(7, child.load(address));
    assertEquals(8, guest.load(address));
    guest.check();
    child.mm.leave();
  }

  @Test
  void protectionSplitsAreasAndMergesThemAgain() throws ErrnoException {
    long address = guest.map(9, Guest.RW, Guest.PRIVATE);
    guest.store(address + 4 * PAGE, (byte) 4);
    guest.mm.mprotect(address + 3 * PAGE, 3 * PAGE, Prot.PROT_READ);
    assertEquals(3, guest.mm.areas.size());
    assertEquals(FaultResult.NOT_ALLOWED, guest.store(address + 4 * PAGE, (byte) 5));
    assertEquals(4, guest.load(address + 4 * PAGE));
    guest.check();
    guest.mm.mprotect(address + 3 * PAGE, 3 * PAGE, Guest.RW);
    assertEquals(1, guest.mm.areas.size());
    assertEquals(FaultResult.HANDLED, guest.store(address + 4 * PAGE, (byte) 5));
  }

  @Test
  void unmappingTheMiddleLeavesBothEnds() throws ErrnoException {
    long address = guest.map(9, Guest.RW, Guest.PRIVATE);
    guest.store(address, (byte) 1);
    guest.store(address + 8 * PAGE, (byte) 9);
    guest.mm.munmap(address + 3 * PAGE, 3 * PAGE);
    assertEquals(1, guest.load(address));
    assertEquals(9, guest.load(address + 8 * PAGE));
    assertEquals(FaultResult.NOT_MAPPED, guest.store(address + 4 * PAGE, (byte) 1));
  }

  @Test
  void aRemappedAreaTakesItsPagesAlong() throws ErrnoException {
    guest.map(1, Prot.PROT_READ, Guest.PRIVATE);
    long address = guest.map(4, Guest.RW, Guest.PRIVATE);
    for (int page = 0; page < 4; page++) {
      guest.store(address + page * PAGE, (byte) (page + 1));
    }
    refused(Errno.ENOMEM, () -> guest.mm.mremap(guest.task, address, 4 * PAGE, 600 * PAGE, 0, 0));
    long moved =
        guest.mm.mremap(guest.task, address, 4 * PAGE, 600 * PAGE, MapFlags.MREMAP_MAYMOVE, 0);
    assertFalse(moved == address);
    assertEquals(3, guest.load(moved + 2 * PAGE));
    assertEquals(0, guest.load(moved + 599 * PAGE));
    assertEquals(FaultResult.NOT_MAPPED, guest.store(address, (byte) 1));
    assertEquals(moved, guest.mm.mremap(guest.task, moved, 600 * PAGE, PAGE, 0, 0));
    assertEquals(FaultResult.NOT_MAPPED, guest.store(moved + PAGE, (byte) 1));
  }

  @Test
  void theHeapGrowsAndShrinks() throws ErrnoException {
    guest.mm.setup().heap(0x10_0000);
    assertEquals(0x10_0000, guest.mm.brk(guest.task, 0));
    assertEquals(0x10_0000 + 10_000, guest.mm.brk(guest.task, 0x10_0000 + 10_000));
    assertEquals(FaultResult.HANDLED, guest.store(0x10_0000 + 12_000, (byte) 1));
    assertEquals(0x10_0000 + 100, guest.mm.brk(guest.task, 0x10_0000 + 100));
    assertEquals(FaultResult.NOT_MAPPED, guest.store(0x10_0000 + 4096, (byte) 1));
    guest.task.limits[io.jvisor.kernel.api.abi.Resource.RLIMIT_DATA] = 8192;
    assertEquals(0x10_0000 + 100, guest.mm.brk(guest.task, 0x10_0000 + 100_000));
  }

  @Test
  void aStackGrowsToItsLimitAndKeepsAGap() throws ErrnoException {
    long top = 0x7fff_0000_0000L;
    guest.mm.setup().stack(top, 2 * PAGE, Guest.RW, 8 << 20);
    assertEquals(FaultResult.HANDLED, guest.store(top - 100 * PAGE, (byte) 1));
    assertEquals(FaultResult.NOT_MAPPED, guest.store(top - (8 << 20) - 1, (byte) 1));
    guest.mm.mmap(
        guest.task, top - 400 * PAGE, PAGE, Guest.RW, Guest.PRIVATE | MapFlags.MAP_FIXED, null, 0);
    assertEquals(FaultResult.NOT_MAPPED, guest.store(top - 300 * PAGE, (byte) 1));
    assertEquals(FaultResult.HANDLED, guest.store(top - 140 * PAGE, (byte) 1));
  }

  @Test
  void adviceGivesMemoryBack() throws ErrnoException {
    long address = guest.map(8, Guest.RW, Guest.PRIVATE);
    guest.store(address, (byte) 1);
    guest.mm.advice().madvise(guest.task, address, 8 * PAGE, Madvice.MADV_DONTNEED);
    assertEquals(0, memory.usedFrames());
    assertEquals(0, guest.load(address));
    refused(
        Errno.ENOMEM,
        () -> guest.mm.advice().madvise(guest.task, address, 99 * PAGE, Madvice.MADV_NORMAL));
    refused(Errno.EINVAL, () -> guest.mm.advice().madvise(guest.task, address, PAGE, 77));
  }

  @Test
  void impossibleMappingsAreRefused() throws ErrnoException {
    refused(Errno.EINVAL, () -> guest.map(0, Guest.RW, Guest.PRIVATE));
    refused(Errno.EINVAL, () -> guest.map(1, Guest.RW, MapFlags.MAP_ANONYMOUS));
    refused(Errno.ENOMEM, () -> guest.map(1L << 36, Guest.RW, Guest.PRIVATE));
    refused(Errno.ENOMEM, () -> guest.map(-1, Guest.RW, Guest.PRIVATE));
    refused(Errno.ENOMEM, () -> guest.map(100_000, Guest.RW, Guest.PRIVATE));
    long address = guest.map(1, Guest.RW, Guest.PRIVATE);
    int fixed = Guest.PRIVATE | MapFlags.MAP_FIXED_NOREPLACE;
    refused(Errno.EEXIST, () -> guest.mm.mmap(guest.task, address, PAGE, Guest.RW, fixed, null, 0));
    refused(Errno.EPERM, () -> guest.mm.mmap(guest.task, 0, PAGE, Guest.RW, fixed, null, 0));
    refused(Errno.EINVAL, () -> guest.mm.mmap(guest.task, 77, PAGE, Guest.RW, fixed, null, 0));
    refused(Errno.EINVAL, () -> guest.mm.munmap(address + 1, PAGE));
    refused(Errno.EINVAL, () -> guest.mm.munmap(address, 0));
    refused(Errno.EINVAL, () -> guest.mm.munmap(address, -PAGE));
    refused(Errno.ENOMEM, () -> guest.mm.mprotect(0x5000_0000, PAGE, Prot.PROT_READ));
    guest.task.limits[io.jvisor.kernel.api.abi.Resource.RLIMIT_AS] = 3 * PAGE;
    refused(Errno.ENOMEM, () -> guest.map(3, Guest.RW, Guest.PRIVATE));
  }

  @Test
  void memoryThatIsOutEndsTheFaultAndNotTheKernel() throws ErrnoException {
    long pages = memory.totalFrames();
    long address = guest.map(pages, Guest.RW, Guest.PRIVATE);
    guest.map(1, 0, Guest.PRIVATE);
    long more = guest.map(17, Guest.RW, Guest.PRIVATE); // too large to come at once
    for (long page = 0; page < pages; page++) {
      assertEquals(
          FaultResult.HANDLED, guest.store(address + page * PAGE, (byte) 1), "page " + page);
    }
    assertEquals(FaultResult.OUT_OF_MEMORY, guest.store(more, (byte) 1));
    guest.mm.munmap(address, PAGE);
    assertEquals(FaultResult.HANDLED, guest.store(more, (byte) 1));
    assertEquals(0, guest.load(more + 1), "a frame that is used again is zeroed");
  }
}
