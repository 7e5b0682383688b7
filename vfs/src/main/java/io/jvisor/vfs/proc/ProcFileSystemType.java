package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.MountRequest;

/** {@code proc(5)}. */
public final class ProcFileSystemType implements FileSystemType {
  @Override
  public String name() {
    return "proc";
  }

  @Override
  public FileSystem create(MountRequest request) throws ErrnoException {
    if (!request.options().isEmpty()) {
      throw Errno.EINVAL.exception();
    }
    return new ProcFileSystem(this, request.environment(), request.task());
  }
}
