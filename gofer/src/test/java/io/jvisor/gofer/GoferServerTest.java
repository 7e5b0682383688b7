package io.jvisor.gofer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.ninep.Extension;
import io.jvisor.ninep.FileStatusCodec;
import io.jvisor.ninep.MessageType;
import io.jvisor.ninep.Protocol;
import io.jvisor.ninep.Qid;
import io.jvisor.ninep.Request;
import io.jvisor.ninep.Standard;
import io.jvisor.platform.spi.host.HostFiles;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoferServerTest {
  private static final int NO_FID = Protocol.NO_FID;

  @TempDir Path temporary;
  private Path root;
  private RawClient client;

  @BeforeEach
  void serve() throws Exception {
    root = Files.createDirectory(temporary.resolve("root"));
    Files.writeString(temporary.resolve("secret"), "not for guests");
    Files.writeString(root.resolve("file"), "contents");
    Files.createDirectories(root.resolve("a/b"));
    Files.writeString(root.resolve("a/b/deep"), "deep");
    Files.createSymbolicLink(root.resolve("out"), temporary);
    Files.createSymbolicLink(root.resolve("up"), Path.of("../secret"));
    client = RawClient.attached(root.toString(), false);
  }

  @AfterEach
  void stop() {
    client.close();
  }

  private static int number(Errno errno) {
    return (int) -errno.result();
  }

  private void fails(Errno errno, Request request) throws Exception {
    assertEquals(number(errno), client.call(request), request.toString());
  }

  private void works(Request request) throws Exception {
    assertEquals(0, client.call(request), request.toString());
  }

  @Test
  void readsAFileTheStandardWay() throws Exception {
    works(new Standard.Walk(0, 1, List.of("a", "b", "deep")));
    assertEquals(3, client.reply.getShort());
    assertEquals(Qid.DIRECTORY, Qid.parse(client.reply).type());
    works(new Standard.Open(1, OpenFlags.O_RDONLY));
    works(new Standard.Read(1, 1, 100));
    assertEquals(
        "eep",
        new String(
            client.reply.getData().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII));
    works(new Standard.Clunk(1));
    fails(Errno.EBADF, new Standard.Read(1, 0, 1));
  }

  @Test
  void walksAsFarAsItCan() throws Exception {
    works(new Standard.Walk(0, 1, List.of("a", "missing", "x")));
    assertEquals(1, client.reply.getShort());
    fails(Errno.EBADF, new Standard.Clunk(1));
    fails(Errno.ENOENT, new Standard.Walk(0, 1, List.of("missing")));
  }

  @Test
  void namesDoNotLeadOut() throws Exception {
    for (String name : List.of("..", ".", "", "/", "a/b", "../secret", "/etc", "a\0b")) {
      fails(Errno.EINVAL, new Standard.Walk(0, 1, List.of(name)));
      fails(Errno.EINVAL, new Extension.WalkStatus(0, NO_FID, List.of(name)));
      fails(Errno.EINVAL, new Standard.Unlink(0, name, 0));
      fails(Errno.EINVAL, new Standard.MakeDirectory(0, name, 0755, -1));
      fails(Errno.EINVAL, new Standard.RenameAt(0, "file", 0, name));
      fails(Errno.EINVAL, new Extension.CreateFile(0, name, 2, 0600, -1, -1));
      if (!name.isEmpty()) {
        fails(Errno.EINVAL, new Extension.OpenFile(0, name, 0));
        fails(Errno.EINVAL, new Extension.ReadDirectory(0, 1, name, 0));
      }
    }
    fails(Errno.ENAMETOOLONG, new Standard.Walk(0, 1, List.of("x".repeat(256))));
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    works(new Standard.Walk(0, 1, List.of("out")));
    fails(Errno.ENOTDIR, new Standard.Walk(1, 2, List.of("secret")));
    works(new Standard.Walk(0, 2, List.of("out", "secret")));
    assertEquals(1, client.reply.getShort());
    fails(Errno.EBADF, new Standard.Clunk(2));
    fails(Errno.ELOOP, new Standard.Open(1, OpenFlags.O_RDONLY));
    fails(Errno.ELOOP, new Extension.OpenFile(0, "up", OpenFlags.O_RDONLY));
    fails(Errno.ENOTDIR, new Extension.ReadDirectory(0, 9, "out", 0));
    works(new Standard.ReadLink(1));
    assertEquals(temporary.toString(), client.reply.getString());
  }

  @Test
  void aLinkThatReplacesAFileIsNotOpened() throws Exception {
    works(new Standard.Walk(0, 1, List.of("file")));
    Files.delete(root.resolve("file"));
    Files.createSymbolicLink(root.resolve("file"), temporary.resolve("secret"));
    fails(Errno.ELOOP, new Standard.Open(1, OpenFlags.O_RDONLY));
    Files.delete(root.resolve("file"));
    Files.writeString(root.resolve("file"), "another");
    fails(Errno.ESTALE, new Standard.Open(1, OpenFlags.O_RDWR | OpenFlags.O_TRUNC));
    assertEquals("another", Files.readString(root.resolve("file")));
  }

  @Test
  void specialFilesOfTheHostAreNotOpened() throws Exception {
    works(new Extension.Make(0, "pipe", "", Stat.S_IFIFO | 0600, 0, -1, -1));
    fails(Errno.EACCES, new Extension.OpenFile(0, "pipe", OpenFlags.O_RDWR));
    works(new Standard.Walk(0, 1, List.of("pipe")));
    fails(Errno.EACCES, new Standard.Open(1, OpenFlags.O_RDONLY));
  }

  @Test
  void theHostsProcessesAreNotShown() throws Exception {
    client.close();
    client = RawClient.attached("/", true);
    works(new Extension.WalkStatus(0, 1, List.of("proc")));
    fails(Errno.ENOENT, new Extension.WalkStatus(1, NO_FID, List.of("self")));
    fails(Errno.ENOENT, new Standard.Walk(1, 2, List.of("1", "environ")));
    fails(Errno.ENOENT, new Extension.OpenFile(1, "version", OpenFlags.O_RDONLY));
    works(new Extension.ReadDirectory(1, NO_FID, "", 0));
    FileStatusCodec.parse(client.reply, new FileStatus());
    assertEquals(1, client.reply.getByte());
    client.reply.end();
  }

  @Test
  void handsADescriptorOver() throws Exception {
    works(new Extension.OpenFile(0, "file", OpenFlags.O_RDONLY));
    int descriptor = client.in.takeDescriptor();
    assertTrue(descriptor >= 0);
    MemorySegment target = client.out.data();
    assertEquals(8, HostFiles.readAt(descriptor, target, 100, 0));
    assertEquals('c', target.get(ValueLayout.JAVA_BYTE, 0));
    assertEquals(Errno.EBADF.result(), HostFiles.writeAt(descriptor, target, 1, 0));
    HostFiles.close(descriptor);
  }

  @Test
  void aReadOnlyTreeCannotBeChanged() throws Exception {
    client.close();
    client = RawClient.attached(root.toString(), true);
    fails(Errno.EROFS, new Standard.Unlink(0, "file", 0));
    fails(Errno.EROFS, new Standard.MakeDirectory(0, "d", 0755, -1));
    fails(Errno.EROFS, new Standard.RenameAt(0, "file", 0, "g"));
    fails(Errno.EROFS, new Extension.Rename(0, "file", 0, "g", 0));
    fails(Errno.EROFS, new Extension.OpenFile(0, "file", OpenFlags.O_WRONLY));
    fails(Errno.EROFS, new Extension.OpenFile(0, "file", OpenFlags.O_TRUNC));
    fails(Errno.EROFS, new Extension.CreateFile(0, "g", 2, 0600, -1, -1));
    fails(Errno.EROFS, new Extension.Make(0, "l", "t", Stat.S_IFLNK, 0, -1, -1));
    fails(Errno.EROFS, new Standard.SetAttributes(0, 1, 0700, 0, 0, 0, 0, 0, 0, 0));
    fails(Errno.EROFS, new Standard.Link(0, 0, "l"));
    fails(Errno.EROFS, new Extension.RemoveAttribute(0, "user.x"));
    fails(Errno.EROFS, new Standard.AttributeCreate(0, "user.x", 1, 0));
    fails(Errno.EROFS, new Standard.Create(0, "g", 2, 0600, -1));
    fails(Errno.EROFS, new Standard.Write(0, 0, MemorySegment.ofArray(new byte[1])));
    works(new Extension.OpenFile(0, "file", OpenFlags.O_RDONLY));
    assertEquals("contents", Files.readString(root.resolve("file")));
  }

  @Test
  void listsADirectoryInPieces() throws Exception {
    List<String> expected = new ArrayList<>(List.of(".", ".."));
    Path many = Files.createDirectory(root.resolve("many"));
    for (int i = 0; i < 3000; i++) {
      String name = "entry-with-a-rather-long-name-" + i;
      Files.createFile(many.resolve(name));
      expected.add(name);
    }
    works(new Standard.Walk(0, 1, List.of("many")));
    works(new Standard.Open(1, OpenFlags.O_RDONLY));
    List<String> found = new ArrayList<>();
    long offset = 0;
    int calls = 0;
    for (; ; ) {
      works(new Standard.ReadDirectory(1, offset, 9000));
      int count = client.reply.getInt();
      if (count == 0) {
        break;
      }
      assertTrue(count <= 9000);
      while (client.reply.remaining() > 0) {
        Qid.parse(client.reply);
        offset = client.reply.getLong();
        client.reply.getByte();
        found.add(client.reply.getString());
      }
      calls++;
    }
    assertTrue(calls > 3);
    found.sort(null);
    expected.sort(null);
    assertEquals(expected, found);
  }

  @Test
  void extendedAttributesTheStandardWay() throws Exception {
    byte[] value = {1, 2, 3};
    works(new Standard.Walk(0, 1, List.of("file")));
    works(new Standard.AttributeCreate(1, "user.test", 3, 0));
    works(new Standard.Write(1, 0, MemorySegment.ofArray(value)));
    int error = client.call(new Standard.Clunk(1));
    if (error == number(Errno.EOPNOTSUPP)) {
      return; // this temporary directory has none
    }
    assertEquals(0, error);
    works(new Standard.Walk(0, 1, List.of("file")));
    works(new Standard.AttributeWalk(1, 2, "user.test"));
    assertEquals(3, client.reply.getLong());
    works(new Standard.Read(2, 1, 10));
    assertEquals(2, client.reply.getData().byteSize());
    works(new Standard.AttributeWalk(1, 3, ""));
    assertEquals("user.test".length() + 1, client.reply.getLong());
  }

  @Test
  void nothingIsAnsweredBeforeTheVersion() throws Exception {
    client.close();
    client = new RawClient(root.toString(), false);
    fails(Errno.EPROTO, new Standard.Attach(0, NO_FID, "", "", 0));
    works(new Standard.Version(Protocol.MESSAGE_SIZE, "9P2000.u"));
    client.reply.getInt();
    assertEquals("unknown", client.reply.getString());
    works(new Standard.Version(8192, "9P2000.L"));
    assertEquals(8192, client.reply.getInt());
    fails(Errno.EPROTO, new Extension.WalkStatus(0, NO_FID, List.of()));
    works(new Standard.Attach(0, NO_FID, "", "", 0));
    works(new Standard.GetAttributes(0, -1));
  }

  @Test
  void anEmptyOrCutMessageEndsTheConnection() {
    client.request.begin(MessageType.TCLUNK, 1);
    int length = client.request.finish();
    client.out.data().set(ValueLayout.JAVA_INT_UNALIGNED, 0, length + 50);
    assertEquals(0, client.exchange(length));
  }

  @Test
  void damagedRequestsAreAnswered() throws Exception {
    Random random = new Random(3);
    Path harmless = Files.createDirectory(temporary.resolve("harmless"));
    Files.writeString(harmless.resolve("f"), "x");
    client.close();
    client = RawClient.attached(harmless.toString(), false);
    List<Request> some =
        List.of(
            new Standard.Walk(0, 1, List.of("f")),
            new Standard.Open(1, 2),
            new Standard.Read(1, 0, 100),
            new Standard.ReadDirectory(0, 0, 100),
            new Standard.GetAttributes(1, 0),
            new Standard.SetAttributes(1, 511, 0600, -1, -1, 5, 1, 2, 3, 4),
            new Standard.AttributeWalk(1, 2, "user.x"),
            new Standard.Clunk(1),
            new Extension.WalkStatus(0, 3, List.of("f")),
            new Extension.OpenFile(0, "f", 2),
            new Extension.ReadDirectory(0, 4, "f", 7),
            new Extension.CreateFile(0, "g", 2, 0600, -1, -1),
            new Extension.Make(0, "h", "t", Stat.S_IFIFO, 0, -1, -1),
            new Extension.SetAttribute(1, "user.x", Request.NO_DATA, 0));
    for (int round = 0; round < 5000; round++) {
      Request request = some.get(random.nextInt(some.size()));
      client.request.begin(request.type(), 5);
      request.emit(client.request);
      int length = client.request.finish();
      for (int flips = random.nextInt(3); flips > 0; flips--) {
        int at = Protocol.HEADER_SIZE + random.nextInt(length - Protocol.HEADER_SIZE);
        client.out.data().set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt(256));
      }
      client.reply.open(client.exchange(length));
      int type = client.reply.type();
      assertTrue(type == MessageType.RLERROR || type == request.type() + 1);
    }
    assertFalse(Files.exists(temporary.resolve("g")));
    assertEquals("not for guests", Files.readString(temporary.resolve("secret")));
  }
}
