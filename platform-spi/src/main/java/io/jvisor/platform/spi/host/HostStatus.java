package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.file.FileStatus;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A {@code struct statx} of the host in native memory ({@code include/uapi/linux/stat.h}). */
public final class HostStatus {
  /** {@code STATX_BASIC_STATS | STATX_BTIME}. */
  static final int MASK = 0xfff;

  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private static final int SIZE = 256;
  private static final int STX_BLKSIZE = 4;
  private static final int STX_NLINK = 16;
  private static final int STX_UID = 20;
  private static final int STX_GID = 24;
  private static final int STX_MODE = 28;
  private static final int STX_INO = 32;
  private static final int STX_SIZE = 40;
  private static final int STX_BLOCKS = 48;
  private static final int STX_ATIME = 64;
  private static final int STX_BTIME = 80;
  private static final int STX_CTIME = 96;
  private static final int STX_MTIME = 112;
  private static final int STX_RDEV = 128;
  private static final int STX_DEV = 136;
  private static final long NANOS = 1_000_000_000L;

  private final MemorySegment bytes;

  /** Room for one status, as long as the arena lives. */
  public HostStatus(Arena arena) {
    this.bytes = arena.allocate(SIZE, 8);
  }

  long address() {
    return bytes.address();
  }

  /** Type and permissions. */
  public int mode() {
    return Short.toUnsignedInt(bytes.get(ValueLayout.JAVA_SHORT, STX_MODE));
  }

  /** Inode number. */
  public long inode() {
    return bytes.get(LONG, STX_INO);
  }

  /** Device that holds the file, as {@code makedev(3)} encodes it. */
  public long device() {
    return makeDevice(STX_DEV);
  }

  /** Device that a device file stands for, as {@code makedev(3)} encodes it. */
  public long specialDevice() {
    return makeDevice(STX_RDEV);
  }

  /** Size in bytes. */
  public long size() {
    return bytes.get(LONG, STX_SIZE);
  }

  /** Copies everything out. */
  public void copyTo(FileStatus target) {
    target.device = makeDevice(STX_DEV);
    target.inode = inode();
    target.mode = mode();
    target.links = Integer.toUnsignedLong(bytes.get(INT, STX_NLINK));
    target.uid = bytes.get(INT, STX_UID);
    target.gid = bytes.get(INT, STX_GID);
    target.specialDevice = makeDevice(STX_RDEV);
    target.size = size();
    target.blockSize = bytes.get(INT, STX_BLKSIZE);
    target.blocks = bytes.get(LONG, STX_BLOCKS);
    target.accessTime = time(STX_ATIME);
    target.modifyTime = time(STX_MTIME);
    target.changeTime = time(STX_CTIME);
    target.birthTime = time(STX_BTIME);
  }

  /** Two 32-bit halves as glibc's {@code gnu_dev_makedev} joins them. */
  private long makeDevice(int offset) {
    long major = Integer.toUnsignedLong(bytes.get(INT, offset));
    long minor = Integer.toUnsignedLong(bytes.get(INT, offset + 4));
    return ((major & 0xfffff000L) << 32)
        | ((major & 0xfff) << 8)
        | ((minor & 0xffffff00L) << 12)
        | (minor & 0xff);
  }

  /** Nanoseconds since 1970; times out of a long's range (year 2262) become its ends. */
  private long time(int offset) {
    long seconds = bytes.get(LONG, offset);
    if (seconds > Long.MAX_VALUE / NANOS - 1) {
      return Long.MAX_VALUE;
    }
    if (seconds < Long.MIN_VALUE / NANOS + 1) {
      return Long.MIN_VALUE;
    }
    return seconds * NANOS + bytes.get(INT, offset + 8);
  }
}
