package io.jvisor.vfs.tmpfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Owner;
import io.jvisor.vfs.Sealable;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.WriteRules;
import java.util.concurrent.locks.StampedLock;

/** A regular file. */
final class TmpRegular extends TmpInode {
  /** {@code MAX_LFS_FILESIZE}. */
  private static final long LARGEST = Long.MAX_VALUE;

  private static final int KEEP_SIZE = 1;
  private static final int PUNCH_HOLE = 2;

  private static final int PAGE = MemoryFile.PAGE_SIZE;

  private static final int ALL_SEALS = 0x3f;

  /**
   * Linux's {@code i_rwsem}: shared for reads, exclusive for changes; keeps pages from being taken
   * out while bytes are copied to or from the guest. Page faults do not take it.
   */
  private final StampedLock contents = new StampedLock();

  private final Contents pages;

  /** Changed with {@link #contents} held exclusively. */
  private volatile int seals;

  TmpRegular(TmpFileSystem fileSystem, int mode, Owner owner, int seals) throws ErrnoException {
    super(fileSystem, mode, owner);
    this.pages = new Contents(fileSystem);
    this.seals = seals;
  }

  /** The pages; a mapping is a user of the file. */
  private final class Contents extends PagedObject {
    Contents(TmpFileSystem fileSystem) {
      super(fileSystem.memory(), fileSystem.quota(), 0);
    }

    @Override
    void onMapped() {
      use();
    }

    @Override
    void onUnmapped() {
      unuse();
    }
  }

  Mappable mappable() {
    return pages;
  }

  long size() {
    return pages.size();
  }

  @Override
  void addSizes(FileStatus status) {
    status.size = pages.size();
    status.blocks = pages.pages() * (PAGE / 512);
  }

  @Override
  void dispose() {
    pages.cut(0);
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    TmpFile file = new TmpFile(path, this, flags);
    try {
      checkAlive();
    } catch (ErrnoException e) {
      file.release();
      throw e;
    }
    return file;
  }

  /** Reads at an offset; 0 at the end. */
  long read(IoSink target, long offset) throws ErrnoException {
    long done = 0;
    long stamp = contents.readLock();
    try {
      long end = Math.min(pages.size(), saturatedAdd(offset, target.remaining()));
      for (long at = offset; at < end; ) {
        int within = (int) at & (PAGE - 1);
        long wanted = Math.min(PAGE - within, end - at);
        long frame = pages.peek(at >> MemoryFile.PAGE_SHIFT);
        long count =
            frame < 0
                ? target.putZeros(wanted)
                : target.put(
                    tmpfs().memory().segment(), (frame << MemoryFile.PAGE_SHIFT) + within, wanted);
        done += count;
        at += count;
        if (count < wanted) {
          break;
        }
      }
    } finally {
      contents.unlockRead(stamp);
    }
    if (done == 0 && target.isFaulted()) {
      throw Errno.EFAULT.exception();
    }
    return done;
  }

