package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.AnonymousFile;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.core.proc.ProcessSummary;
import io.jvisor.vfs.proc.ProcessView;

/** Refers to a process, whatever becomes of its id: {@code pidfd_open(2)}. */
public final class PidFile extends AnonymousFile {
  private final Pid pid;

  /** Null where the process was gone before the descriptor was opened. */
  private final ThreadGroup group;

  /** The process's; one of events that never happen where it was gone. */
  private final WaitQueue events;

  private PidFile(Pid pid, ThreadGroup group, int flags) {
    super("[pidfd]", OpenFlags.O_RDWR | flags);
    this.pid = pid;
    this.group = group;
    this.events = group == null ? new WaitQueue() : group.endEvents;
  }

  /**
   * Opens a descriptor, closed on exec.
   *
   * @param flags 0 or {@code O_NONBLOCK}
   * @throws ErrnoException {@code EMFILE}
   */
  public static int open(KernelTask task, ThreadGroup group, int flags) throws ErrnoException {
    return open(task, group.pid(), group, flags);
  }

  /** As the other, of a process that may be gone; {@code group} is null then. */
  static int open(KernelTask task, Pid pid, ThreadGroup group, int flags) throws ErrnoException {
    PidFile file = new PidFile(pid, group, flags);
    try {
      return task.files().install(file, 0, task.softLimit(Resource.RLIMIT_NOFILE), true);
    } catch (ErrnoException failure) {
      file.release();
      throw failure;
    }
  }

  /**
   * The process that a descriptor refers to.
   *
   * @throws ErrnoException {@code EBADF} when it is closed, or refers to no process; {@code ESRCH}
   *     when the process was gone before it was opened
   */
  public static ThreadGroup process(Task task, int fd) throws ErrnoException {
    return get(task, fd).existing();
  }

  private ThreadGroup existing() throws ErrnoException {
    if (group == null) {
      throw Errno.ESRCH.exception();
    }
    return group;
  }

  /**
   * The process to signal: as {@link #process}, or that whose directory of proc was opened.
   *
   * @throws ErrnoException {@code EBADF}, {@code ESRCH} when the process is gone
   */
  public static ThreadGroup signalTarget(KernelTask task, int fd) throws ErrnoException {
    FileDescription file = task.files().get(fd);
    try {
      if (file instanceof PidFile pidFile) {
        return pidFile.existing();
      }
      if (!(ProcessView.ofDirectory(file) instanceof ProcessSummary view)) {
        throw Errno.EBADF.exception();
      }
      if (view.isGone()) {
        throw Errno.ESRCH.exception();
      }
      return view.group();
    } finally {
      file.release();
    }
  }

  /** As {@link #process}: the file itself. */
  public static PidFile get(Task task, int fd) throws ErrnoException {
    FileDescription file = task.files().get(fd);
    try {
      if (file instanceof PidFile pidFile) {
        return pidFile; // needs no reference: nothing of it is released
      }
      throw Errno.EBADF.exception();
    } finally {
      file.release();
    }
  }

  /** The process; null where it was gone before the descriptor was opened. */
  public ThreadGroup group() {
    return group;
  }

  /** Readable from the moment that the process could be waited for; hung up once it was. */
  @Override
  public int poll() {
    if (group == null || group.isReaped) {
      return PollEvents.POLLIN | PollEvents.POLLRDNORM | PollEvents.POLLHUP;
    }
    return group.isWaitable ? PollEvents.POLLIN | PollEvents.POLLRDNORM : 0;
  }

  @Override
  public WaitQueue waitQueue() {
    return events;
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    return PidRequests.run(KernelTask.of(task), pid, group, request, argument);
  }

  @Override
  public long seek(Task task, long offset, int whence) throws ErrnoException {
    throw Errno.ESPIPE.exception();
  }

  @Override
  public void describe(Task task, StringBuilder text) {
    PidNamespace reader = KernelTask.of(task).pidNamespace();
    int number = group == null || group.isReaped() ? -1 : pid.in(reader);
    text.append("Pid:\t").append(number).append("\nNSpid:\t").append(number);
    if (number > 0) {
      for (int level = reader.level() + 1; level <= pid.namespace().level(); level++) {
        text.append('\t').append(pid.at(level));
      }
    }
    text.append('\n');
  }
}
