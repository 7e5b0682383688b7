package io.jvisor.vfs.dev;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.vfs.VfsPath;

/** {@code /dev/null}. */
final class NullFile extends DeviceFile {
  NullFile(VfsPath path, int flags) {
    super(path, flags);
  }

  @Override
  public long read(Task task, IoSink target) {
    return 0;
  }

  @Override
  public long write(Task task, IoSource source) {
    return discard(source);
  }
}
