package io.jvisor.ninep;

import io.jvisor.kernel.api.file.FileStatus;

/**
 * An entry of {@link Extension.ReadDirectory}'s answer: {@code inode[8] offset[8] type[1] known[1]
 * status? name[s]}; the status is there when {@code known} is 1.
 */
public final class DirectoryRecord {
  /** The inode number that the directory itself tells. */
  public long inode;

  /** Where reading goes on behind the entry. */
  public long offset;

  /** {@code DT_*}. */
  public int type;

  /** The name, one char a byte; {@code "."} and {@code ".."} are among them. */
  public String name = "";

  /** Whether {@link #status} counts. */
  public boolean known;

  /** The status of the file. */
  public final FileStatus status = new FileStatus();

  /** The space that an entry needs at most. */
  public static final int LARGEST = 8 + 8 + 1 + 1 + FileStatusCodec.SIZE + 2 + Protocol.NAME_MAX;

  /** Writes it. */
  public void emit(MessageBuffer out) throws ProtocolException {
    out.putLong(inode);
    out.putLong(offset);
    out.putByte(type);
    out.putByte(known ? 1 : 0);
    if (known) {
      FileStatusCodec.emit(out, status);
    }
    out.putString(name);
  }

  /** Reads the next one. */
  public void parse(MessageBuffer in) throws ProtocolException {
    inode = in.getLong();
    offset = in.getLong();
    type = in.getByte();
    known = in.getByte() != 0;
    if (known) {
      FileStatusCodec.parse(in, status);
    }
    name = in.getString();
    if (!Protocol.isName(name) && !name.equals(".") && !name.equals("..")) {
      throw new ProtocolException("name");
    }
  }
}
