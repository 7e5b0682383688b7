package io.jvisor.vfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import java.lang.ref.WeakReference;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PathWalkTest {
  private World world;

  @BeforeEach
  void setUp() throws ErrnoException {
    world = new World();
    world.mkdir("/a");
    world.mkdir("/a/b");
    world.write("/a/b/f", "contents");
  }

  @AfterEach
  void tearDown() {
    world.close();
  }

  @Test
  void dotsSlashesAndTheRoot() throws ErrnoException {
    assertEquals("/a/b", world.canonical("//a/./b/../../a//b/"));
    assertEquals("/", world.canonical("/../../.."));
    assertEquals("/a", world.canonical("../a"));
    Fails.with(Errno.ENOENT, () -> world.resolve(""));
    Fails.with(Errno.ENOTDIR, () -> world.resolve("/a/b/f/"));
    Fails.with(Errno.ENOTDIR, () -> world.resolve("/a/b/f/x"));
    Fails.with(Errno.ENOENT, () -> world.resolve("/a/x/../b"));
    Fails.with(Errno.ENAMETOOLONG, () -> world.resolve("/" + "n".repeat(256)));
    Fails.with(Errno.ENAMETOOLONG, () -> world.resolve("/a/".repeat(1400)));
  }

  @Test
  void symbolicLinks() throws ErrnoException {
    world.symlink("b/f", "/a/relative");
    world.symlink("/a/b/", "/absolute");
    world.symlink("loop2", "/loop1");
    world.symlink("loop1", "/loop2");
    world.symlink("nowhere", "/dangling");
    assertEquals("/a/b/f", world.canonical("/a/relative"));
    assertEquals("/a/b/f", world.canonical("/absolute/f"));
    Fails.with(Errno.ELOOP, () -> world.resolve("/loop1"));
    Fails.with(Errno.ELOOP, () -> world.resolve("/loop1/x"));
    Fails.with(Errno.ENOENT, () -> world.resolve("/dangling"));
    Fails.with(Errno.ELOOP, () -> world.open(world.root, "/absolute", OpenFlags.O_NOFOLLOW));
    world.open(world.root, "/dangling", OpenFlags.O_CREAT | OpenFlags.O_WRONLY).release();
    assertEquals("/nowhere", world.canonical("/dangling"));
    Fails.with(
        Errno.EEXIST, () -> world.open(world.root, "/loop1", OpenFlags.O_CREAT | OpenFlags.O_EXCL));
  }

  @Test
  void theRootOfTheContextIsNeverLeft() throws ErrnoException {
    world.symlink("/../../b", "/a/up");
    VfsPath jail = world.resolve("/a");
    FsContext context = new FsContext(jail, jail, 0);
    VfsPath inside = world.resolve("/a/b");
    for (String path : new String[] {"..", "../../..", "/..", "/b/../../../b/..", "/up/.."}) {
      VfsPath found = Vfs.resolve(world.root, context, inside, path, Lookup.FOLLOW);
      assertSame(jail.dentry(), found.dentry(), path);
    }
  }

  @Test
  void restrictionsOfOpenat2() throws ErrnoException {
    world.symlink("/a", "/a/abs");
    world.symlink("b/f", "/a/rel");
    VfsPath start = world.resolve("/a");
    int beneath = Lookup.BENEATH | Lookup.FOLLOW;
    Fails.with(Errno.EXDEV, () -> Vfs.resolve(world.root, world.context, start, "..", beneath));
    Fails.with(Errno.EXDEV, () -> Vfs.resolve(world.root, world.context, start, "/a", beneath));
    Fails.with(Errno.EXDEV, () -> Vfs.resolve(world.root, world.context, start, "abs", beneath));
    VfsPath found = Vfs.resolve(world.root, world.context, start, "b/../rel", beneath);
    assertEquals("/a/b/f", Vfs.pathFromRoot(world.context, found));
    int inRoot = Lookup.IN_ROOT | Lookup.FOLLOW;
    found = Vfs.resolve(world.root, world.context, start, "/../b/../../b/f", inRoot);
    assertEquals("/a/b/f", Vfs.pathFromRoot(world.context, found));
    int none = Lookup.NO_SYMBOLIC_LINKS | Lookup.FOLLOW;
    Fails.with(Errno.ELOOP, () -> Vfs.resolve(world.root, world.context, start, "rel", none));
  }

  @Test
  void mountsAreCrossedBothWays() throws ErrnoException {
    world.mounts.mount(null, world.resolve("/a/b"), world.tmpfs(Map.of()), "none", 0);
    Fails.with(Errno.ENOENT, () -> world.resolve("/a/b/f"));
    assertEquals("/a", world.canonical("/a/b/.."));
    assertEquals("/a/b", world.canonical("/a/b/./../b"));
    Fails.with(Errno.EBUSY, () -> world.rename("/a/b", "/c"));
    Fails.with(Errno.EXDEV, () -> world.rename("/a", "/a/b/x"));
    Fails.with(
        Errno.EBUSY,
        () -> Vfs.removeDirectory(world.root, world.context, world.mounts.root(), "/a/b"));
    OpenFile busy = world.open(world.root, "/a/b", OpenFlags.O_RDONLY);
    Fails.with(
        Errno.EBUSY, () -> world.mounts.unmount(null, world.context, world.resolve("/a/b"), 0));
    busy.release();
    world.mounts.unmount(null, world.context, world.resolve("/a/b"), 0);
    assertEquals("contents", world.read("/a/b/f"));
  }

  @Test
  void bindMountsShowTheSameFilesWithFlagsOfTheirOwn() throws ErrnoException {
    world.mkdir("/view");
    VfsPath view = world.resolve("/view");
    world.mounts.bind(null, view, world.resolve("/a/b"), false);
    assertEquals("contents", world.read("/view/f"));
    assertEquals("/", world.canonical("/view/.."));
    world.mounts.remount(null, world.resolve("/view"), MountFlags.MS_RDONLY);
    Fails.with(Errno.EROFS, () -> world.open(world.root, "/view/f", OpenFlags.O_WRONLY));
    Fails.with(Errno.EROFS, () -> world.mkdir("/view/d"));
    Fails.with(Errno.EEXIST, () -> world.mkdir("/view/f"));
    world.write("/a/b/f", "changed");
    assertEquals("changed", world.read("/view/f"));
  }

  @Test
  void searchPermissionIsNeeded() throws ErrnoException {
    AttributeChange change = new AttributeChange();
    change.valid = AttributeChange.MODE;
    change.mode = 0700;
    Vfs.setAttributes(world.root, world.resolve("/a"), change);
    Fails.with(Errno.EACCES, () -> world.open(world.user, "/a/b/f", OpenFlags.O_RDONLY));
    assertEquals("contents", world.read("/a/b/f"));
    Fails.with(Errno.EPERM, () -> Vfs.setAttributes(world.user, world.resolve("/a"), change));
  }

  @Test
  void dentriesKeepTheirIdentityWhenTheCacheOverflows() throws ErrnoException {
    VfsPath held = world.resolve("/a/b");
    world.mkdir("/many");
    VfsPath many = world.resolve("/many");
    for (int i = 0; i < DentryCache.LIMIT + 100; i++) {
      String name = "n" + i;
      Fails.with(
          Errno.ENOENT, () -> Vfs.resolve(world.root, world.context, many, name, Lookup.FOLLOW));
    }
    assertSame(held.dentry(), world.resolve("/a/b").dentry());
  }

  @Test
  void removedFilesAreNotKept() throws ErrnoException {
    WeakReference<Inode> file = new WeakReference<>(world.resolve("/a/b/f").inode());
    Vfs.unlink(world.root, world.context, world.mounts.root(), "/a/b/f");
    System.gc();
    assertNull(file.get());
  }
}
