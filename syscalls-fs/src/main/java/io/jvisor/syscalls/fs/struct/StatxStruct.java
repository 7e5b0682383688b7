package io.jvisor.syscalls.fs.struct;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.DeviceNumber;
import io.jvisor.kernel.api.file.FileStatus;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct statx} ({@code include/uapi/linux/stat.h}). */
public final class StatxStruct {
  /** Its size in bytes. */
  public static final int BYTES = 256;

  /** A bit of the wanted mask that is refused. */
  public static final int RESERVED = 0x80000000;

  /** What {@code stat(2)} tells. */
  private static final int BASIC_STATS = 0x7ff;

  private static final int BTIME_VALID = 0x800;
  private static final int MNT_ID_VALID = 0x1000;
  private static final long ATTR_MOUNT_ROOT = 0x2000;

  private static final int MASK = 0;
  private static final int BLKSIZE = 4;
  private static final int ATTRIBUTES = 8;
  private static final int NLINK = 16;
  private static final int UID = 20;
  private static final int GID = 24;
  private static final int MODE = 28;
  private static final int INO = 32;
  private static final int SIZE = 40;
  private static final int BLOCKS = 48;
  private static final int ATTRIBUTES_MASK = 56;
  private static final int ATIME = 64;
  private static final int BTIME = 80;
  private static final int CTIME = 96;
  private static final int MTIME = 112;
  private static final int RDEV_MAJOR = 128;
  private static final int RDEV_MINOR = 132;
  private static final int DEV_MAJOR = 136;
  private static final int DEV_MINOR = 140;
  private static final int MNT_ID = 144;

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private StatxStruct() {}

  /**
   * Encodes at the start of {@code target}.
   *
   * @param mount the number of the mount, or 0 when there is none
   * @param mountRoot whether the file is the root of that mount
   */
  static void encode(FileStatus status, int mount, boolean mountRoot, MemorySegment target) {
    target.asSlice(0, BYTES).fill((byte) 0);
    boolean birth = status.birthTime != 0;
    int mask = birth ? BASIC_STATS | BTIME_VALID : BASIC_STATS;
    if (mount != 0) {
      mask |= MNT_ID_VALID;
      target.set(LONG, MNT_ID, mount);
      target.set(LONG, ATTRIBUTES, mountRoot ? ATTR_MOUNT_ROOT : 0);
      target.set(LONG, ATTRIBUTES_MASK, ATTR_MOUNT_ROOT);
    }
    target.set(INT, MASK, mask);
    target.set(INT, BLKSIZE, status.blockSize);
    target.set(INT, NLINK, (int) status.links);
    target.set(INT, UID, status.uid);
    target.set(INT, GID, status.gid);
    target.set(SHORT, MODE, (short) status.mode);
    target.set(LONG, INO, status.inode);
    target.set(LONG, SIZE, status.size);
    target.set(LONG, BLOCKS, status.blocks);
    TimeStruct.encodeStatx(target, ATIME, status.accessTime);
    TimeStruct.encodeStatx(target, CTIME, status.changeTime);
    TimeStruct.encodeStatx(target, MTIME, status.modifyTime);
    if (birth) {
      TimeStruct.encodeStatx(target, BTIME, status.birthTime);
    }
    target.set(INT, RDEV_MAJOR, (int) DeviceNumber.major(status.specialDevice));
    target.set(INT, RDEV_MINOR, (int) DeviceNumber.minor(status.specialDevice));
    target.set(INT, DEV_MAJOR, (int) DeviceNumber.major(status.device));
    target.set(INT, DEV_MINOR, (int) DeviceNumber.minor(status.device));
  }

  /** Writes the structure to guest memory; uses the task's scratch memory. */
  public static void write(Task task, long address, FileStatus status, int mount, boolean mountRoot)
      throws ErrnoException {
    MemorySegment scratch = task.scratch();
    encode(status, mount, mountRoot, scratch);
    task.memory().write(address, scratch, 0, BYTES);
  }
}
