package io.jvisor.vfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.OpenFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MountNamespaceTest {
  private static Mount mount(World world, String path) throws ErrnoException {
    FileSystem fresh = world.tmpfs(Map.of("size", "4k"));
    return world.mounts.mount(world.root, world.resolve(path), fresh, "none", 0);
  }

  private static FsContext copy(World world) throws ErrnoException {
    return world.mounts.copy(world.context, Credentials.ROOT);
  }

  @Test
  void aCopyHasMountsOfItsOwnThatGoWithIt() throws ErrnoException {
    try (World world = new World()) {
      world.mkdir("/m");
      Mount original = mount(world, "/m");
      FsContext other = copy(world);
      MountNamespace namespace = other.namespace();
      assertEquals(world.mounts.mounts().size(), namespace.mounts().size());
      VfsPath there = Vfs.resolve(world.root, other, other.root(), "/m", Lookup.FOLLOW);
      assertSame(original.fileSystem(), there.mount().fileSystem());
      assertSame(namespace, there.mount().namespace());
      world.mounts.unmount(world.root, world.context, world.resolve("/m"), 0);
      assertSame(there.mount(), namespace.mounts().getLast());
      other.leave();
      assertFalse(namespace.tryHold());
      assertNull(there.mount().namespace());
    }
  }

  @Test
  void anOpenFileKeepsWhatItsNamespaceDoesNot() throws ErrnoException {
    try (World world = new World()) {
      world.mkdir("/m");
      FsContext other = copy(world);
      MountNamespace namespace = other.namespace();
      VfsPath place = Vfs.resolve(world.root, other, other.root(), "/m", Lookup.FOLLOW);
      Mount mount = namespace.mount(world.root, place, world.tmpfs(Map.of()), "none", 0);
      OpenFile open = Vfs.open(world.root, other, other.root(), "/m", OpenFlags.O_RDONLY, 0, 0);
      other.leave();
      assertSame(mount, open.path().mount());
      assertNull(mount.namespace());
      open.release();
    }
  }

  @Test
  void allNamespacesTogetherHaveALimit() throws ErrnoException {
    try (World world = new World()) {
      world.mkdir("/m");
      world.mkdir("/n");
      for (int i = 0; i < 1000; i++) {
        world.mounts.bind(world.root, world.resolve("/m"), world.resolve("/n"), false);
      }
      List<FsContext> copies = new ArrayList<>();
      Fails.with(
          Errno.ENOSPC,
          () -> {
            for (; ; ) {
              copies.add(copy(world));
            }
          });
      assertEquals(8, copies.size());
      copies.removeLast().leave();
      copies.add(copy(world));
      copies.forEach(FsContext::leave);
    }
  }

  @Test
  void whatCannotBeToldToAllIsToldToNone() throws ErrnoException {
    try (World world = new World()) {
      world.mkdir("/m");
      mount(world, "/m");
      world.mkdir("/m/at");
      world.mkdir("/n");
      world.mounts.setPropagation(world.root, world.resolve("/m"), PropagationType.SHARED, false);
      for (int i = 0; i < 6000; i++) {
        world.mkdir("/n/" + i);
        world.mounts.bind(world.root, world.resolve("/n/" + i), world.resolve("/m"), false);
      }
      int before = world.mounts.mounts().size();
      Fails.with(Errno.ENOSPC, () -> mount(world, "/m/at"));
      assertEquals(before, world.mounts.mounts().size());
      for (int i = 0; i < 3000; i++) {
        world.mounts.unmount(world.root, world.context, world.resolve("/n/" + i), 0);
      }
      mount(world, "/m/at");
      assertEquals(before - 3000 + 3001, world.mounts.mounts().size());
    }
  }

  @Test
  void pivotRootMovesWhoStandsInTheRoot() throws ErrnoException {
    try (World world = new World()) {
      world.mkdir("/new");
      Mount fresh = mount(world, "/new");
      world.mkdir("/new/old");
      FsContext standing = world.context.copy();
      Mount former = world.mounts.root().mount();
      world.mounts.pivotRoot(
          world.root, world.context, world.resolve("/new"), world.resolve("/new/old"));
      assertSame(fresh, world.mounts.root().mount());
      assertSame(fresh, standing.workingDirectory().mount());
      assertSame(former, world.resolve("/old").mount());
      assertTrue(
          world.mounts.views(standing.root()).stream().anyMatch(v -> v.place().equals("/old")));
      standing.leave();
    }
  }
}
