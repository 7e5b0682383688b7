package io.jvisor.vfs.hostfd;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;

/**
 * The host's {@code /dev/null}, which is the same at every offset: nothing is asked of the host.
 */
final class HostNull extends HostFile {
  /** What {@code stat(2)} tells of it: major 1, minor 3. */
  static final long DEVICE = 1 << 8 | 3;

  HostNull(int descriptor, int flags, String name) {
    super(descriptor, flags, name);
  }

  @Override
  public long read(Task task, IoSink target) {
    return 0;
  }

  @Override
  public long readAt(Task task, IoSink target, long offset) {
    return 0;
  }

  @Override
  public long write(Task task, IoSource source) {
    return source.remaining(); // not looked at
  }

  @Override
  public long writeAt(Task task, IoSource source, long offset) {
    return source.remaining();
  }

  @Override
  public long seek(Task task, long offset, int whence) {
    return 0;
  }
}
