package io.jvisor.kernel.api.file;

/**
 * What {@code stat(2)} and {@code statx(2)} tell about a file. A mutable carrier, filled by the
 * file and encoded by the system call.
 */
public final class FileStatus {
  /** Device that holds the file, encoded as {@code makedev(3)} does. */
  public long device;

  /** Inode number. */
  public long inode;

  /** Type and permissions. */
  public int mode;

  /** Number of hard links. */
  public long links;

  /** Owner. */
  public int uid;

  /** Group. */
  public int gid;

  /** Device that a device file stands for. */
  public long specialDevice;

  /** Size in bytes. */
  public long size;

  /** Preferred block size for I/O. */
  public int blockSize;

  /** Allocated blocks of 512 bytes. */
  public long blocks;

  /** Last access, nanoseconds since 1970. */
  public long accessTime;

  /** Last modification, nanoseconds since 1970. */
  public long modifyTime;

  /** Last status change, nanoseconds since 1970. */
  public long changeTime;

  /** Creation, nanoseconds since 1970; 0 where the file system does not keep it. */
  public long birthTime;
}
