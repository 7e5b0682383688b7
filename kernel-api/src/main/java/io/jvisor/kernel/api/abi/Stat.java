package io.jvisor.kernel.api.abi;

/** Type and permission bits of {@code inode(7)}. */
public final class Stat {
  public static final int S_IFMT = 0170000;
  public static final int S_IFSOCK = 0140000;
  public static final int S_IFLNK = 0120000;
  public static final int S_IFREG = 0100000;
  public static final int S_IFBLK = 060000;
  public static final int S_IFDIR = 040000;
  public static final int S_IFCHR = 020000;
  public static final int S_IFIFO = 010000;
  public static final int S_ISUID = 04000;
  public static final int S_ISGID = 02000;
  public static final int S_ISVTX = 01000;
  public static final int PERMISSIONS = 07777;

  /** The {@code DT_*} value of a mode: what {@code getdents64(2)} tells. */
  public static int directoryType(int mode) {
    return (mode & S_IFMT) >> 12;
  }

  private Stat() {}
}
