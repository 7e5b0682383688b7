package io.jvisor.kernel.api.file;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.sync.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * An open file description: what descriptors refer to ({@code open(2)}).
 *
 * <p>A new kind of descriptor is one subclass that overrides what it can do; everything else has
 * Linux's default error. Nothing here blocks: a read or write that cannot go on throws {@code
 * EAGAIN}, and the caller waits on {@link #waitQueue()} for {@link #poll()} to change unless the
 * description is non-blocking.
 *
 * <p>Reference counted: each descriptor, and each call in progress, holds one reference; {@link
 * #onRelease} runs when the last is gone.
 */
public abstract class FileDescription {
  private static final AtomicIntegerFieldUpdater<FileDescription> STATUS =
      AtomicIntegerFieldUpdater.newUpdater(FileDescription.class, "statusFlags");

  @SuppressWarnings("rawtypes") // a field updater knows the erased type only
  private static final AtomicReferenceFieldUpdater<FileDescription, List> LISTENERS =
      AtomicReferenceFieldUpdater.newUpdater(FileDescription.class, List.class, "releaseListeners");

  private static final AtomicReferenceFieldUpdater<FileDescription, Owner> OWNER =
      AtomicReferenceFieldUpdater.newUpdater(FileDescription.class, Owner.class, "owner");

  /** In the place of an offset, for {@link #writeAt}: the end of the file, {@code RWF_APPEND}. */
  public static final long AT_END = -1;

  /** The most listeners of one description: each change copies the list of them. */
  private static final int MOST_LISTENERS = 1 << 12;

  private final AtomicInteger references = new AtomicInteger(1);

  private volatile int statusFlags;

  /** Whom {@code O_ASYNC} and {@code F_NOTIFY} tell; null until somebody asks. */
  private volatile Owner owner;

  /**
   * Whether it counts among the open files; see {@link OpenFiles}. Set once, by the first table.
   */
  private boolean counted;

  /** Replaced as a whole by {@link #LISTENERS}: few descriptions ever have a listener. */
  private volatile List<ReleaseListener> releaseListeners = List.of();

  /**
   * A description with one reference, the caller's.
   *
   * @param flags access mode and status flags, as of {@code open(2)}; creation flags are dropped
   */
  protected FileDescription(int flags) {
    this.statusFlags = flags & ~OpenFlags.CREATION_FLAGS;
  }

  /** Access mode and status flags, as {@code F_GETFL} gives them. */
  public final int statusFlags() {
    return statusFlags;
  }

  /** Replaces the status flags that {@code F_SETFL} may change. */
  public final void setStatusFlags(int flags) {
    STATUS.updateAndGet(
        this, old -> (old & ~OpenFlags.SETTABLE_FLAGS) | (flags & OpenFlags.SETTABLE_FLAGS));
  }

  /** Whether {@code O_NONBLOCK} is set. */
  public final boolean isNonBlocking() {
    return (statusFlags & OpenFlags.O_NONBLOCK) != 0;
  }

  /** Whether it was opened for reading. */
  public final boolean isReadable() {
    int access = statusFlags & OpenFlags.O_ACCMODE;
    return (access == OpenFlags.O_RDONLY || access == OpenFlags.O_RDWR)
        && (statusFlags & OpenFlags.O_PATH) == 0;
  }

  /** Whether it was opened for writing. */
  public final boolean isWritable() {
    int access = statusFlags & OpenFlags.O_ACCMODE;
    return (access == OpenFlags.O_WRONLY || access == OpenFlags.O_RDWR)
        && (statusFlags & OpenFlags.O_PATH) == 0;
  }

  /** Takes a reference. The caller holds one already, or a lock that keeps one alive. */
  public final void retain() {
    references.incrementAndGet();
  }

  /**
   * Counts it among the open files when its first descriptor is made.
   *
   * @throws ErrnoException {@code ENFILE}
   */
  final void count() throws ErrnoException {
    if (!counted) {
      OpenFiles.addDescription();
      counted = true;
    }
  }

  /** Takes a reference unless the last is gone. */
  public final boolean tryRetain() {
    for (; ; ) {
      int count = references.get();
      if (count == 0) {
        return false;
      }
      if (references.compareAndSet(count, count + 1)) {
        return true;
      }
    }
  }

  /** How many references there are; exact only where the caller knows who could change that. */
  public final int references() {
    return references.get();
  }

  /** Gives a reference back. */
  public final void release() {
    if (references.decrementAndGet() == 0) {
      tellReleased();
      onRelease();
      if (counted) {
        OpenFiles.removeDescription();
      }
    }
  }

  /** Who wants to know that nobody refers to a description any more: an epoll instance. */
  @FunctionalInterface
  public interface ReleaseListener {
    /** Called once, before {@link #onRelease}. Any thread, without locks of the description. */
    void released();
  }

  /** Who gets signals about a description: {@code F_SETOWN}. */
  public interface Owner extends ReleaseListener {
    /** Called for each descriptor of a directory that is closed, before its reference goes. */
    void descriptorClosed(FdTable table);
  }

  /**
   * Adds a listener that holds no reference itself. The caller holds one, so that the end cannot
   * come meanwhile.
   *
   * @throws ErrnoException {@code ENOSPC} when there are too many
   */
  public final void addReleaseListener(ReleaseListener listener) throws ErrnoException {
    if (releaseListeners.size() >= MOST_LISTENERS) {
      throw Errno.ENOSPC.exception();
    }
    append(listener);
  }

  private void append(ReleaseListener listener) {
    List<ReleaseListener> old;
    List<ReleaseListener> longer;
    do {
      old = releaseListeners;
      longer = new ArrayList<>(old.size() + 1);
      longer.addAll(old);
      longer.add(listener);
    } while (!LISTENERS.compareAndSet(this, old, longer));
  }

  /** Who gets signals about this description, as {@link #ownerOr} has set it, or null. */
  public final Owner owner() {
    return owner;
  }

  /** Sets the owner unless there is one, and returns the one that there is then. */
  public final Owner ownerOr(Owner fresh) {
    if (OWNER.compareAndSet(this, null, fresh)) {
      append(fresh);
    }
    return owner;
  }

  /** Whether {@code O_ASYNC} has a meaning: pipes, sockets, terminals. */
  public boolean sendsSignals() {
    return false;
  }

  /** What it is as a terminal; null for everything else. */
  public Terminal terminal() {
    return null;
  }

  /** Takes a listener back; it may be called just now. */
  public final void removeReleaseListener(ReleaseListener listener) {
    List<ReleaseListener> old;
    List<ReleaseListener> shorter;
    do {
      old = releaseListeners;
      shorter = new ArrayList<>(old);
      shorter.remove(listener);
    } while (!LISTENERS.compareAndSet(this, old, shorter));
  }

  private void tellReleased() {
    for (ReleaseListener listener : releaseListeners) {
      listener.released();
    }
  }

  /** Runs once, when nobody refers to the description any more. */
  protected void onRelease() {}

  /**
   * Called for each descriptor that is closed, before its reference goes: {@code close(2)} drops
   * the process's record locks then.
   *
   * @return what {@code close} returns: 0, or a negative errno that the file system reports late
   */
  public long onClose(Task task) {
    return 0;
  }

  /**
   * Reads at the file position and moves it.
   *
   * @return bytes read, 0 at the end
   * @throws ErrnoException {@code EAGAIN} when there is nothing to read yet
   */
  public long read(Task task, IoSink target) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /**
   * Writes at the file position, or at the end with {@code O_APPEND}, and moves it.
   *
   * @return bytes written, at least 1 unless the source is empty
   * @throws ErrnoException {@code EAGAIN} when nothing can be written yet
   */
  public long write(Task task, IoSource source) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /** Reads at an offset, for {@code pread(2)}; {@code ESPIPE} where there is no position. */
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    throw Errno.ESPIPE.exception();
  }

  /**
   * Writes at an offset, for {@code pwrite(2)}; {@code ESPIPE} where there is no position.
   *
   * @param offset not negative, or {@link #AT_END}; a file that cannot do the latter at once says
   *     {@code EINVAL}
   */
  public long writeAt(Task task, IoSource source, long offset) throws ErrnoException {
    throw Errno.ESPIPE.exception();
  }

  /**
   * Moves the file position.
   *
   * @param whence one of {@code SEEK_*}
   * @return the new position
   */
  public long seek(Task task, long offset, int whence) throws ErrnoException {
    throw Errno.ESPIPE.exception();
  }

  /** {@code ioctl(2)}; requests that the file does not know are {@code ENOTTY}. */
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    throw Errno.ENOTTY.exception();
  }

  /** What is ready now: a mask of {@link PollEvents}. Regular files are always ready. */
  public int poll() {
    return PollEvents.POLLIN | PollEvents.POLLOUT | PollEvents.POLLRDNORM | PollEvents.POLLWRNORM;
  }

  /** What is ready for a task: a signal descriptor has another answer for each process. */
  public int poll(Task task) {
    return poll();
  }

  /** Who tells a task that {@link #poll(Task)} changed. */
  public WaitQueue waitQueue(Task task) {
    return waitQueue();
  }

  /** Who tells that {@link #poll()} changed; null where it never does. */
  public WaitQueue waitQueue() {
    return null;
  }

  /** Fills in what {@code fstat(2)} tells. */
  public abstract void status(Task task, FileStatus status) throws ErrnoException;

  /** Adds the lines that this kind of file has in {@code /proc/PID/fdinfo/FD}, after the common. */
  public void describe(Task task, StringBuilder text) {}

  /** Reads directory entries from the position and moves it. */
  public void readDirectory(Task task, DirectorySink sink) throws ErrnoException {
    throw Errno.ENOTDIR.exception();
  }

  /** {@code ftruncate(2)}. */
  public void truncate(Task task, long length) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /** {@code fallocate(2)}. */
  public void allocate(Task task, int mode, long offset, long length) throws ErrnoException {
    throw Errno.ENODEV.exception();
  }

  /** {@code fsync(2)}, or {@code fdatasync(2)} when {@code dataOnly}. */
  public void sync(Task task, boolean dataOnly) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  /**
   * The object whose pages {@code mmap(2)} maps.
   *
   * @throws ErrnoException {@code ENODEV} when the file cannot be mapped
   */
  public Mappable mappable(Task task) throws ErrnoException {
    throw Errno.ENODEV.exception();
  }

  /**
   * What {@code readlink} of {@code /proc/self/fd/N} and {@code /proc/self/maps} show: a path, or a
   * name such as {@code pipe:[12]} or {@code anon_inode:[eventpoll]}.
   */
  public abstract String displayName(Task task);
}
