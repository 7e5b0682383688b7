package io.jvisor.vfs.devpts;

/** How many pseudo-terminals there are and may be: {@code /proc/sys/kernel/pty}. */
public final class DevptsLimits {
  /** {@code max}: all instances together. */
  public static final int MAXIMUM = 4096;

  private DevptsLimits() {}

  /** {@code nr}. */
  public static int count() {
    return DevptsFileSystem.count();
  }
}
