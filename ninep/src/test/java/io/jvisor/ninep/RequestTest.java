package io.jvisor.ninep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RequestTest {
  private final byte[] memory = new byte[1 << 16];
  private final MessageBuffer buffer = new MessageBuffer(MemorySegment.ofArray(memory));

  static Stream<Request> requests() {
    return Stream.of(
        new Standard.Version(8192, "9P2000.L"),
        new Standard.Auth(1, "u", "t", 0),
        new Standard.Attach(1, Protocol.NO_FID, "user", "tree", -1),
        new Standard.Flush(0xfffe),
        new Standard.Walk(1, 2, List.of("a", "\u00e4\u00ff", "c")),
        new Standard.Walk(1, 2, List.of()),
        new Standard.Read(1, Long.MAX_VALUE, -1),
        new Standard.Clunk(7),
        new Standard.Remove(7),
        new Standard.StatFs(7),
        new Standard.Open(7, 02000000),
        new Standard.Create(7, "n", 1, 0644, 3),
        new Standard.SymbolicLink(7, "n", "../x", 3),
        new Standard.MakeNode(7, "n", 010644, 1, 2, 3),
        new Standard.Rename(7, 8, "n"),
        new Standard.ReadLink(7),
        new Standard.GetAttributes(7, 0x7ff),
        new Standard.SetAttributes(7, 1, 2, 3, 4, 5, -6, 7, 8, 9),
        new Standard.AttributeWalk(7, 8, "user.x"),
        new Standard.AttributeCreate(7, "user.x", 5, 1),
        new Standard.ReadDirectory(7, 8, 9),
        new Standard.Sync(7, 1),
        new Standard.Link(7, 8, "n"),
        new Standard.MakeDirectory(7, "n", 0755, 3),
        new Standard.RenameAt(7, "a", 8, "b"),
        new Standard.Unlink(7, "a", 0x200),
        new Extension.WalkStatus(1, 2, List.of("a")),
        new Extension.OpenFile(1, "", 2),
        new Extension.ReadDirectory(1, 2, "d", 3),
        new Extension.CreateFile(1, "n", 2, 0600, 4, 5),
        new Extension.Make(1, "n", "t", 0120777, 9, 4, 5),
        new Extension.Rename(1, "a", 2, "b", 2),
        new Extension.GetAttribute(1, "user.x"),
        new Extension.RemoveAttribute(1, "user.x"),
        new Extension.ListAttributes(1),
        new Extension.AttributedNames(1));
  }

  private int emit(Request request) throws ProtocolException {
    buffer.begin(request.type(), 17);
    request.emit(buffer);
    return buffer.finish();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void comesBackAsItWent(Request request) throws ProtocolException {
    buffer.open(emit(request));
    assertEquals(request, Request.parse(buffer, true));
    assertEquals(17, buffer.tag());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void everyOtherLengthIsAnError(Request request) throws ProtocolException {
    int length = emit(request);
    for (int wrong = Protocol.HEADER_SIZE; wrong < length; wrong++) {
      putSize(wrong);
      buffer.open(wrong);
      assertThrows(ProtocolException.class, () -> Request.parse(buffer, true));
    }
    putSize(length + 1);
    buffer.open(length + 1);
    assertThrows(ProtocolException.class, () -> Request.parse(buffer, true));
  }

  private void putSize(int size) {
    MemorySegment.ofArray(memory).set(ValueLayout.JAVA_INT_UNALIGNED, 0, size);
  }

  @Test
  void dataComesBack() throws ProtocolException {
    byte[] data = {1, 2, 3, -1};
    buffer.open(emit(new Standard.Write(3, 99, MemorySegment.ofArray(data))));
    Standard.Write write = assertInstanceOf(Standard.Write.class, Request.parse(buffer, false));
    assertArrayEquals(data, write.data().toArray(ValueLayout.JAVA_BYTE));
    buffer.open(emit(new Extension.Forget(new int[] {4, 5})));
    Extension.Forget forget = assertInstanceOf(Extension.Forget.class, Request.parse(buffer, true));
    assertArrayEquals(new int[] {4, 5}, forget.fids());
  }

  @Test
  void extensionsAreUnknownUntilAgreedOn() throws ProtocolException {
    buffer.open(emit(new Extension.ListAttributes(1)));
    assertThrows(ProtocolException.class, () -> Request.parse(buffer, false));
  }

  @Test
  void anyBytesAreARequestOrAProtocolError() {
    Random random = new Random(1);
    int understood = 0;
    for (int round = 0; round < 300_000; round++) {
      int length = Protocol.HEADER_SIZE + random.nextInt(64);
      for (int i = 0; i < length; i++) {
        memory[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(3));
      }
      putSize(length);
      memory[4] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(66) * 2);
      try {
        buffer.open(length);
        Request.parse(buffer, true);
        understood++;
      } catch (ProtocolException e) {
        // the only exception there may be
      }
    }
    assertFalse(understood == 0, "the noise never made sense: the test tests too little");
  }

  @Test
  void damagedRequestsAreRequestsOrProtocolErrors() throws ProtocolException {
    Random random = new Random(2);
    List<Request> all = requests().toList();
    for (int round = 0; round < 100_000; round++) {
      int length = emit(all.get(random.nextInt(all.size())));
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        memory[random.nextInt(length)] = (byte) random.nextInt(256);
      }
      try {
        buffer.open(length);
        Request.parse(buffer, true);
      } catch (ProtocolException e) {
        // the only exception there may be
      }
    }
  }

  @Test
  void aMessageDoesNotOutgrowItsBuffer() {
    buffer.restrict(64);
    buffer.begin(MessageType.TWALK, 1);
    assertThrows(ProtocolException.class, () -> buffer.putString("x".repeat(100)));
    assertThrows(ProtocolException.class, () -> buffer.putString("x".repeat(70_000)));
  }

  @Test
  void namesLeadNowhereElse() {
    for (String bad : List.of("", ".", "..", "a/b", "/", "a\0b", "x".repeat(256))) {
      assertFalse(Protocol.isName(bad), bad);
    }
    assertEquals(true, Protocol.isName("..."));
    assertEquals(true, Protocol.isName("x".repeat(255)));
  }
}
