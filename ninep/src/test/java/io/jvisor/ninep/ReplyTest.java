package io.jvisor.ninep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jvisor.kernel.api.file.FileStatus;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class ReplyTest {
  private final MessageBuffer buffer = new MessageBuffer(MemorySegment.ofArray(new byte[4096]));

  private static FileStatus status() {
    FileStatus status = new FileStatus();
    status.device = 0x801;
    status.inode = -2;
    status.mode = 0100644;
    status.links = 3;
    status.uid = 1000;
    status.gid = -1;
    status.specialDevice = 7;
    status.size = 1L << 40;
    status.blockSize = 4096;
    status.blocks = 9;
    status.accessTime = -5;
    status.modifyTime = 6;
    status.changeTime = 7;
    status.birthTime = 8;
    return status;
  }

  @Test
  void aStatusComesBack() throws ProtocolException {
    buffer.begin(MessageType.TWALKSTATUS + 1, 1);
    int start = buffer.position();
    FileStatusCodec.emit(buffer, status());
    assertEquals(FileStatusCodec.SIZE, buffer.position() - start);
    buffer.open(buffer.finish());
    FileStatus back = new FileStatus();
    FileStatusCodec.parse(buffer, back);
    buffer.end();
    assertEquals(-2, back.inode);
    assertEquals(0100644, back.mode);
    assertEquals(1L << 40, back.size);
    assertEquals(-5, back.accessTime);
    assertEquals(8, back.birthTime);
    assertEquals(-1, back.gid);
  }

  @Test
  void aNegativeSizeIsAnError() throws ProtocolException {
    FileStatus bad = status();
    bad.size = -1;
    buffer.begin(MessageType.TWALKSTATUS + 1, 1);
    FileStatusCodec.emit(buffer, bad);
    buffer.open(buffer.finish());
    assertThrows(ProtocolException.class, () -> FileStatusCodec.parse(buffer, new FileStatus()));
  }

  @Test
  void anEntryWithAPathForANameIsAnError() throws ProtocolException {
    DirectoryRecord record = new DirectoryRecord();
    record.name = "../etc";
    buffer.begin(MessageType.TREADDIRSTATUS + 1, 1);
    record.emit(buffer);
    buffer.open(buffer.finish());
    assertThrows(ProtocolException.class, () -> new DirectoryRecord().parse(buffer));
  }

  @Test
  void timesBefore1970HavePositiveNanoseconds() throws ProtocolException {
    buffer.begin(MessageType.TGETATTR + 1, 1);
    FileStatus old = status();
    old.accessTime = -1;
    Attributes.emit(buffer, old);
    buffer.open(buffer.finish());
    buffer.getLong();
    Qid.parse(buffer);
    buffer.getInt();
    buffer.getInt();
    buffer.getInt();
    for (int i = 0; i < 5; i++) {
      buffer.getLong(); // nlink, rdev, size, blksize, blocks
    }
    assertEquals(-1, buffer.getLong());
    assertEquals(999_999_999, buffer.getLong());
  }
}
