package io.jvisor.vfs.proc;

import io.jvisor.vfs.kernfs.KernDirectory;

/** {@code /proc/PID}. */
final class ProcessDirectory extends KernDirectory {
  private final ProcessView process;

  ProcessDirectory(ProcFileSystem fileSystem, ProcessView process, int id) {
    super(fileSystem, number(id), 0555, ProcessView.user(threadOf(process, id)));
    this.process = process;
    ProcessFiles files = new ProcessFiles(this, fileSystem, process, threadOf(process, id));
    add("task", new TaskDirectory(fileSystem, nextNumber(), process));
    files.addShared();
    files.addProcessOnly();
  }

  /** Any thread's id leads to the process, and to what that thread has of its own. */
  private static ThreadView threadOf(ProcessView process, int id) {
    ThreadView thread = process.thread(id);
    return thread != null ? thread : process.leader();
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
