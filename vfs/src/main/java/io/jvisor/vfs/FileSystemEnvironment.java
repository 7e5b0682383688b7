package io.jvisor.vfs;

import io.jvisor.kernel.api.Clock;
import io.jvisor.platform.spi.memory.MemoryFile;

/** What the kernel offers to every file system. */
public interface FileSystemEnvironment {
  /** Where file pages live. */
  MemoryFile memory();

  /** The time, for time stamps. */
  Clock clock();

  /** A device number (major 0) that no other file system has, as {@code st_dev} shows it. */
  long newDeviceNumber();

  /**
   * A service that a file system needs and that its kernel may have, such as the view of processes
   * that proc shows.
   *
   * @return the service, or null
   */
  <T> T service(Class<T> type);
}
