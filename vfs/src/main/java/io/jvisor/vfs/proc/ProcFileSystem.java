package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.Mount;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.kernfs.KernFileSystem;
import java.util.concurrent.locks.ReentrantLock;

/** An instance of proc. */
final class ProcFileSystem extends KernFileSystem {
  /** {@code PROC_SUPER_MAGIC}. */
  private static final long MAGIC = 0x9fa0;

  private final RootDirectory root;

  /** Those of the PID namespace of who mounted it; null when the kernel shows none. */
  private final ProcessList processes;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private Mount hiddenMount;

  ProcFileSystem(ProcFileSystemType type, FileSystemEnvironment environment, Task mounter) {
    super(type, environment, MAGIC);
    ProcessList all = environment.service(ProcessList.class);
    this.processes = all == null || mounter == null ? all : all.seenBy(mounter);
    this.root = new RootDirectory(this);
  }

  /** The file system of a file of proc. */
  static ProcFileSystem of(Inode file) {
    return (ProcFileSystem) file.fileSystem();
  }

  /** A mount that nobody sees, for what descriptors without a place refer to. */
  Mount hiddenMount() {
    lock.lock();
    try {
      if (hiddenMount == null) {
        hiddenMount = MountNamespace.detached(this);
      }
      return hiddenMount;
    } finally {
      lock.unlock();
    }
  }

  /** The processes, or null when the kernel shows none. */
  ProcessList processes() {
    return processes;
  }

  /** The thread of a task, or null. */
  ThreadView threadOf(Task task) {
    return processes == null ? null : processes.thread(task);
  }

  @Override
  public Inode root() {
    return root;
  }

  /** Processes come and go. */
  @Override
  public boolean isVolatile() {
    return true;
  }

  /** Or processes that have ended would stay in memory. */
  @Override
  public boolean keepsNames() {
    return false;
  }
}
