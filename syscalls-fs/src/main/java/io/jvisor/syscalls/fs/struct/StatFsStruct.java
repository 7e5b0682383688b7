package io.jvisor.syscalls.fs.struct;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.FileSystemStatistics;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code struct statfs} of x86-64 ({@code include/uapi/asm-generic/statfs.h}). */
public final class StatFsStruct {
  /** Its size in bytes. */
  public static final int BYTES = 120;

  /** In {@link #FLAGS}: the flags are there. */
  private static final long ST_VALID = 0x20;

  private static final int TYPE = 0;
  private static final int BSIZE = 8;
  private static final int BLOCKS = 16;
  private static final int BFREE = 24;
  private static final int BAVAIL = 32;
  private static final int FILES = 40;
  private static final int FFREE = 48;
  private static final int FSID = 56;
  private static final int NAMELEN = 64;
  private static final int FRSIZE = 72;
  private static final int FLAGS = 80;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private StatFsStruct() {}

  /** Encodes at the start of {@code target}. */
  static void encode(FileSystemStatistics statistics, long id, long flags, MemorySegment target) {
    target.asSlice(0, BYTES).fill((byte) 0);
    target.set(LONG, TYPE, statistics.type);
    target.set(LONG, BSIZE, statistics.blockSize);
    target.set(LONG, BLOCKS, statistics.blocks);
    target.set(LONG, BFREE, statistics.freeBlocks);
    target.set(LONG, BAVAIL, statistics.availableBlocks);
    target.set(LONG, FILES, statistics.files);
    target.set(LONG, FFREE, statistics.freeFiles);
    target.set(LONG, FSID, id);
    target.set(LONG, NAMELEN, statistics.nameLength);
    target.set(LONG, FRSIZE, statistics.blockSize);
    target.set(LONG, FLAGS, flags | ST_VALID);
  }

  /**
   * Writes the structure to guest memory; uses the task's scratch memory.
   *
   * @param id what tells file systems apart: the device number
   * @param flags {@code ST_*} flags of the mount
   */
  public static void write(
      Task task, long address, FileSystemStatistics statistics, long id, long flags)
      throws ErrnoException {
    MemorySegment scratch = task.scratch();
    encode(statistics, id, flags, scratch);
    task.memory().write(address, scratch, 0, BYTES);
  }
}
