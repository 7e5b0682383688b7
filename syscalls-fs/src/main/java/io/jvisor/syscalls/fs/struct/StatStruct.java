package io.jvisor.syscalls.fs.struct;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileStatus;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct stat} of x86-64 ({@code arch/x86/include/uapi/asm/stat.h}). */
public final class StatStruct {
  /** Its size in bytes. */
  public static final int BYTES = 144;

  private static final int DEV = 0;
  private static final int INO = 8;
  private static final int NLINK = 16;
  private static final int MODE = 24;
  private static final int UID = 28;
  private static final int GID = 32;
  private static final int RDEV = 40;
  private static final int SIZE = 48;
  private static final int BLKSIZE = 56;
  private static final int BLOCKS = 64;
  private static final int ATIME = 72;
  private static final int MTIME = 88;
  private static final int CTIME = 104;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private StatStruct() {}

  /** Encodes at the start of {@code target}. */
  static void encode(FileStatus status, MemorySegment target) {
    target.asSlice(0, BYTES).fill((byte) 0);
    target.set(LONG, DEV, status.device);
    target.set(LONG, INO, status.inode);
    target.set(LONG, NLINK, status.links);
    target.set(INT, MODE, status.mode);
    target.set(INT, UID, status.uid);
    target.set(INT, GID, status.gid);
    target.set(LONG, RDEV, status.specialDevice);
    target.set(LONG, SIZE, status.size);
    target.set(LONG, BLKSIZE, status.blockSize);
    target.set(LONG, BLOCKS, status.blocks);
    TimeStruct.encode(target, ATIME, status.accessTime);
    TimeStruct.encode(target, MTIME, status.modifyTime);
    TimeStruct.encode(target, CTIME, status.changeTime);
  }

  /** Writes the structure to guest memory; uses the task's scratch memory. */
  public static void write(Task task, long address, FileStatus status) throws ErrnoException {
    MemorySegment scratch = task.scratch();
    encode(status, scratch);
    task.memory().write(address, scratch, 0, BYTES);
  }
}
