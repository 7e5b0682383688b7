package io.jvisor.ninep;

import io.jvisor.kernel.api.file.FileStatus;

/** Masks of {@code Tgetattr} and {@code Tsetattr}, and the body of {@code Rgetattr}. */
public final class Attributes {
  /** {@code P9_STATS_BASIC}, the fields that every answer has. */
  public static final long BASIC = 0x7ff;

  /** {@code P9_STATS_BTIME}. */
  public static final long BIRTH_TIME = 0x800;

  /** The {@code valid} bits of {@code Tsetattr}. */
  public static final int MODE = 1;

  public static final int UID = 2;
  public static final int GID = 4;
  public static final int SIZE = 8;
  public static final int ACCESS_TIME = 16;
  public static final int MODIFY_TIME = 32;
  public static final int CHANGE_TIME = 64;

  /** With {@link #ACCESS_TIME}: set to the time given rather than now. */
  public static final int ACCESS_TIME_SET = 128;

  /** With {@link #MODIFY_TIME}: set to the time given rather than now. */
  public static final int MODIFY_TIME_SET = 256;

  private static final long NANOS = 1_000_000_000L;

  private Attributes() {}

  /** Writes the body of {@code Rgetattr}. */
  public static void emit(MessageBuffer out, FileStatus status) throws ProtocolException {
    out.putLong(BASIC | BIRTH_TIME);
    Qid.emit(out, Qid.typeOf(status.mode), status.inode);
    out.putInt(status.mode);
    out.putInt(status.uid);
    out.putInt(status.gid);
    out.putLong(status.links);
    out.putLong(status.specialDevice);
    out.putLong(status.size);
    out.putLong(status.blockSize);
    out.putLong(status.blocks);
    putTime(out, status.accessTime);
    putTime(out, status.modifyTime);
    putTime(out, status.changeTime);
    putTime(out, status.birthTime);
    out.putLong(0); // gen
    out.putLong(0); // data_version
  }

  private static void putTime(MessageBuffer out, long nanos) throws ProtocolException {
    out.putLong(Math.floorDiv(nanos, NANOS));
    out.putLong(Math.floorMod(nanos, NANOS));
  }
}
