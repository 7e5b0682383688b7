package io.jvisor.vfs;

/** What {@code statfs(2)} tells. A mutable carrier. */
public final class FileSystemStatistics {
  /** Magic number, such as {@code TMPFS_MAGIC}. */
  public long type;

  /** Block size in bytes. */
  public long blockSize;

  /** Blocks in all. */
  public long blocks;

  /** Free blocks. */
  public long freeBlocks;

  /** Free blocks for users without privilege. */
  public long availableBlocks;

  /** Inodes in all. */
  public long files;

  /** Free inodes. */
  public long freeFiles;

  /** Longest name. */
  public long nameLength = 255;
}
