package io.jvisor.vfs.kernfs;

import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FileSystemStatistics;
import io.jvisor.vfs.FileSystemType;

/** A file system whose files the kernel makes up. */
public abstract class KernFileSystem extends FileSystem {
  private final FileSystemEnvironment environment;
  private final long magic;
  private final long mountTime;

  /**
   * An instance.
   *
   * @param magic what {@code statfs(2)} tells as its type
   */
  protected KernFileSystem(FileSystemType type, FileSystemEnvironment environment, long magic) {
    super(type, environment.newDeviceNumber());
    this.environment = environment;
    this.magic = magic;
    this.mountTime = environment.clock().realtimeNanos();
  }

  /** The kernel's services. */
  public final FileSystemEnvironment environment() {
    return environment;
  }

  /** The time stamps of all files. */
  final long mountTime() {
    return mountTime;
  }

  @Override
  public final void statistics(FileSystemStatistics statistics) {
    statistics.type = magic;
    statistics.blockSize = 4096;
  }
}
