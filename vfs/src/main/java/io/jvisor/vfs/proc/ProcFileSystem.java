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

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private Mount hiddenMount;

  ProcFileSystem(ProcFileSystemType type, FileSystemEnvironment environment) {
    super(type, environment, MAGIC);
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
    return environment().service(ProcessList.class);
  }

  /** The process of a task, or null. */
  ProcessView processOf(Task task) {
    ProcessList processes = processes();
    return processes == null ? null : processes.process(task);
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
