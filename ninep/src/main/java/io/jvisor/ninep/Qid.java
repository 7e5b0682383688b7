package io.jvisor.ninep;

import io.jvisor.kernel.api.abi.Stat;

/**
 * What a server calls a file: {@code type[1] version[4] path[8]}.
 *
 * @param type {@link #DIRECTORY}, {@link #SYMLINK} or 0
 * @param version changes with the contents, or 0 where the server does not keep it
 * @param path unlike that of every other file of the server
 */
public record Qid(int type, int version, long path) {
  public static final int DIRECTORY = 0x80;
  public static final int SYMLINK = 0x02;

  /** The type that fits a mode. */
  public static int typeOf(int mode) {
    return switch (mode & Stat.S_IFMT) {
      case Stat.S_IFDIR -> DIRECTORY;
      case Stat.S_IFLNK -> SYMLINK;
      default -> 0;
    };
  }

  /** Reads one. */
  public static Qid parse(MessageBuffer in) throws ProtocolException {
    return new Qid(in.getByte(), in.getInt(), in.getLong());
  }

  /** Writes it. */
  public void emit(MessageBuffer out) throws ProtocolException {
    out.putByte(type);
    out.putInt(version);
    out.putLong(path);
  }

  /** Writes one of version 0 without making it. */
  public static void emit(MessageBuffer out, int type, long path) throws ProtocolException {
    out.putByte(type);
    out.putInt(0);
    out.putLong(path);
  }
}