  private static long saturatedAdd(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /**
   * Writes at an offset, or at the end.
   *
   * @return where the write ended
   */
  long write(Task task, IoSource source, long offset, boolean append) throws ErrnoException {
    long stamp = contents.writeLock();
    try {
      long start = append ? pages.size() : offset;
      long length = WriteRules.allowed(task, start, source.remaining(), LARGEST);
      if (length == 0) {
        return start;
      }
      checkWriteSeals(start + length);
      long done = copyIn(source, start, length);
      if (done > 0) {
        pages.grow(start + done);
        modified(WriteRules.modeAfterWrite(task, mode()));
      } else if (source.isFaulted()) {
        throw Errno.EFAULT.exception();
      }
      return start + done;
    } finally {
      contents.unlockWrite(stamp);
    }
  }

  private void checkWriteSeals(long end) throws ErrnoException {
    int present = seals;
    if (present == 0) {
      return;
    }
    boolean sealed =
        (present & (Sealable.F_SEAL_WRITE | Sealable.F_SEAL_FUTURE_WRITE)) != 0
            || ((present & Sealable.F_SEAL_GROW) != 0 && end > pages.size());
    if (sealed) {
      throw Errno.EPERM.exception();
    }
  }

  private long copyIn(IoSource source, long start, long length) throws ErrnoException {
    long done = 0;
    while (done < length) {
      long at = start + done;
      int within = (int) at & (PAGE - 1);
      long wanted = Math.min(PAGE - within, length - done);
      long frame;
      try {
        frame = pages.make(at >> MemoryFile.PAGE_SHIFT);
      } catch (ErrnoException full) {
        if (done > 0) {
          break;
        }
        throw full;
      }
      long count =
          source.get(tmpfs().memory().segment(), (frame << MemoryFile.PAGE_SHIFT) + within, wanted);
      done += count;
      if (count < wanted) {
        break;
      }
    }
    return done;
  }

  @Override
  public void setAttributes(Task task, AttributeChange change) throws ErrnoException {
    if (change.has(AttributeChange.SIZE)) {
      resize(change.size);
    }
    if (change.has(AttributeChange.MODE)
        && (seals & Sealable.F_SEAL_EXEC) != 0
        && ((change.mode ^ mode()) & 0111) != 0) {
      throw Errno.EPERM.exception();
    }
    super.setAttributes(task, change);
  }

  private void resize(long size) throws ErrnoException {
    long stamp = contents.writeLock();
    try {
      long former = pages.size();
      int present = seals;
      if ((size < former && (present & Sealable.F_SEAL_SHRINK) != 0)
          || (size > former && (present & Sealable.F_SEAL_GROW) != 0)) {
        throw Errno.EPERM.exception();
      }
      if (size < former) {
        pages.cut(size);
      } else {
        pages.grow(size);
      }
      if (size != former) {
        modified(mode());
      }
    } finally {
      contents.unlockWrite(stamp);
    }
  }

  /** {@code fallocate(2)}: what tmpfs has of it on Linux. */
  void allocate(Task task, int mode, long offset, long length) throws ErrnoException {
    if ((mode & ~(KEEP_SIZE | PUNCH_HOLE)) != 0) {
      throw Errno.EOPNOTSUPP.exception();
    }
    if (offset < 0 || length <= 0) {
      throw Errno.EINVAL.exception();
    }
    long end = offset + length;
    if (end < 0) {
      throw Errno.EFBIG.exception();
    }
    long stamp = contents.writeLock();
    try {
      if ((mode & PUNCH_HOLE) != 0) {
        if ((seals & (Sealable.F_SEAL_WRITE | Sealable.F_SEAL_FUTURE_WRITE)) != 0) {
          throw Errno.EPERM.exception();
        }
        pages.punch(offset, end);
      } else {
        reserve(task, offset, end, (mode & KEEP_SIZE) != 0);
      }
      modified(WriteRules.modeAfterWrite(task, mode()));
    } finally {
      contents.unlockWrite(stamp);
    }
  }

  private void reserve(Task task, long offset, long end, boolean keepSize) throws ErrnoException {
    boolean grows = !keepSize && end > pages.size();
    if (grows) {
      if ((seals & Sealable.F_SEAL_GROW) != 0) {
        throw Errno.EPERM.exception();
      }
      if (WriteRules.allowed(task, offset, end - offset, LARGEST) < end - offset) {
        throw Errno.EFBIG.exception();
      }
    }
    long first = offset >> MemoryFile.PAGE_SHIFT;
    long last = (end - 1) >> MemoryFile.PAGE_SHIFT;
    if (last - first >= tmpfs().quota().limit()) {
      throw Errno.ENOSPC.exception();
    }
    for (long page = first; page <= last; page++) {
      if ((page & 0xfff) == 0 && task.isInterrupted()) {
        throw Restart.exception();
      }
      pages.reserve(page);
    }
    if (grows) {
      pages.grow(end);
    }
  }

  /** {@code SEEK_DATA} and {@code SEEK_HOLE}. */
  long seek(long offset, boolean data) throws ErrnoException {
    long stamp = contents.readLock();
    try {
      long size = pages.size();
      if (offset < 0 || offset >= size) {
        throw Errno.ENXIO.exception();
      }
      if (!data) {
        return Math.min(size, pages.nextHole(offset));
      }
      long found = pages.nextData(offset);
      if (found < 0 || found >= size) {
        throw Errno.ENXIO.exception();
      }
      return found;
    } finally {
      contents.unlockRead(stamp);
    }
  }

  int seals() {
    return seals;
  }

  void addSeals(int added) throws ErrnoException {
    if ((added & ~ALL_SEALS) != 0) {
      throw Errno.EINVAL.exception();
    }
    long stamp = contents.writeLock();
    try {
      if ((seals & Sealable.F_SEAL_SEAL) != 0) {
        throw Errno.EPERM.exception();
      }
      boolean write = (added & Sealable.F_SEAL_WRITE) != 0 && (seals & Sealable.F_SEAL_WRITE) == 0;
      if (write && pages.hasWritableMappings()) {
        throw Errno.EBUSY.exception();
      }
      int sealed = added;
      if ((added & Sealable.F_SEAL_EXEC) != 0 && (mode() & 0111) != 0) {
        sealed |=
            Sealable.F_SEAL_SHRINK
                | Sealable.F_SEAL_GROW
                | Sealable.F_SEAL_WRITE
                | Sealable.F_SEAL_FUTURE_WRITE;
      }
      seals |= sealed;
    } finally {
      contents.unlockWrite(stamp);
    }
  }
}
