package io.jvisor.gofer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of files as memory management and reads and writes see them. */
class PageCacheTest {
  private static final int PAGE = MemoryFile.PAGE_SIZE;

  @TempDir Path root;
  private TestTree tree;
  private OpenFile file;
  private Mappable pages;

  /** What was invalidated, as "first+count private". */
  private final List<String> invalidated = new ArrayList<>();

  private final Mappable.Mapping mapping =
      (first, count, evenPrivate) ->
          invalidated.add(
              first + "+" + (count == Long.MAX_VALUE ? "*" : count) + " " + evenPrivate);

  @BeforeEach
  void mount() throws Exception {
    Files.writeString(root.resolve("f"), "a".repeat(PAGE) + "b".repeat(PAGE) + "tail");
    tree = new TestTree(root.toString(), Map.of("pages", "64"));
    file = tree.open("/f", OpenFlags.O_RDWR);
    pages = file.mappable(tree.task);
  }

  @AfterEach
  void unmount() {
    file.release();
    tree.close();
  }

  private byte peek(long page, int offset) throws ErrnoException {
    long frame = pages.frame(page, false);
    byte value = tree.memory().segment().get(ValueLayout.JAVA_BYTE, frame * PAGE + offset);
    tree.memory().release(frame);
    return value;
  }

  private void poke(long page, int offset, char value) throws ErrnoException {
    long frame = pages.frame(page, true);
    tree.memory().segment().set(ValueLayout.JAVA_BYTE, frame * PAGE + offset, (byte) value);
    tree.memory().release(frame);
  }

  @Test
  void pagesHoldTheFile() throws Exception {
    assertEquals('a', peek(0, 0));
    assertEquals('b', peek(1, PAGE - 1));
    assertEquals('t', peek(2, 0));
    assertEquals(0, peek(2, 4));
    assertEquals(0, peek(2, PAGE - 1));
    assertEquals(
        Errno.ENXIO, assertThrows(ErrnoException.class, () -> pages.frame(3, false)).errno());
    assertThrows(ErrnoException.class, () -> pages.frame(-1, false));
    assertThrows(ErrnoException.class, () -> pages.frame(Long.MAX_VALUE, false));
  }

  @Test
  void aWindowComesWithOneRead() throws Exception {
    long[] frames = new long[16];
    pages.frames(0, 16, 1, false, frames);
    assertEquals(frames[0] + 1, frames[1]);
    assertEquals(frames[0] + 2, frames[2]);
    assertEquals(-1, frames[3]);
    for (int i = 0; i < 3; i++) {
      tree.memory().release(frames[i]);
    }
  }

  @Test
  void readsSeeStoresAndMappingsSeeWrites() throws Exception {
    pages.addMapping(mapping, true);
    poke(1, 0, 'X');
    assertEquals("aXb", tree.read(file, PAGE - 1, 3));
    tree.write(file, PAGE - 1, "YYY");
    assertEquals('Y', peek(0, PAGE - 1));
    assertEquals('Y', peek(1, 1));
    assertEquals("YYYb", tree.read(file, PAGE - 1, 4));
    pages.removeMapping(mapping, true);
  }

  @Test
  void storesReachTheFileWhenAskedAndAtTheEnd() throws Exception {
    pages.addMapping(mapping, true);
    poke(2, 0, 'T');
    poke(2, 100, 'Z'); // behind the end: not the file's
    pages.sync(0, 3);
    assertEquals("Tail", Files.readString(root.resolve("f")).substring(2 * PAGE));
    poke(0, 0, 'A');
    pages.removeMapping(mapping, true);
    assertEquals('A', Files.readString(root.resolve("f")).charAt(0));
    assertEquals(2 * PAGE + 4, Files.size(root.resolve("f")));
  }

  @Test
  void truncationTakesPagesAwayAndZeroesTheTail() throws Exception {
    pages.addMapping(mapping, false);
    peek(0, 0);
    peek(2, 0);
    file.truncate(tree.task, PAGE + 1);
    assertEquals(List.of("2+* true"), invalidated);
    assertEquals('b', peek(1, 0));
    assertEquals(0, peek(1, 1));
    assertThrows(ErrnoException.class, () -> pages.frame(2, false));
    file.truncate(tree.task, 3 * PAGE);
    assertEquals(0, peek(1, 1));
    assertEquals(0, peek(2, 0));
    pages.removeMapping(mapping, false);
  }

  @Test
  void whatWasStoredBehindTheEndDoesNotAppearWhenTheFileGrows() throws Exception {
    pages.addMapping(mapping, true);
    poke(2, 10, 'Z');
    tree.write(file, 2 * PAGE + 20, "!");
    assertEquals(0, peek(2, 10));
    assertEquals('!', peek(2, 20));
    pages.removeMapping(mapping, true);
    assertEquals("tail" + "\0".repeat(16) + "!", tree.read(file, 2 * PAGE, 100));
  }

  @Test
  void anUnlinkedFileStaysMapped() throws Exception {
    pages.addMapping(mapping, false);
    Vfs.unlink(tree.task, tree.context, tree.root(), "/f");
    file.release();
    assertEquals('b', peek(1, 0));
    pages.removeMapping(mapping, false);
    Files.writeString(root.resolve("g"), "g");
    file = tree.open("/g", OpenFlags.O_RDONLY); // for the cleaning up
  }

  @Test
  void cleanPagesAreGivenUpWhenThereAreTooMany() throws Exception {
    Files.writeString(root.resolve("large"), "x".repeat(1000 * PAGE));
    OpenFile large = tree.open("/large", OpenFlags.O_RDONLY);
    Mappable largePages = large.mappable(tree.task);
    for (long page = 0; page < 1000; page++) {
      tree.memory().release(largePages.frame(page, false));
    }
    assertEquals('a', peek(0, 0));
    tree.memory().release(largePages.frame(0, false));
    assertTrue(tree.memory().usedFrames() < 700, "used " + tree.memory().usedFrames());
    large.release();
  }
}
