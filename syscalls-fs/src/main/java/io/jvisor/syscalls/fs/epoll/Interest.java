package io.jvisor.syscalls.fs.epoll;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.DeviceNumber;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.Waiter;
import io.jvisor.syscalls.fs.poll.Readiness;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What an instance wants to know about one description under one descriptor. Holds no reference to
 * the description: the last {@code close(2)} ends the interest.
 */
final class Interest extends Waiter implements FileDescription.ReleaseListener {
  /**
   * What an interest is found by: two descriptors of one description are two interests.
   *
   * @param file compared by identity
   * @param fd as it was when the interest was added
   */
  record Key(FileDescription file, int fd) {}

  private final EpollInstance instance;
  private final Key key;

  /** Who tells of changes to the task that added the interest. */
  private final WaitQueue queue;

  private final AtomicBoolean removed = new AtomicBoolean();

  /** Events and modes. Written under the instance's lock; read by whoever wakes. */
  private volatile int events;

  /** What the guest wants back. Written under the instance's lock. */
  private volatile long data;

  /** Whether it is on the ready list. Guarded by the list lock. */
  boolean listed;

  /** Neighbours on the ready list. Guarded by the list lock. */
  Interest next;

  Interest previous;

  Interest(EpollInstance instance, Key key, WaitQueue queue, int events, long data) {
    this.queue = queue;
    this.instance = instance;
    this.key = key;
    this.events = events;
    this.data = data;
  }

  EpollInstance instance() {
    return instance;
  }

  Key key() {
    return key;
  }

  WaitQueue source() {
    return queue;
  }

  FileDescription file() {
    return key.file();
  }

  int events() {
    return events;
  }

  long data() {
    return data;
  }

  void modify(int newEvents, long newData) {
    events = newEvents;
    data = newData;
  }

  /** After an event of a one-shot interest: nothing more until it is modified. */
  void disable() {
    events = events & EpollEvents.MODES;
  }

  boolean has(int mode) {
    return (events & mode) != 0;
  }

  /** Claims the removal; true for the one caller that does it. */
  boolean remove() {
    return removed.compareAndSet(false, true);
  }

  boolean isRemoved() {
    return removed.get();
  }

  /**
   * What is ready for a task of what is wanted. The instance's lock is held; the description's is
   * taken.
   *
   * @return 0 also when the description is gone
   */
  int poll(Task task) {
    FileDescription file = key.file();
    if (!file.tryRetain()) {
      return 0;
    }
    try {
      return file.poll(task) & events & ~EpollEvents.MODES;
    } finally {
      file.release();
    }
  }

  @Override
  protected void onWake(int happened) {
    onExclusiveWake(happened);
  }

  @Override
  protected boolean onExclusiveWake(int happened) {
    int wanted = events & ~EpollEvents.MODES;
    return (happened & Readiness.wakers(wanted)) != 0 && instance.listAndWake(this);
  }

  @Override
  public void released() {
    instance.drop(this);
  }

  /** Appends its line of {@code /proc/PID/fdinfo/FD}; nothing when the description is gone. */
  void describe(Task task, StringBuilder text) {
    FileDescription file = key.file();
    if (!file.tryRetain()) {
      return;
    }
    try {
      FileStatus status = new FileStatus();
      file.status(task, status);
      text.append(
          "tfd: %8d events: %8x data: %16x  pos:%d ino:%x sdev:%x\n"
              .formatted(
                  key.fd(),
                  events,
                  data,
                  position(task, file),
                  status.inode,
                  DeviceNumber.internal(status.device)));
    } catch (ErrnoException unknown) {
      // its file system does not answer: there is nothing to tell
    } finally {
      file.release();
    }
  }

  private static long position(Task task, FileDescription file) {
    try {
      return file.seek(task, 0, Seek.SEEK_CUR);
    } catch (ErrnoException none) {
      return 0;
    }
  }
}
