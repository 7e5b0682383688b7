package io.jvisor.kernel.api.abi;

/** Flags of the {@code *at} calls ({@code include/uapi/linux/fcntl.h}). */
public final class AtFlags {
  /** A directory descriptor that means the working directory. */
  public static final int AT_FDCWD = -100;

  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_REMOVEDIR = 0x200;

  /** Of {@code faccessat2(2)}; the same bit as {@link #AT_REMOVEDIR}. */
  public static final int AT_EACCESS = 0x200;

  public static final int AT_SYMLINK_FOLLOW = 0x400;
  public static final int AT_NO_AUTOMOUNT = 0x800;
  public static final int AT_EMPTY_PATH = 0x1000;
  public static final int AT_STATX_FORCE_SYNC = 0x2000;
  public static final int AT_STATX_DONT_SYNC = 0x4000;

  /** Both bits of {@code statx(2)}; they exclude each other. */
  public static final int AT_STATX_SYNC_TYPE = 0x6000;

  private AtFlags() {}
}
