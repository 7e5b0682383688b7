package io.jvisor.vfs.sys;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.MountRequest;

/** {@code sysfs(5)}. */
public final class SysFileSystemType implements FileSystemType {
  @Override
  public String name() {
    return "sysfs";
  }

  @Override
  public FileSystem create(MountRequest request) throws ErrnoException {
    if (!request.options().isEmpty()) {
      throw Errno.EINVAL.exception();
    }
    return new SysFileSystem(this, request.environment());
  }
}
