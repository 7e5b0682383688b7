package io.jvisor.kernel.core.seccomp;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.sync.WaitQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that a listener gives to a task whose call it decides about: {@code
 * SECCOMP_IOCTL_NOTIF_ADDFD}. The task installs it itself.
 */
public final class AddedDescriptor {
  /** The listener's reference. */
  private final FileDescription file;

  /** The number that it is to have; -1 for the lowest that is free. */
  private final int fd;

  private final boolean closeOnExec;

  /** Whether the call returns the number. */
  final boolean isReply;

  private final WaitQueue done = new WaitQueue();

  /** Held from {@link #begin} to {@link #finish}. */
  private final ReentrantLock installing = new ReentrantLock();

  private volatile boolean isDone;
  private long result;

  AddedDescriptor(FileDescription file, int fd, boolean closeOnExec, boolean isReply) {
    this.file = file;
    this.fd = fd;
    this.closeOnExec = closeOnExec;
    this.isReply = isReply;
  }

  /**
   * Installs it. Called by the task that gets it, without locks.
   *
   * @return the number or a negative errno
   */
  long install(Task task) {
    long limit = task.softLimit(Resource.RLIMIT_NOFILE);
    file.retain();
    try {
      if (fd < 0) {
        return task.files().install(file, 0, limit, closeOnExec);
      }
      task.files().installAt(task, fd, file, limit, closeOnExec);
      return fd;
    } catch (ErrnoException failure) {
      file.release();
      return failure.result();
    }
  }

  /**
   * The task takes it, and {@link #finish}es it soon. Caller holds the lock of the queue, from
   * which it is gone then.
   */
  void begin() {
    installing.lock();
  }

  /** Tells the listener how it went. */
  void finish(long value) {
    result = value;
    isDone = true;
    installing.unlock();
    done.wake(-1);
  }

  /** Waits for {@link #finish} after {@link #begin}, which is not long. */
  long awaitResult() {
    installing.lock();
    try {
      return result;
    } finally {
      installing.unlock();
    }
  }

  /** Where the listener waits. */
  WaitQueue done() {
    return done;
  }

  boolean isDone() {
    return isDone;
  }
}
