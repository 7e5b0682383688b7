package io.jvisor.vfs.kernfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.vfs.PositionedFile;
import io.jvisor.vfs.VfsPath;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * An open {@link KernText}. The contents are made anew whenever reading begins at offset 0. A
 * subclass may make and take them itself.
 */
public class KernTextFile extends PositionedFile {
  /** The most that one write may set. */
  private static final int SETTING_LIMIT = 4096;

  private final KernText text;

  /** What reads see; null before the first. Guarded by {@link #positionLock}. */
  private MemorySegment snapshot;

  /** A file that is being opened. */
  protected KernTextFile(VfsPath path, KernText text, int flags) {
    super(path, flags);
    this.text = text;
  }

  @Override
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    positionLock.lock();
    try {
      return readLocked(task, target, offset);
    } finally {
      positionLock.unlock();
    }
  }

  private long readLocked(Task task, IoSink target, long offset) throws ErrnoException {
    if (snapshot == null || offset == 0) {
      StringBuilder made = new StringBuilder(512);
      compose(task, made);
      snapshot = MemorySegment.ofArray(made.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
    long left = snapshot.byteSize() - offset;
    if (left <= 0 || target.remaining() == 0) {
      return 0;
    }
    long count = target.put(snapshot, offset, Math.min(left, target.remaining()));
    if (count == 0) {
      throw Errno.EFAULT.exception();
    }
    return count;
  }

  /** Appends the contents as the reader sees them. */
  protected void compose(Task reader, StringBuilder made) throws ErrnoException {
    text.content().write(reader, made);
  }

  /** Sets what was written, one char a byte. */
  protected void set(Task writer, String written) throws ErrnoException {
    text.setting().set(writer, written);
  }

  @Override
  public long write(Task task, IoSource source) throws ErrnoException {
    return take(task, source);
  }

  @Override
  public long writeAt(Task task, IoSource source, long offset) throws ErrnoException {
    return take(task, source);
  }

  /** Sets what the bytes say. */
  protected final long take(Task task, IoSource source) throws ErrnoException {
    long length = source.remaining();
    if (length > SETTING_LIMIT) {
      throw Errno.EINVAL.exception();
    }
    byte[] bytes = new byte[(int) length];
    if (source.get(MemorySegment.ofArray(bytes), 0, length) < length) {
      throw Errno.EFAULT.exception();
    }
    set(task, new String(bytes, StandardCharsets.ISO_8859_1));
    return length;
  }
}
