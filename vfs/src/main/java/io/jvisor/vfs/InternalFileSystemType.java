package io.jvisor.vfs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;

/**
 * A kind of file system that only the kernel makes and that {@code mount(2)} does not know.
 *
 * @param name as {@code /proc/PID/mountinfo} shows it
 */
public record InternalFileSystemType(String name) implements FileSystemType {
  @Override
  public boolean isInternal() {
    return true;
  }

  @Override
  public FileSystem create(MountRequest request) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }
}
