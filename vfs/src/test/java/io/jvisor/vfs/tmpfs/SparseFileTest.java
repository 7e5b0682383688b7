package io.jvisor.vfs.tmpfs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.kernel.api.file.SegmentIo;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.Fails;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Sealable;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.World;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SparseFileTest {
  private static final int PAGE = MemoryFile.PAGE_SIZE;

  private World world;
  private OpenFile file;

  @BeforeEach
  void setUp() throws ErrnoException {
    world = new World();
    file = world.open(world.root, "/f", OpenFlags.O_RDWR | OpenFlags.O_CREAT);
  }

  @AfterEach
  void tearDown() {
    world.close();
  }

  private long write(byte[] bytes, long offset) throws ErrnoException {
    return file.writeAt(world.root, SegmentIo.source(MemorySegment.ofArray(bytes)), offset);
  }

  private byte[] read(int length, long offset) throws ErrnoException {
    byte[] bytes = new byte[length];
    int count = (int) file.readAt(world.root, SegmentIo.sink(MemorySegment.ofArray(bytes)), offset);
    return Arrays.copyOf(bytes, count);
  }

  private FileStatus status() throws ErrnoException {
    FileStatus status = new FileStatus();
    file.status(world.root, status);
    return status;
  }

  private long seek(long offset, int whence) throws ErrnoException {
    return file.seek(world.root, offset, whence);
  }

  @Test
  void holesReadAsZerosAndTakeNoPages() throws ErrnoException {
    long far = 1L << 40;
    assertEquals(3, write(new byte[] {1, 2, 3}, far + PAGE - 1));
    assertEquals(far + PAGE + 2, status().size);
    assertEquals(16, status().blocks);
    assertArrayEquals(new byte[10], read(10, far / 2));
    assertArrayEquals(new byte[] {0, 1, 2, 3}, read(100, far + PAGE - 2));
    assertEquals(far, seek(0, Seek.SEEK_DATA));
    assertEquals(0, seek(0, Seek.SEEK_HOLE));
    assertEquals(far + PAGE + 2, seek(far + 5, Seek.SEEK_HOLE));
    Fails.with(Errno.ENXIO, () -> seek(far + PAGE + 2, Seek.SEEK_DATA));
  }

  @Test
  void whatWasCutOffDoesNotComeBack() throws ErrnoException {
    byte[] ones = new byte[3 * PAGE];
    Arrays.fill(ones, (byte) 1);
    write(ones, 0);
    file.truncate(world.root, 100);
    file.truncate(world.root, 3L * PAGE);
    byte[] expected = new byte[3 * PAGE];
    Arrays.fill(expected, 0, 100, (byte) 1);
    assertArrayEquals(expected, read(3 * PAGE, 0));
    assertEquals(8, status().blocks);
  }

  @Test
  void punchedHolesAreZero() throws ErrnoException {
    byte[] ones = new byte[4 * PAGE];
    Arrays.fill(ones, (byte) 1);
    write(ones, 0);
    file.allocate(world.root, 3, 100, 2L * PAGE);
    byte[] expected = ones.clone();
    Arrays.fill(expected, 100, 100 + 2 * PAGE, (byte) 0);
    assertArrayEquals(expected, read(4 * PAGE, 0));
    assertEquals(3 * 8, status().blocks);
    file.allocate(world.root, 3, 3L * PAGE + 5, 6);
    Arrays.fill(expected, 3 * PAGE + 5, 3 * PAGE + 11, (byte) 0);
    assertArrayEquals(expected, read(4 * PAGE, 0));
    Fails.with(Errno.EOPNOTSUPP, () -> file.allocate(world.root, 0x10, 0, 1));
  }

  @Test
  void agreesWithAnArray() throws ErrnoException {
    Random random = new Random(7);
    byte[] model = new byte[64 * PAGE];
    int size = 0;
    for (int step = 0; step < 2000; step++) {
      int offset = random.nextInt(60 * PAGE);
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          byte[] data = new byte[random.nextInt(3 * PAGE)];
          random.nextBytes(data);
          write(data, offset);
          System.arraycopy(data, 0, model, offset, data.length);
          size = data.length == 0 ? size : Math.max(size, offset + data.length);
        }
        case 2 -> {
          file.truncate(world.root, offset);
          Arrays.fill(model, offset, model.length, (byte) 0);
          size = offset;
        }
        default -> {
          int length = 1 + random.nextInt(3 * PAGE);
          file.allocate(world.root, 3, offset, length);
          Arrays.fill(model, offset, offset + length, (byte) 0);
        }
      }
      assertEquals(size, status().size);
    }
    assertArrayEquals(Arrays.copyOf(model, size), read(model.length, 0));
  }

  @Test
  void pagesGoWithTheLastUser() throws ErrnoException {
    long before = world.memory().usedFrames();
    write(new byte[10 * PAGE], 0);
    assertEquals(before + 10, world.memory().usedFrames());
    Vfs.unlink(world.root, world.context, world.mounts.root(), "/f");
    assertEquals(10 * PAGE, read(20 * PAGE, 0).length);
    Mappable pages = file.mappable(world.root);
    List<Long> cut = new ArrayList<>();
    Mappable.Mapping mapping = (first, count, copies) -> cut.add(first);
    pages.addMapping(mapping, true);
    file.release();
    assertEquals(before + 10, world.memory().usedFrames());
    pages.removeMapping(mapping, true);
    assertEquals(before, world.memory().usedFrames());
  }

  @Test
  void mappingsLearnOfTruncation() throws ErrnoException {
    write(new byte[4 * PAGE], 0);
    Mappable pages = file.mappable(world.root);
    List<Long> cut = new ArrayList<>();
    pages.addMapping((first, count, copies) -> cut.add(first), true);
    file.truncate(world.root, PAGE + 1);
    assertEquals(List.of(2L), cut);
    Fails.with(Errno.ENXIO, () -> pages.frame(2, false));
    world.memory().release(pages.frame(1, true));
  }

  @Test
  void limits() throws ErrnoException {
    world.mkdir("/small");
    world.mounts.mount(
        null,
        world.resolve("/small"),
        world.tmpfs(Map.of("size", "16k", "nr_inodes", "3")),
        "none",
        0);
    file = world.open(world.root, "/small/f", OpenFlags.O_RDWR | OpenFlags.O_CREAT);
    assertEquals(16 << 10, write(new byte[20 << 10], 0));
    Fails.with(Errno.ENOSPC, () -> write(new byte[1], 16 << 10));
    Fails.with(Errno.ENOSPC, () -> file.allocate(world.root, 0, 0, 32 << 10));
    file.truncate(world.root, 0);
    assertEquals(1, write(new byte[1], 1 << 20));
    world.mkdir("/small/d");
    Fails.with(Errno.ENOSPC, () -> world.mkdir("/small/e"));
    world.root.limitFileSize(100);
    assertEquals(10, write(new byte[20], 90));
    Fails.with(Errno.EFBIG, () -> write(new byte[1], 100));
    Fails.with(Errno.EFBIG, () -> file.truncate(world.root, 101));
    assertEquals(List.of(Signals.SIGXFSZ, Signals.SIGXFSZ), world.root.raised);
  }

  @Test
  void seals() throws ErrnoException {
    file = new Memfds(world).create(world.root, "m", 2);
    write(new byte[100], 0);
    Sealable sealable = (Sealable) file;
    sealable.addSeals(world.root, Sealable.F_SEAL_SHRINK | Sealable.F_SEAL_GROW);
    Fails.with(Errno.EPERM, () -> file.truncate(world.root, 99));
    Fails.with(Errno.EPERM, () -> write(new byte[2], 99));
    assertEquals(1, write(new byte[1], 99));
    Mappable pages = file.mappable(world.root);
    Mappable.Mapping mapping = (first, count, copies) -> {};
    pages.addMapping(mapping, true);
    Fails.with(Errno.EBUSY, () -> sealable.addSeals(world.root, Sealable.F_SEAL_WRITE));
    pages.removeMapping(mapping, true);
    sealable.addSeals(world.root, Sealable.F_SEAL_WRITE | Sealable.F_SEAL_SEAL);
    Fails.with(Errno.EPERM, () -> write(new byte[1], 0));
    Fails.with(Errno.EPERM, () -> sealable.addSeals(world.root, Sealable.F_SEAL_EXEC));
    assertEquals("/memfd:m (deleted)", file.displayName(world.root));
  }
}
