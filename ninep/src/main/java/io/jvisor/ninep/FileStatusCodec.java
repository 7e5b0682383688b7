package io.jvisor.ninep;

import io.jvisor.kernel.api.file.FileStatus;

/** A file's status in jvisor's own messages: all that {@code statx(2)} tells, 100 bytes. */
public final class FileStatusCodec {
  /** Its size on the wire. */
  public static final int SIZE = 100;

  private FileStatusCodec() {}

  /** Writes one. */
  public static void emit(MessageBuffer out, FileStatus status) throws ProtocolException {
    out.putLong(status.device);
    out.putLong(status.inode);
    out.putInt(status.mode);
    out.putInt(status.uid);
    out.putInt(status.gid);
    out.putLong(status.links);
    out.putLong(status.specialDevice);
    out.putLong(status.size);
    out.putInt(status.blockSize);
    out.putLong(status.blocks);
    out.putLong(status.accessTime);
    out.putLong(status.modifyTime);
    out.putLong(status.changeTime);
    out.putLong(status.birthTime);
    out.putInt(0);
  }

  /** Reads one. */
  public static void parse(MessageBuffer in, FileStatus status) throws ProtocolException {
    status.device = in.getLong();
    status.inode = in.getLong();
    status.mode = in.getInt();
    status.uid = in.getInt();
    status.gid = in.getInt();
    status.links = in.getLong();
    status.specialDevice = in.getLong();
    status.size = in.getLong();
    status.blockSize = in.getInt();
    status.blocks = in.getLong();
    status.accessTime = in.getLong();
    status.modifyTime = in.getLong();
    status.changeTime = in.getLong();
    status.birthTime = in.getLong();
    in.getInt(); // pads to a multiple of four
    if (status.size < 0 || status.links < 0 || status.blocks < 0) {
      throw new ProtocolException("status");
    }
  }
}
