package io.jvisor.vfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.InotifyEvents;
import io.jvisor.kernel.api.abi.OpenFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileEventsTest {
  private final List<String> seen = new ArrayList<>();
  private World world;

  private final class Recorder extends InodeWatch {
    private final String who;

    Recorder(String who, String path) throws ErrnoException {
      super(world.resolve(path).inode());
      this.who = who;
      start();
    }

    @Override
    protected void happened(int event, int cookie, String name, boolean unlinked) {
      seen.add(who + " " + Integer.toHexString(event) + (name == null ? "" : " " + name));
    }

    @Override
    protected void ended(int event) {
      seen.add(who + " ended " + Integer.toHexString(event));
    }
  }

  private List<String> take() {
    List<String> taken = List.copyOf(seen);
    seen.clear();
    return taken;
  }

  @BeforeEach
  void setUp() throws ErrnoException {
    world = new World();
    world.mkdir("/d");
    world.write("/d/f", "text");
  }

  @AfterEach
  void tearDown() {
    world.close();
  }

  private void unlink(String path) throws ErrnoException {
    Vfs.unlink(world.root, world.context, world.mounts.root(), path);
  }

  @Test
  void whoWatchesTheDirectoryIsToldFirst() throws ErrnoException {
    new Recorder("file", "/d/f");
    new Recorder("directory", "/d");
    world.open(world.root, "/d/f", OpenFlags.O_WRONLY).release();
    assertEquals(List.of("directory 20 f", "file 20", "directory 8 f", "file 8"), take());
  }

  @Test
  void watchesEndWithTheLastUserOfAFileWithoutNames() throws ErrnoException {
    new Recorder("file", "/d/f");
    Inode inode = world.resolve("/d/f").inode();
    OpenFile open = world.open(world.root, "/d/f", OpenFlags.O_RDONLY);
    take();
    unlink("/d/f");
    assertEquals(List.of("file 4"), take());
    open.release();
    assertEquals(List.of("file 10", "file ended 400"), take());
    assertNull(inode.watches());
  }

  @Test
  void aSecondNameKeepsWatchesAlive() throws ErrnoException {
    Vfs.link(world.root, world.context, world.resolve("/d/f"), world.mounts.root(), "/g");
    Recorder watch = new Recorder("file", "/d/f");
    unlink("/d/f");
    assertEquals(List.of("file 4"), take());
    unlink("/g");
    assertEquals(List.of("file 4", "file ended 400"), take());
    watch.stop(); // once more does no harm
  }

  @Test
  void aStoppedWatchSeesNothing() throws ErrnoException {
    Recorder first = new Recorder("first", "/d");
    new Recorder("second", "/d");
    first.stop();
    world.mkdir("/d/sub");
    int event = InotifyEvents.IN_CREATE | InotifyEvents.IN_ISDIR;
    assertEquals(List.of("second " + Integer.toHexString(event) + " sub"), take());
  }

  @Test
  void theYoungestWatchIsToldFirst() throws ErrnoException {
    new Recorder("older", "/d");
    new Recorder("younger", "/d");
    unlink("/d/f");
    assertEquals(List.of("younger 200 f", "older 200 f"), take());
  }

  @Test
  void whatIsRenamedInItsDirectoryIsToldBesides() throws ErrnoException {
    new Recorder("watch", "/d");
    world.rename("/d/f", "/d/g");
    assertEquals(List.of("watch 10000 f", "watch 40 f", "watch 80 g"), take());
    world.rename("/d/g", "/g");
    assertEquals(List.of("watch 40 g"), take());
  }

  @Test
  void watchesEndWithTheirFileSystem() throws ErrnoException {
    FileSystem other = world.tmpfs(Map.of());
    world.mounts.mount(null, world.resolve("/d"), other, "other", 0);
    new Recorder("root", "/d");
    world.mounts.unmount(null, world.context, world.resolve("/d"), 0);
    assertEquals(List.of("root ended 2000"), take());
  }
}
