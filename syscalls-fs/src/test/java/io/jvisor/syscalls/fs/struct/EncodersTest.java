package io.jvisor.syscalls.fs.struct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.FileSystemStatistics;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** What guests see of structures: offsets are those of the headers named in the classes. */
class EncodersTest {
  private final MemorySegment target = MemorySegment.ofArray(new byte[512]).fill((byte) 0x55);

  private static FileStatus status() {
    FileStatus status = new FileStatus();
    status.device = 0x10_0000_0502L;
    status.inode = 77;
    status.mode = 0100644;
    status.links = 3;
    status.uid = -2;
    status.gid = 5;
    status.size = 1L << 40;
    status.blockSize = 4096;
    status.blocks = 8;
    status.accessTime = -1;
    status.modifyTime = 1_500_000_000L;
    return status;
  }

  private long longAt(int offset) {
    return target.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
  }

  private int intAt(int offset) {
    return target.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
  }

  @Test
  void stat() {
    StatStruct.encode(status(), target);
    assertEquals(77, longAt(8));
    assertEquals(3, longAt(16));
    assertEquals(0100644, intAt(24));
    assertEquals(-2, intAt(28));
    assertEquals(1L << 40, longAt(48));
    assertEquals(-1, longAt(72), "seconds of a time before 1970");
    assertEquals(999_999_999, longAt(80));
    assertEquals(1, longAt(88));
    assertEquals(500_000_000, longAt(96));
    assertEquals(0, longAt(136), "what is left over is zero");
    assertEquals(0x55, target.get(ValueLayout.JAVA_BYTE, StatStruct.BYTES));
  }

  @Test
  void statxTellsTheMountAndNoBirthTimeThatThereIsNot() {
    StatxStruct.encode(status(), 21, true, target);
    assertEquals(0x17ff, intAt(0));
    assertEquals(0x2000, longAt(8));
    assertEquals(0x2000, longAt(56));
    assertEquals(5, intAt(136));
    assertEquals(0x1000002, intAt(140), "a minor number above 255");
    assertEquals(21, longAt(144));
    FileStatus born = status();
    born.birthTime = 2_000_000_001L;
    StatxStruct.encode(born, 0, false, target);
    assertEquals(0xfff, intAt(0));
    assertEquals(0, longAt(56));
    assertEquals(2, longAt(80));
    assertEquals(1, intAt(88));
  }

  @Test
  void statfs() {
    FileSystemStatistics statistics = new FileSystemStatistics();
    statistics.type = 0x01021994;
    statistics.blockSize = 4096;
    statistics.blocks = 100;
    statistics.freeBlocks = 40;
    StatFsStruct.encode(statistics, 9, 0x1000, target);
    assertEquals(0x01021994, longAt(0));
    assertEquals(100, longAt(16));
    assertEquals(40, longAt(24));
    assertEquals(9, longAt(56));
    assertEquals(0x1020, longAt(80));
  }

  @Test
  void entriesFillUpToEightBytesAndStopWhereTheNextDoesNotFit() {
    DirectoryBuffer buffer = new DirectoryBuffer(56, false);
    assertTrue(buffer.add("a", 1, 4, 10)); // 19 + 1 + 1 bytes
    assertTrue(buffer.add("12345", 2, 8, 20)); // 19 + 5 + 1, in 32
    assertFalse(buffer.add("b", 3, 8, 30));
    assertFalse(buffer.isTooSmall());
    DirectoryBuffer small = new DirectoryBuffer(23, false);
    assertFalse(small.add("a", 1, 4, 10));
    assertTrue(small.isTooSmall());
  }

  @Test
  void lockRangesBecomeAbsolute() throws ErrnoException {
    FlockStruct lock = new FlockStruct();
    lock.start = -5;
    lock.length = 10;
    lock.toAbsolute(20);
    assertEquals(15, lock.first());
    assertEquals(24, lock.last());
    lock.start = 0;
    lock.length = -5;
    lock.toAbsolute(20);
    assertEquals(15, lock.first());
    assertEquals(19, lock.last());
    lock.length = 0;
    lock.toAbsolute(0);
    assertEquals(Long.MAX_VALUE, lock.last());
  }

  @Test
  void lockRangesOutOfBoundsAreRefused() {
    assertEquals(Errno.EINVAL, refusal(-5, 1, 4));
    assertEquals(Errno.EINVAL, refusal(0, -5, 4));
    assertEquals(Errno.EOVERFLOW, refusal(Long.MAX_VALUE, 1, 1));
    assertEquals(Errno.EOVERFLOW, refusal(2, Long.MAX_VALUE, 0));
  }

  private static Errno refusal(long start, long length, long base) {
    FlockStruct lock = new FlockStruct();
    lock.start = start;
    lock.length = length;
    return assertThrows(ErrnoException.class, () -> lock.toAbsolute(base)).errno();
  }
}
