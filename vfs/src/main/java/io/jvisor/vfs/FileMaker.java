package io.jvisor.vfs;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;

/** Makes the regular file that {@code O_CREAT} asks for, where it takes more than a mode. */
@FunctionalInterface
public interface FileMaker {
  /**
   * Makes a file; called as {@link Inode#createNode}.
   *
   * @param mode type and permissions, the umask applied
   */
  Inode make(Task task, Inode directory, String name, int mode, Owner owner) throws ErrnoException;
}
