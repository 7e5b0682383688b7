package io.jvisor.gofer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class GoferFileSystemTest {
  @TempDir Path temporary;
  private Path root;
  private TestTree tree;

  @BeforeEach
  void mount() throws Exception {
    root = Files.createDirectory(temporary.resolve("root"));
    Files.writeString(temporary.resolve("secret"), "not for guests");
    Files.writeString(root.resolve("file"), "contents");
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/deep"), "deep");
    tree = new TestTree(root.toString(), Map.of());
  }

  @AfterEach
  void unmount() {
    tree.close();
  }

  private static void fails(Errno errno, Executable call) {
    assertEquals(errno, assertThrows(ErrnoException.class, call).errno());
  }

  private OpenFile create(String path) throws ErrnoException {
    return tree.open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_EXCL);
  }

  @Test
  void readsFiles() throws Exception {
    assertEquals("contents", tree.read("/file"));
    assertEquals("deep", tree.read("a/b/deep"));
    fails(Errno.ENOENT, () -> tree.read("/a/missing"));
    FileStatus status = tree.status("/file");
    assertEquals(8, status.size);
    assertEquals(Files.getAttribute(root.resolve("file"), "unix:ino"), status.inode);
    assertEquals(tree.fileSystem.device(), status.device);
  }

  @Test
  void pathsStayInside() throws Exception {
    Files.createSymbolicLink(root.resolve("up"), Path.of("../secret"));
    Files.createSymbolicLink(root.resolve("absolute"), temporary.resolve("secret"));
    Files.createSymbolicLink(root.resolve("inside"), Path.of("/a/b/deep"));
    fails(Errno.ENOENT, () -> tree.read("/../secret"));
    fails(Errno.ENOENT, () -> tree.read("/up"));
    fails(Errno.ENOENT, () -> tree.read("/absolute"));
    assertEquals("deep", tree.read("/inside"));
    assertEquals("deep", tree.read("/../../a/../a/b/deep"));
  }

  @Test
  void listsAndRemembersADirectory() throws Exception {
    List<String> expected = new ArrayList<>(List.of(".", ".."));
    Files.createDirectory(root.resolve("many"));
    for (int i = 0; i < 2500; i++) {
      Files.createFile(root.resolve("many/name-" + i));
      expected.add("name-" + i);
    }
    List<String> found = tree.list("/many");
    found.sort(null);
    expected.sort(null);
    assertEquals(expected, found);
    tree.server.close(); // what follows is answered from memory
    assertEquals(expected.size(), tree.list("/many").size());
    assertEquals(0, tree.status("/many/name-7").size);
    fails(Errno.ENOENT, () -> tree.status("/many/name-2500"));
  }

  @Test
  void readsADirectoryTooLargeToRemember() throws Exception {
    Files.createDirectory(root.resolve("huge"));
    for (int i = 0; i < 9000; i++) {
      Files.createFile(root.resolve("huge/" + i));
    }
    List<String> found = tree.list("/huge");
    assertEquals(9002, found.size());
    assertEquals(9002, found.stream().distinct().count());
  }

  @Test
  void writesFiles() throws Exception {
    OpenFile file = create("/new");
    assertEquals(5, tree.write(file, -1, "hello"));
    assertEquals(2, tree.write(file, 8, "!!"));
    assertEquals("hello\0\0\0!!", tree.read(file, 0, 100));
    assertEquals(5, file.seek(tree.task, 0, Seek.SEEK_CUR));
    assertEquals(10, file.seek(tree.task, 0, Seek.SEEK_END));
    file.truncate(tree.task, 3);
    assertEquals("hel", tree.read(file, 0, 100));
    file.release();
    assertEquals("hel", Files.readString(root.resolve("new")));
    assertEquals(3, tree.status("/new").size);
    OpenFile append = tree.open("/new", OpenFlags.O_WRONLY | OpenFlags.O_APPEND);
    tree.write(append, -1, "p");
    fails(Errno.EBADF, () -> tree.read(append, 0, 1));
    append.release();
    assertEquals("help", tree.read("/new"));
    tree.open("/new", OpenFlags.O_WRONLY | OpenFlags.O_TRUNC).release();
    assertEquals("", tree.read("/new"));
  }

  @Test
  void namesComeAndGo() throws Exception {
    tree.list("/"); // so that changes have something to invalidate
    Vfs.makeDirectory(tree.task, tree.context, tree.root(), "/d", 0777);
    assertEquals(0755, tree.status("/d").mode & Stat.PERMISSIONS);
    create("/d/f").release();
    assertEquals(List.of(".", "..", "f"), tree.list("/d"));
    Vfs.rename(tree.task, tree.context, tree.root(), "/d/f", tree.root(), "/g", 0);
    assertFalse(tree.exists("/d/f"));
    assertTrue(Files.exists(root.resolve("g")));
    assertTrue(tree.list("/").contains("g"));
    VfsPath g = Vfs.resolve(tree.task, tree.context, tree.root(), "/g", 0);
    Vfs.link(tree.task, tree.context, g, tree.root(), "/d/h");
    assertEquals(2, tree.status("/g").links);
    assertEquals(tree.status("/g").inode, tree.status("/d/h").inode);
    Vfs.unlink(tree.task, tree.context, tree.root(), "/g");
    assertEquals(1, tree.status("/d/h").links);
    assertEquals("", tree.read("/d/h"));
    fails(Errno.ENOTEMPTY, () -> Vfs.removeDirectory(tree.task, tree.context, tree.root(), "/d"));
    Vfs.unlink(tree.task, tree.context, tree.root(), "/d/h");
    Vfs.removeDirectory(tree.task, tree.context, tree.root(), "/d");
    assertFalse(Files.exists(root.resolve("d")));
    Vfs.makeSymbolicLink(tree.task, tree.context, "file", tree.root(), "/l");
    assertEquals("contents", tree.read("/l"));
    assertEquals(Path.of("file"), Files.readSymbolicLink(root.resolve("l")));
  }

  @Test
  void aMovedDirectoryKeepsWorking() throws Exception {
    OpenFile deep = tree.open("/a/b/deep", OpenFlags.O_RDONLY);
    Vfs.rename(tree.task, tree.context, tree.root(), "/a", tree.root(), "/z", 0);
    assertEquals("deep", tree.read("/z/b/deep"));
    create("/z/b/more").release();
    assertTrue(Files.exists(root.resolve("z/b/more")));
    assertEquals("deep", tree.read(deep, 0, 10));
    deep.release();
  }

  @Test
  void anUnlinkedFileLivesUntilItIsClosed() throws Exception {
    OpenFile file = create("/gone");
    tree.write(file, -1, "still");
    Vfs.unlink(tree.task, tree.context, tree.root(), "/gone");
    assertEquals("still", tree.read(file, 0, 10));
    FileStatus status = new FileStatus();
    file.status(tree.task, status);
    assertEquals(0, status.links);
    assertEquals(5, status.size);
    create("/gone").release(); // another file of that name
    assertEquals("still", tree.read(file, 0, 10));
    assertEquals("", tree.read("/gone"));
    file.release();
  }

  @Test
  void attributesChange() throws Exception {
    VfsPath path = Vfs.resolve(tree.task, tree.context, tree.root(), "/file", Lookup.FOLLOW);
    AttributeChange change = new AttributeChange();
    change.valid = AttributeChange.MODE | AttributeChange.MODIFY_TIME;
    change.mode = 0640;
    change.modifyTime = 1_500_000_000_123_456_789L;
    Vfs.setAttributes(tree.task, path, change);
    FileStatus status = tree.status("/file");
    assertEquals(Stat.S_IFREG | 0640, status.mode);
    assertEquals(Stat.S_IFREG | 0640, path.inode().mode());
    assertEquals(1_500_000_000_123_456_789L, status.modifyTime);
    assertEquals(
        PosixFilePermissions.fromString("rw-r-----"),
        Files.getPosixFilePermissions(root.resolve("file")));
  }

  @Test
  void attributesThatAppearLaterAreSeen() throws Exception {
    tree.list("/"); // with the listing, the gofer tells once which files have any
    VfsPath file = Vfs.resolve(tree.task, tree.context, tree.root(), "/file", 0);
    ErrnoException none =
        assertThrows(
            ErrnoException.class, () -> file.inode().extendedAttribute(tree.task, "user.t"));
    if (none.errno() == Errno.EOPNOTSUPP) {
      return; // this temporary directory has none
    }
    tree.list("/");
    fails(Errno.ENODATA, () -> file.inode().extendedAttribute(tree.task, "user.t"));
    file.inode().setExtendedAttribute(tree.task, "user.t", new byte[] {7}, 0);
    tree.list("/");
    assertEquals(7, file.inode().extendedAttribute(tree.task, "user.t")[0]);
    assertEquals(List.of("user.t"), file.inode().extendedAttributes(tree.task));
    file.inode().removeExtendedAttribute(tree.task, "user.t");
    tree.list("/");
    fails(Errno.ENODATA, () -> file.inode().extendedAttribute(tree.task, "user.t"));
  }

  @Test
  void aReadOnlyTreeRefuses() throws Exception {
    try (TestTree readOnly = new TestTree(root.toString(), Map.of("ro", ""))) {
      assertEquals("contents", readOnly.read("/file"));
      fails(Errno.EROFS, () -> readOnly.open("/file", OpenFlags.O_RDWR));
    }
  }

  @Test
  void aSharedTreeSeesWhatOthersDo() throws Exception {
    try (TestTree shared = new TestTree(root.toString(), Map.of("cache", "shared"))) {
      assertEquals("contents", shared.read("/file"));
      assertFalse(shared.exists("/later"));
      Files.writeString(root.resolve("later"), "now");
      Files.writeString(root.resolve("file"), "changed by others");
      assertEquals("now", shared.read("/later"));
      assertEquals("changed by others", shared.read("/file"));
      assertEquals(17, shared.status("/file").size);
      assertTrue(shared.list("/").contains("later"));
      Files.delete(root.resolve("file"));
      assertFalse(shared.exists("/file"));
    }
  }

  @Test
  void withoutTheGoferEverythingIsAnError() {
    tree.server.close();
    fails(Errno.EIO, () -> tree.read("/a/b/deep"));
    fails(Errno.EIO, () -> tree.list("/a"));
  }

  @Test
  void manyThreadsShareTheConnection() throws Exception {
    int threads = 8;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int number = t;
        all.add(executor.submit(() -> makeAndRemove(number)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    }
    try (Stream<Path> left = Files.list(root)) {
      assertEquals(0, left.filter(p -> p.getFileName().toString().startsWith("t")).count());
    }
  }

  private Void makeAndRemove(int number) throws ErrnoException {
    TestTask task = new TestTask();
    for (int i = 0; i < 100; i++) {
      String name = "/t" + number + "-" + i;
      OpenFile file =
          Vfs.open(
              task, tree.context, tree.root(), name, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0644, 0);
      file.release();
      Vfs.rename(task, tree.context, tree.root(), name, tree.root(), name + "x", 0);
      Vfs.unlink(task, tree.context, tree.root(), name + "x");
    }
    return null;
  }

  @Test
  void manyDirectoriesUseFewFids() throws Exception {
    String path = "/chain";
    Vfs.makeDirectory(tree.task, tree.context, tree.root(), path, 0755);
    for (int i = 0; i < 400; i++) {
      Vfs.makeDirectory(tree.task, tree.context, tree.root(), "/chain/" + i, 0755);
      create("/chain/" + i + "/f").release();
    }
    for (int i = 0; i < 400; i++) {
      assertEquals("", tree.read("/chain/" + i + "/f"));
    }
  }
}
