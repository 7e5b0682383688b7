package io.jvisor.kernel.core;

import io.jvisor.kernel.api.Clock;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.memory.MemoryFile;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.MountNamespace;

/**
 * One sandbox's kernel: what all its tasks share.
 *
 * <p>A starter makes it, makes the file systems with {@link #fileSystems}, mounts them, hands the
 * tree over with {@link #setMounts}, and calls {@link #startInit}.
 */
public final class Kernel implements AutoCloseable {
  private final KernelOptions options;
  private volatile MountNamespace mounts;

  /** A kernel without mounts and without tasks. */
  public Kernel(KernelOptions options) {
    this.options = options;
  }

  /** How guest code runs. */
  public Platform platform() {
    return options.platform();
  }

  /** Where guest pages live. */
  public MemoryFile memory() {
    return options.memory();
  }

  /** The time. */
  public Clock clock() {
    return options.clock();
  }

  /** The calls that there are. */
  public SyscallTable syscalls() {
    return options.syscalls();
  }

  /** What file systems get from the kernel. */
  public FileSystemEnvironment fileSystems() {
    throw new UnsupportedOperationException();
  }

  /** The mounts. */
  public MountNamespace mounts() {
    return mounts;
  }

  /** Hands the mounts over, before {@link #startInit}. */
  public void setMounts(MountNamespace namespace) {
    mounts = namespace;
  }

  /**
   * Starts the first process.
   *
   * @throws ErrnoException what {@code execve(2)} says: {@code ENOENT}, {@code EACCES}, {@code
   *     ENOEXEC}; the caller keeps the descriptors then
   */
  public InitProcess startInit(InitSpec spec) throws ErrnoException {
    throw new UnsupportedOperationException(spec.path());
  }

  /** Sends the first process a signal from outside the sandbox; no effect when it has ended. */
  public void signalInit(int signal) {
    throw new UnsupportedOperationException();
  }

  /** Kills every process, waits for them, and closes platform and memory. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
