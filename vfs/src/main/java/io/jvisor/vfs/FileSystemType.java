package io.jvisor.vfs;

import io.jvisor.kernel.api.ErrnoException;

/** A kind of file system. Found by {@link java.util.ServiceLoader}. */
public interface FileSystemType {
  /** The name that {@code mount(2)} and the configuration use, such as {@code tmpfs}. */
  String name();

  /** Whether it has no backing device: {@code nodev} in {@code /proc/filesystems}. */
  default boolean isNoDev() {
    return true;
  }

  /**
   * Whether only the kernel itself makes instances, because the options name things of the host:
   * {@code mount(2)} does not know the type then ({@code ENODEV}).
   */
  default boolean isInternal() {
    return false;
  }

  /**
   * Makes an instance to be mounted.
   *
   * @throws ErrnoException {@code EINVAL} for an option it does not know
   */
  FileSystem create(MountRequest request) throws ErrnoException;
}
