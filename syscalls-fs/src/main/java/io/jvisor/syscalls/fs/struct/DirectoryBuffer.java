package io.jvisor.syscalls.fs.struct;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.kernel.api.file.FileDescription;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Entries of {@code getdents(2)} and {@code getdents64(2)}, gathered in kernel memory, because the
 * directory is locked while they come.
 */
public final class DirectoryBuffer implements DirectorySink {
  /** More than this is never returned at a time; the guest asks again. */
  private static final int MOST_BYTES = 1 << 15;

  private static final int INO = 0;
  private static final int OFF = 8;
  private static final int RECLEN = 16;
  private static final int TYPE_64 = 18;
  private static final int NAME_64 = 19;
  private static final int NAME_OLD = 18;

  private final MemorySegment segment;
  private final boolean old;
  private int used;
  private boolean refused;

  /** Where the directory's position was. */
  private long start;

  /**
   * A buffer.
   *
   * @param bytes how large the guest's is
   * @param old whether the entries are those of {@code getdents}, with the type behind the name
   */
  public DirectoryBuffer(long bytes, boolean old) {
    this.segment = MemorySegment.ofArray(new byte[Math.clamp(bytes, 0, MOST_BYTES)]);
    this.old = old;
  }

  /** Takes entries from the directory's position on. */
  public void read(Task task, FileDescription directory) throws ErrnoException {
    start = directory.seek(task, 0, Seek.SEEK_CUR);
    directory.readDirectory(task, this);
  }

  /**
   * Copies the entries out.
   *
   * @return how many bytes they take
   * @throws ErrnoException {@code EFAULT}; the directory's position is where it was then
   */
  public long write(Task task, FileDescription directory, long address) throws ErrnoException {
    if (task.memory().tryWrite(address, segment, 0, used) != used) {
      directory.seek(task, start, Seek.SEEK_SET);
      throw Errno.EFAULT.exception();
    }
    return used;
  }

  @Override
  public boolean add(String name, long inode, int type, long nextOffset) {
    int nameAt = old ? NAME_OLD : NAME_64;
    int length = nameAt + name.length() + (old ? 2 : 1);
    int record = (length + 7) & ~7;
    if (record > segment.byteSize() - used) {
      refused = true;
      return false;
    }
    segment.set(ValueLayout.JAVA_LONG_UNALIGNED, used + INO, inode);
    segment.set(ValueLayout.JAVA_LONG_UNALIGNED, used + OFF, nextOffset);
    segment.set(ValueLayout.JAVA_SHORT_UNALIGNED, used + RECLEN, (short) record);
    for (int i = 0; i < name.length(); i++) {
      segment.set(ValueLayout.JAVA_BYTE, used + nameAt + i, (byte) name.charAt(i));
    }
    int typeAt = old ? record - 1 : TYPE_64;
    segment.set(ValueLayout.JAVA_BYTE, used + typeAt, (byte) type);
    used += record;
    return true;
  }

  /** Whether not even the first entry fitted. */
  public boolean isTooSmall() {
    return refused && used == 0;
  }
}
