package io.jvisor.vfs.dev;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/**
 * A kind of character device. Found by {@link java.util.ServiceLoader}; has no state of its own.
 */
public interface CharacterDevice {
  /** Its number, as {@code makedev(3)} encodes it. */
  long number();

  /** Its name below {@code /dev}, such as {@code null}. */
  String fileName();

  /** The permissions of its file in {@code devtmpfs}. */
  default int permissions() {
    return 0666;
  }

  /**
   * Opens the device; permissions have been checked.
   *
   * @param environment the kernel's services
   * @param path the device file
   */
  OpenFile open(FileSystemEnvironment environment, Task task, VfsPath path, int flags)
      throws ErrnoException;
}
