package io.jvisor.vfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.RenameFlags;
import io.jvisor.kernel.api.file.FileStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RenameTest {
  private World world;

  @BeforeEach
  void setUp() throws ErrnoException {
    world = new World();
    world.mkdir("/a");
    world.mkdir("/a/b");
    world.mkdir("/a/b/c");
    world.write("/a/f", "f");
  }

  @AfterEach
  void tearDown() {
    world.close();
  }

  private long links(String path) throws ErrnoException {
    FileStatus status = new FileStatus();
    world.resolve(path).inode().status(status);
    return status.links;
  }

  private void rename(String from, String to, int flags) throws ErrnoException {
    Vfs.rename(
        world.root, world.context, world.mounts.root(), from, world.mounts.root(), to, flags);
  }

  @Test
  void aDirectoryCannotMoveBelowItself() throws ErrnoException {
    Fails.with(Errno.EINVAL, () -> world.rename("/a", "/a/b/x"));
    Fails.with(Errno.EINVAL, () -> world.rename("/a", "/a/b/c"));
    Fails.with(Errno.EINVAL, () -> world.rename("/a/b", "/a/b/b"));
    Fails.with(Errno.ENOTEMPTY, () -> world.rename("/a/b/c", "/a"));
    Fails.with(Errno.EINVAL, () -> rename("/a/b/c", "/a", RenameFlags.RENAME_EXCHANGE));
  }

  @Test
  void typesMustFit() throws ErrnoException {
    world.mkdir("/empty");
    Fails.with(Errno.ENOTDIR, () -> world.rename("/empty", "/a/f/"));
    Fails.with(Errno.ENOTDIR, () -> world.rename("/a/f", "/x/"));
    Fails.with(Errno.EISDIR, () -> world.rename("/a/f", "/empty"));
    Fails.with(Errno.ENOTDIR, () -> world.rename("/empty", "/a/f"));
    Fails.with(Errno.ENOTEMPTY, () -> world.rename("/empty", "/a"));
    Fails.with(Errno.EBUSY, () -> world.rename("/a/.", "/x"));
    Fails.with(Errno.EEXIST, () -> rename("/a", "/empty", RenameFlags.RENAME_NOREPLACE));
    Fails.with(Errno.EINVAL, () -> rename("/a", "/x", RenameFlags.RENAME_WHITEOUT));
  }

  @Test
  void linksOfDirectoriesAreCounted() throws ErrnoException {
    assertEquals(3, links("/a"));
    world.rename("/a/b/c", "/c");
    assertEquals(2, links("/a/b"));
    assertEquals(4, links("/"));
    world.rename("/c", "/a/b");
    assertEquals(3, links("/"));
    assertEquals(3, links("/a"));
  }

  @Test
  void exchangeLeavesBothInPlace() throws ErrnoException {
    rename("/a/f", "/a/b", RenameFlags.RENAME_EXCHANGE);
    assertEquals("f", world.read("/a/b"));
    assertEquals("/a/f/c", world.canonical("/a/f/c"));
  }

  @Test
  void openFilesFollowTheirName() throws ErrnoException {
    OpenFile file = world.open(world.root, "/a/f", OpenFlags.O_RDONLY);
    world.rename("/a", "/z");
    assertEquals("/z/f", file.displayName(world.root));
    world.write("/g", "g");
    world.rename("/g", "/z/f");
    assertEquals("/z/f (deleted)", file.displayName(world.root));
    assertEquals("g", world.read("/z/f"));
    file.release();
  }

  @Test
  void twoThreadsThatMoveDirectoriesCrosswiseComeToAnEnd() throws Exception {
    world.mkdir("/x");
    world.mkdir("/y");
    world.mkdir("/x/p");
    world.mkdir("/y/q");
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Integer>> done = new ArrayList<>();
      done.add(threads.submit(() -> toAndFro("/x/p", "/y/p")));
      done.add(threads.submit(() -> toAndFro("/y/q", "/x/q")));
      for (Future<Integer> each : done) {
        assertEquals(2000, each.get());
      }
    }
    assertEquals("/x/p", world.canonical("/x/p"));
  }

  private int toAndFro(String here, String there) throws ErrnoException {
    int moves = 0;
    for (int i = 0; i < 1000; i++) {
      world.rename(here, there);
      world.rename(there, here);
      moves += 2;
    }
    return moves;
  }

  @Test
  void aFileThatIsReplacedAllTheTimeIsNeverEmpty() throws Exception {
    world.write("/a/f", "old");
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> writer =
          threads.submit(
              () -> {
                for (int i = 0; i < 2000; i++) {
                  world.write("/tmp", "new");
                  world.rename("/tmp", "/a/f");
                }
                return null;
              });
      while (!writer.isDone()) {
        assertTrue(world.read("/a/f").length() == 3);
      }
      writer.get();
    }
  }
}
