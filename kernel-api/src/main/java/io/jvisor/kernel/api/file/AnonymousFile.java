package io.jvisor.kernel.api.file;

/** What {@code fstat(2)} tells of descriptors that stand for no file: one inode for all. */
public final class AnonymousFile {
  /** The device of Linux's {@code anon_inodefs}: major 0, a number of its own. */
  private static final long DEVICE = 15;

  private static final int INODE = 1064;
  private static final int MODE = 0600;
  private static final int BLOCK_SIZE = 4096;

  private AnonymousFile() {}

  /** Fills in the status. */
  public static void fill(FileStatus status) {
    status.device = DEVICE;
    status.inode = INODE;
    status.mode = MODE;
    status.links = 1;
    status.blockSize = BLOCK_SIZE;
  }
}
