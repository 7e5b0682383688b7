package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.kernfs.KernDirectory;

/** {@code /proc/PID/task}. */
final class TaskDirectory extends KernDirectory {
  private final ProcessView process;
  private final KnownDirectories<ThreadDirectory> known = new KnownDirectories<>();

  /** {@code /proc/PID/task/TID}. */
  private static final class ThreadDirectory extends KernDirectory {
    final ThreadView thread;

    ThreadDirectory(ProcFileSystem fileSystem, ProcessView process, ThreadView thread, int tid) {
      super(fileSystem, TaskDirectory.number(tid), 0555, ProcessView.user(thread));
      this.thread = thread;
      ProcessFiles files = new ProcessFiles(this, fileSystem, process, thread);
      files.addShared();
      files.addThreadOnly();
    }
  }

  TaskDirectory(ProcFileSystem fileSystem, long number, ProcessView process) {
    super(fileSystem, number, 0555, ProcessView.user(process.leader()));
    this.process = process;
  }

  private static long number(int tid) {
    return (long) tid << 32 | 1L << 30;
  }

  @Override
  protected long links() {
    return 2L + process.threadIds().length;
  }

  @Override
  public Inode lookup(Task task, String name) throws ErrnoException {
    int tid = RootDirectory.parseId(name);
    ThreadView thread = tid > 0 ? process.thread(tid) : null;
    if (thread == null) {
      throw Errno.ENOENT.exception();
    }
    ThreadDirectory present = known.get(tid);
    if (present != null && present.thread.equals(thread)) {
      return present;
    }
    ThreadDirectory fresh = new ThreadDirectory(ProcFileSystem.of(this), process, thread, tid);
    known.put(tid, fresh);
    return fresh;
  }

  @Override
  protected void listMore(Task task, long from, DirectorySink sink) {
    int type = Stat.directoryType(Stat.S_IFDIR);
    for (int tid : process.threadIds()) {
      if (tid >= from && !sink.add(Integer.toString(tid), number(tid), type, tid + 1L)) {
        return;
      }
    }
  }
}
