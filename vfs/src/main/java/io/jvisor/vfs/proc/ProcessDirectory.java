package io.jvisor.vfs.proc;

import io.jvisor.vfs.kernfs.KernDirectory;

/** {@code /proc/PID}. */
final class ProcessDirectory extends KernDirectory {
  private final ProcessView process;

  ProcessDirectory(ProcFileSystem fileSystem, ProcessView process, int id) {
    super(fileSystem, number(id), 0555, process);
    this.process = process;
    ThreadView thread = process.thread(id);
    ProcessFiles files =
        new ProcessFiles(this, fileSystem, process, thread != null ? thread : process.leader());
    add("task", new TaskDirectory(fileSystem, nextNumber(), process));
    files.addShared();
    files.addProcessOnly();
  }

  /** The inode number of a process's directory; those of its files follow. */
  static long number(int id) {
    return (long) id << 32;
  }

  /** The process. */
  ProcessView process() {
    return process;
  }

  /** Whether the process is gone, or its id belongs to another by now. */
  boolean isStale() {
    return process.isGone();
  }
}
