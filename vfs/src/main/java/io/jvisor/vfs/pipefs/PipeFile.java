package io.jvisor.vfs.pipefs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import java.lang.foreign.MemorySegment;

/** A side of a pipe, or of a FIFO, or both. */
public final class PipeFile extends OpenFile {
  private final Pipe pipe;
  private final boolean reads;
  private final boolean writes;

  /** See {@link Pipe#poll}; -1 where a hang-up shows at once. */
  private final long writersBefore;

  private PipeFile(Pipe pipe, VfsPath path, int flags, long writersBefore) {
    super(path, flags);
    this.pipe = pipe;
    this.reads = isReadable();
    this.writes = isWritable();
    this.writersBefore = writersBefore;
  }

  /** Counts the sides, which may fail, and so before there is a file. */
  private static PipeFile open(Pipe pipe, VfsPath path, int flags, long writersBefore)
      throws ErrnoException {
    int access = flags & OpenFlags.O_ACCMODE;
    pipe.open(
        access == OpenFlags.O_RDONLY || access == OpenFlags.O_RDWR,
        access == OpenFlags.O_WRONLY || access == OpenFlags.O_RDWR);
    return new PipeFile(pipe, path, flags, writersBefore);
  }

  /**
   * A side of a pipe whose other side is there.
   *
   * @throws ErrnoException {@code ENFILE}
   */
  static PipeFile end(Pipe pipe, VfsPath path, int flags) throws ErrnoException {
    return open(pipe, path, flags, -1);
  }

  /**
   * Opens a FIFO, waiting for the other side as {@code fifo(7)} says.
   *
   * @throws ErrnoException {@code ENXIO} for a non-blocking writer without a reader; a restart when
   *     interrupted
   */
  static PipeFile openNamed(Task task, Pipe pipe, VfsPath path, int flags) throws ErrnoException {
    boolean nonBlocking = (flags & OpenFlags.O_NONBLOCK) != 0;
    int access = flags & OpenFlags.O_ACCMODE;
    boolean writesOnly = access == OpenFlags.O_WRONLY;
    boolean readsOnly = access == OpenFlags.O_RDONLY;
    if (access == OpenFlags.O_ACCMODE) {
      throw Errno.EINVAL.exception();
    }
    if (writesOnly && nonBlocking && !pipe.hasReaders()) {
      throw Errno.ENXIO.exception();
    }
    long writersBefore = pipe.writersEver();
    long readersBefore = pipe.readersEver();
    boolean meets = (!readsOnly || pipe.hasWriters()) && (!writesOnly || pipe.hasReaders());
    PipeFile file = open(pipe, path, flags, readsOnly && !meets ? writersBefore : -1);
    if (meets || nonBlocking) {
      return file;
    }
    WaitResult result =
        task.await(
            pipe.queue(),
            PollEvents.ALL,
            readsOnly
                ? () -> pipe.writersEver() != writersBefore
                : () -> pipe.readersEver() != readersBefore,
            Task.FOREVER);
    if (result != WaitResult.READY) {
      file.release();
      throw Restart.exception();
    }
    return file;
  }

  @Override
  protected void onFinalClose() {
    pipe.close(reads, writes);
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    long count = pipe.read(target);
    touchAccessTime(task);
    return count;
  }

  @Override
  public long write(Task task, IoSource source) throws ErrnoException {
    return pipe.write(task, source);
  }

  @Override
  public int poll() {
    return pipe.poll(reads, writes, writersBefore);
  }

  @Override
  public boolean sendsSignals() {
    return true;
  }

  @Override
  public WaitQueue waitQueue() {
    return pipe.queue();
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    if (request == Ioctl.FIONREAD) {
      task.memory().writeInt(argument, pipe.available());
      return 0;
    }
    throw Errno.ENOTTY.exception();
  }

  /** Copies bytes and leaves them in the pipe, as {@code tee(2)} does; otherwise as a read. */
  public long peek(IoSink target) throws ErrnoException {
    return pipe.peek(target);
  }

  /** Puts bytes back that were read from here and could not be passed on. */
  public void unread(MemorySegment bytes, long offset, long count) throws ErrnoException {
    pipe.unread(bytes, offset, count);
  }

  /** How many bytes a write would take now. */
  public int room() {
    return pipe.room();
  }

  /** Whether both are sides of one pipe. */
  public boolean isSamePipe(PipeFile other) {
    return pipe == other.pipe;
  }

  /** {@code F_GETPIPE_SZ}, in bytes. */
  public int capacity() {
    return pipe.capacity();
  }

  /**
   * {@code F_SETPIPE_SZ}: at least so many bytes.
   *
   * @return the capacity that was set
   * @throws ErrnoException {@code EBUSY} when more lies in the pipe, {@code EPERM}, {@code EINVAL}
   */
  public int setCapacity(Task task, long bytes) throws ErrnoException {
    return pipe.setCapacity(task, bytes);
  }

  @Override
  public String displayName(Task task) {
    return path().inode() instanceof PipeInode inode
        ? "pipe:[" + inode.number() + "]"
        : super.displayName(task);
  }
}
