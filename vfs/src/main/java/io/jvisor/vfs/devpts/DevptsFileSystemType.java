package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.MountRequest;

/** {@code devpts}: each mount is an instance of its own, as with {@code newinstance}. */
public final class DevptsFileSystemType implements FileSystemType {
  @Override
  public String name() {
    return "devpts";
  }

  @Override
  public FileSystem create(MountRequest request) throws ErrnoException {
    return new DevptsFileSystem(
        this, request.environment(), DevptsOptions.parse(request.options()));
  }
}
