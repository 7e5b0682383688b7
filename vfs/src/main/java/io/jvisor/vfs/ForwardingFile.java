package io.jvisor.vfs;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.kernel.api.file.Terminal;
import io.jvisor.kernel.api.sync.WaitQueue;

/**
 * A place that stands for a description which has none: {@code /dev/tty}, or a stream of the caller
 * opened again through {@code /proc/self/fd}. Passes everything on.
 */
public final class ForwardingFile extends OpenFile {
  private final FileDescription original;

  private ForwardingFile(VfsPath path, FileDescription original, int flags) {
    super(path, flags);
    this.original = original;
  }

  /**
   * A file at a place.
   *
   * @param original takes over the caller's reference
   */
  public static OpenFile of(VfsPath path, FileDescription original, int flags) {
    return new ForwardingFile(path, original, flags);
  }

  @Override
  public Terminal terminal() {
    return original.terminal();
  }

  @Override
  protected void onFinalClose() {
    original.release();
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    return original.read(task, target);
  }

  @Override
  public long write(Task task, IoSource source) throws ErrnoException {
    return original.write(task, source);
  }

  @Override
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    return original.readAt(task, target, offset);
  }

  @Override
  public long writeAt(Task task, IoSource source, long offset) throws ErrnoException {
    return original.writeAt(task, source, offset);
  }

  @Override
  public long seek(Task task, long offset, int whence) throws ErrnoException {
    return original.seek(task, offset, whence);
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    return original.ioctl(task, request, argument);
  }

  @Override
  public boolean sendsSignals() {
    return original.sendsSignals();
  }

  @Override
  public int poll() {
    return original.poll();
  }

  @Override
  public WaitQueue waitQueue() {
    return original.waitQueue();
  }

  @Override
  public void truncate(Task task, long length) throws ErrnoException {
    original.truncate(task, length);
  }

  @Override
  public void sync(Task task, boolean dataOnly) throws ErrnoException {
    original.sync(task, dataOnly);
  }

  @Override
  public Mappable mappable(Task task) throws ErrnoException {
    return original.mappable(task);
  }

  @Override
  public String displayName(Task task) {
    return original.displayName(task);
  }
}
