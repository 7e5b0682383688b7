package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.platform.spi.host.HostFiles;
import io.jvisor.platform.spi.host.HostPath;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.WriteRules;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/** A regular file: contents through descriptors that the gofer hands over, and a page cache. */
final class RegularInode extends GoferInode {
  /** Serialises writes and changes of size. Taken before the locks of the cache. */
  private final ReentrantLock writeLock = new ReentrantLock();

  /** Written under {@link #writeLock}. */
  private volatile long size;

  /** Opened to be read, or null. Guarded by {@link #lock}. */
  private HostHandle reader;

  /** Opened to be written, and read where that was allowed; or null. Guarded by {@link #lock}. */
  private HostHandle writer;

  private final GoferPageCache cache;

  RegularInode(GoferFileSystem files, InodeTable.Key key, FileStatus status) {
    super(files, key, status);
    this.size = status.size;
    this.cache = new GoferPageCache(files.pool(), this);
  }

  /** The size, without asking. */
  long size() {
    return size;
  }

  GoferPageCache cache() {
    return cache;
  }

  @Override
  long currentSize(long told) {
    return files.isShared() ? told : size;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    boolean write = (flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY;
    HostHandle handle = acquire(write);
    if (files.isShared()) {
      revalidate();
    }
    return new GoferFile(this, handle, path, flags);
  }

  /** Takes over a descriptor of a file that has just been made. */
  void adopt(HostHandle handle) {
    lock.lock();
    try {
      writer = handle;
    } finally {
      lock.unlock();
    }
    files.handles().release(handle);
  }

  /** A descriptor that can be read, or written; given back by {@link #release}. */
  HostHandle acquire(boolean write) throws ErrnoException {
    lock.lock();
    try {
      HostHandle present = present(write);
      if (present != null) {
        return present;
      }
      HostHandle fresh = write ? openWriter() : fetch(OpenFlags.O_RDONLY);
      if (write) {
        writer = fresh;
      } else {
        reader = fresh;
      }
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /** The same without asking the gofer; null when none is there. The lock is held. */
  private HostHandle present(boolean write) {
    if (!write && reader != null && files.handles().acquire(reader)) {
      return reader;
    }
    boolean fits = writer != null && (write || writer.readable);
    return fits && files.handles().acquire(writer) ? writer : null;
  }

  private HostHandle openWriter() throws ErrnoException {
    try {
      return fetch(OpenFlags.O_RDWR);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EACCES) {
        throw e;
      }
      return fetch(OpenFlags.O_WRONLY); // the gofer itself may only write
    }
  }

  private HostHandle fetch(int access) throws ErrnoException {
    FileStatus status = new FileStatus();
    int descriptor = ask(access, status);
    if (descriptor < 0) {
      files.handles().clear(); // makes room
      descriptor = ask(access, status);
    }
    if (descriptor < 0) {
      throw Errno.ENFILE.exception();
    }
    if (status.inode != key.number() || status.device != key.device()) {
      HostFiles.close(descriptor);
      throw Errno.ESTALE.exception();
    }
    return files
        .handles()
        .add(descriptor, access != OpenFlags.O_WRONLY, access != OpenFlags.O_RDONLY);
  }

  private int ask(int access, FileStatus status) throws ErrnoException {
    files.handles().checkRoom();
    DirectoryInode parent = parentForWalk();
    GoferInode start = parent == null ? this : parent; // a tree may be one file: its root
    int fid = files.fids().pin(start);
    try {
      String name = parent == null ? "" : nameForWalk();
      return files.client().openFile(fid, name, access, status);
    } finally {
      files.fids().unpin(start);
    }
  }

  void release(HostHandle handle) {
    files.handles().release(handle);
  }

  /** Asks through a descriptor where there is one: that is no round trip. */
  @Override
  void refresh(FileStatus target) throws ErrnoException {
    HostHandle handle = present(false);
    if (handle == null) {
      handle = present(true);
    }
    if (handle == null) {
      super.refresh(target);
      return;
    }
    try {
      files.statusOf(handle.descriptor, target);
    } finally {
      release(handle);
    }
  }

  /** Drops what is cached if the host has changed the file: shared trees only. */
  private void revalidate() throws ErrnoException {
    FileStatus before = new FileStatus();
    copyAttributes(before);
    FileStatus now = new FileStatus();
    status(now);
    writeLock.lock();
    try {
      size = now.size;
    } finally {
      writeLock.unlock();
    }
    if (before.modifyTime != now.modifyTime || before.size != now.size) {
      cache.invalidate(0, Long.MAX_VALUE);
    }
  }

  @Override
  void unlinked(DirectoryInode parent, String name) {
    super.unlinked(parent, name);
    if (!isInUse()) {
      onUnused();
    }
  }

  @Override
  protected void onUnused() {
    if (links() > 0) {
      return;
    }
    // Without a name it cannot be opened again; the host is to free its blocks now.
    cache.invalidate(0, Long.MAX_VALUE);
    lock.lock();
    try {
      if (reader != null) {
        files.handles().retire(reader);
      }
      if (writer != null) {
        files.handles().retire(writer);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Reads; short at the end of the file and where the sink faults. */
  long read(Task task, HostHandle handle, IoSink sink, long offset) throws ErrnoException {
    long limit = files.isShared() ? Long.MAX_VALUE : size;
    long want = Math.min(sink.remaining(), Math.max(0, limit - offset));
    MemorySegment scratch = task.scratch();
    long done = 0;
    while (done < want) {
      long at = offset + done;
      long gap = cache.absent(at, Math.min(want - done, scratch.byteSize()));
      long put;
      long expected;
      if (gap == 0) {
        expected = want - done;
        put = cache.read(sink, at, Math.min(expected, Math.max(0, size - at)));
        expected = put; // the rest may be elsewhere: ask again
      } else {
        long got = HostFiles.readAt(handle.descriptor, scratch, gap, at);
        if (got <= 0) {
          if (got < 0 && done == 0) {
            throw Errno.ofResult(got).exception();
          }
          break;
        }
        expected = got;
        put = sink.put(scratch, 0, got);
      }
      done += put;
      if (put < expected || put == 0) {
        break;
      }
    }
    return done;
  }

  /**
   * Writes.
   *
   * @param offset where, or -1 for the end of the file
   * @return where the write ended; the count is what the source has given
   */
  long write(Task task, HostHandle handle, IoSource source, long offset) throws ErrnoException {
    MemorySegment scratch = task.scratch();
    long at = offset;
    boolean any = false;
    writeLock.lock();
    try {
      if (at < 0) {
        at = files.isShared() ? hostSize(handle) : size;
      }
      while (source.remaining() > 0) {
        long count = Math.min(source.remaining(), scratch.byteSize());
        try {
          count = WriteRules.allowed(task, at, count, Long.MAX_VALUE);
        } catch (ErrnoException e) {
          if (any) {
            break;
          }
          throw e;
        }
        long got = source.get(scratch, 0, count);
        if (got == 0) {
          break;
        }
        long written = HostFiles.writeAt(handle.descriptor, scratch, got, at);
        if (written < got) {
          source.unget(got - Math.max(0, written));
        }
        if (written <= 0) {
          if (written < 0 && !any) {
            throw Errno.ofResult(written).exception();
          }
          break;
        }
        any = true;
        if (at + written > size) {
          long former = size;
          size = at + written;
          if (at > former) {
            cache.resize(former, size); // the hole's beginning is zero, whatever was mapped there
          }
        }
        cache.update(scratch, 0, at, written);
        at += written;
        if (written < got || got < count) {
          break;
        }
      }
    } finally {
      writeLock.unlock();
    }
    if (any) {
      markStale();
      removeSetId(task);
    }
    return at;
  }

  private void removeSetId(Task task) throws ErrnoException {
    int before = mode();
    int after = WriteRules.modeAfterWrite(task, before);
    if (after != before) {
      AttributeChange change = new AttributeChange();
      change.valid = AttributeChange.MODE;
      change.mode = after;
      setAttributes(task, change);
    }
  }

  private long hostSize(HostHandle handle) throws ErrnoException {
    return Errno.check(HostFiles.seek(handle.descriptor, 0, 2));
  }

  @Override
  public void setAttributes(Task task, AttributeChange change) throws ErrnoException {
    if (change.has(AttributeChange.SIZE)) {
      truncate(change.size);
      // The host sets these times itself.
      change.valid &=
          ~(AttributeChange.SIZE | AttributeChange.MODIFY_TIME | AttributeChange.CHANGE_TIME);
    }
    super.setAttributes(task, change);
  }

  private void truncate(long newSize) throws ErrnoException {
    HostHandle handle = acquire(true);
    try {
      writeLock.lock();
      try {
        long former = size;
        Errno.check(HostFiles.truncate(handle.descriptor, newSize));
        size = newSize;
        cache.resize(former, newSize);
      } finally {
        writeLock.unlock();
      }
    } finally {
      release(handle);
    }
    markStale();
  }

  /** {@code fallocate(2)}. */
  void allocate(HostHandle handle, int mode, long offset, long length) throws ErrnoException {
    writeLock.lock();
    try {
      cache.sync(0, Long.MAX_VALUE);
      Errno.check(HostFiles.allocate(handle.descriptor, mode, offset, length));
      long former = size;
      size = hostSize(handle);
      if (mode != 0) {
        cache.invalidate(offset, Long.MAX_VALUE); // holes, and ranges that move what is behind them
      }
      cache.resize(former, size);
    } finally {
      writeLock.unlock();
    }
    markStale();
  }

  /** {@code fsync(2)}. */
  void sync(HostHandle handle, boolean dataOnly) throws ErrnoException {
    cache.sync(0, Long.MAX_VALUE);
    Errno.check(HostFiles.sync(handle.descriptor, dataOnly));
  }

  /** The descriptor's {@code statx(2)}; helper of {@link GoferFileSystem#statusOf}. */
  static long hostStatus(int descriptor, io.jvisor.platform.spi.host.HostStatus target) {
    return HostFiles.statusAt(descriptor, HostPath.EMPTY, AtFlags.AT_EMPTY_PATH, target);
  }
}
