package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.MountRequest;

/** {@code mqueue}: each mount shows the queues of its maker's IPC namespace. */
public final class MqueueFileSystemType implements FileSystemType {
  @Override
  public String name() {
    return "mqueue";
  }

  @Override
  public FileSystem create(MountRequest request) throws ErrnoException {
    Mqueues.Finder finder = request.environment().service(Mqueues.Finder.class);
    if (finder == null) {
      throw Errno.ENODEV.exception();
    }
    if (!request.options().isEmpty()) {
      throw Errno.EINVAL.exception();
    }
    return finder.of(request.task()).fileSystem();
  }
}
