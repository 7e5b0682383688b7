package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.MountRequest;

/** {@code mqueue}: each mount shows the queues of the kernel, of which there is one set. */
public final class MqueueFileSystemType implements FileSystemType {
  @Override
  public String name() {
    return "mqueue";
  }

  @Override
  public FileSystem create(MountRequest request) throws ErrnoException {
    Mqueues queues = request.environment().service(Mqueues.class);
    if (queues == null) {
      throw Errno.ENODEV.exception();
    }
    if (!request.options().isEmpty()) {
      throw Errno.EINVAL.exception();
    }
    return queues.fileSystem();
  }
}
