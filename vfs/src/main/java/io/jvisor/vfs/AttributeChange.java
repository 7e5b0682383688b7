package io.jvisor.vfs;

/**
 * A change of attributes, as {@code chmod}, {@code chown}, {@code truncate} and {@code utimensat}
 * ask for: Linux's {@code struct iattr}. A mutable carrier; what {@link #valid} does not name is
 * left alone.
 */
public final class AttributeChange {
  public static final int MODE = 1;
  public static final int UID = 2;
  public static final int GID = 4;
  public static final int SIZE = 8;
  public static final int ACCESS_TIME = 16;
  public static final int MODIFY_TIME = 32;
  public static final int CHANGE_TIME = 64;

  /**
   * Both time stamps are the present, as {@code utimes(path, NULL)} asks: who may write the file
   * may do that without owning it.
   */
  public static final int NOW = 128;

  /** Which of the fields count: a mask of the constants. */
  public int valid;

  /** Permission bits; the type is ignored. */
  public int mode;

  /** Owner. */
  public int uid;

  /** Group. */
  public int gid;

  /** Size in bytes. */
  public long size;

  /** Nanoseconds since 1970. */
  public long accessTime;

  /** Nanoseconds since 1970. */
  public long modifyTime;

  /** Nanoseconds since 1970. */
  public long changeTime;

  /** Whether a field counts. */
  public boolean has(int field) {
    return (valid & field) != 0;
  }
}
