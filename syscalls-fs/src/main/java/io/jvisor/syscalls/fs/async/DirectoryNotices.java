package io.jvisor.syscalls.fs.async;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Fcntl;
import io.jvisor.kernel.api.abi.InotifyEvents;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.vfs.DirectoryFile;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.InodeWatch;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Signals that tell of events in a directory ({@code F_NOTIFY}; {@code
 * Documentation/filesystems/dnotify.rst} of Linux): what was registered with one description.
 *
 * <p>Each table of descriptors has at most one registration with a description, so that there are
 * never more of them than descriptors. It ends when any descriptor of that table that refers to the
 * description is closed.
 */
public final class DirectoryNotices {
  private final SignalOwner owner;

  /** Taken with any locks of vfs held. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final Map<FdTable, Notice> byTable = new HashMap<>();

  DirectoryNotices(SignalOwner owner) {
    this.owner = owner;
  }

  /**
   * {@code F_NOTIFY}: asks for more events, or with none drops the registration.
   *
   * @param events {@code DN_*}
   * @throws ErrnoException {@code ENOTDIR}
   */
  public static void set(Task task, FileDescription file, int fd, int events)
      throws ErrnoException {
    if ((events & ~Fcntl.DN_MULTISHOT) == 0) {
      if (file.owner() instanceof SignalOwner owner) {
        owner.directoryNotices().remove(task.files());
      }
      return;
    }
    if (!(file instanceof DirectoryFile directory)) {
      throw Errno.ENOTDIR.exception();
    }
    KernelTask caller = KernelTask.of(task);
    SignalOwner owner = SignalOwner.of(caller, file);
    owner.setTargetIfNone(caller.group(), task.credentials());
    owner.directoryNotices().add(task.files(), directory, fd, events);
  }

  private void add(FdTable table, DirectoryFile file, int fd, int events) {
    lock.lock();
    try {
      if (!table.refersTo(fd, file)) {
        return; // another thread has closed it, and nobody would take the registration back
      }
      Notice notice = byTable.get(table);
      if (notice == null) {
        notice = new Notice(file.inode(), table);
        byTable.put(table, notice);
        notice.start();
      }
      notice.mask |= seen(events);
      notice.isRepeated |= (events & Fcntl.DN_MULTISHOT) != 0;
      notice.descriptor = fd;
    } finally {
      lock.unlock();
    }
  }

  /** The events of a watch that those of {@code F_NOTIFY} stand for. */
  private static int seen(int events) {
    int mask = 0;
    mask |= (events & Fcntl.DN_ACCESS) != 0 ? InotifyEvents.IN_ACCESS : 0;
    mask |= (events & Fcntl.DN_MODIFY) != 0 ? InotifyEvents.IN_MODIFY : 0;
    mask |=
        (events & Fcntl.DN_CREATE) != 0 ? InotifyEvents.IN_CREATE | InotifyEvents.IN_MOVED_TO : 0;
    mask |=
        (events & Fcntl.DN_DELETE) != 0 ? InotifyEvents.IN_DELETE | InotifyEvents.IN_MOVED_FROM : 0;
    mask |= (events & Fcntl.DN_RENAME) != 0 ? InodeWatch.RENAMED_HERE : 0;
    mask |= (events & Fcntl.DN_ATTRIB) != 0 ? InotifyEvents.IN_ATTRIB : 0;
    return mask;
  }

  /** Drops the registration of a table, if there is one. */
  void remove(FdTable table) {
    lock.lock();
    try {
      Notice notice = byTable.remove(table);
      if (notice != null) {
        notice.stop();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Drops all. */
  void removeAll() {
    lock.lock();
    try {
      byTable.values().forEach(InodeWatch::stop);
      byTable.clear();
    } finally {
      lock.unlock();
    }
  }

  /** One registration. */
  private final class Notice extends InodeWatch {
    private final FdTable table;

    /** What is asked for. Guarded by the lock, as what follows. */
    private int mask;

    private boolean isRepeated;

    /** By which it was asked for last. */
    private int descriptor;

    Notice(Inode directory, FdTable table) {
      super(directory);
      this.table = table;
    }

    @Override
    protected void happened(int event, int cookie, String name, boolean unlinked) {
      int fd;
      lock.lock();
      try {
        if ((event & mask) == 0 || byTable.get(table) != this) {
          return;
        }
        fd = descriptor;
        if (!isRepeated) {
          byTable.remove(table);
          stop();
        }
      } finally {
        lock.unlock();
      }
      owner.tellOfDirectory(fd);
    }

    @Override
    protected void ended(int event) {
      lock.lock();
      try {
        byTable.remove(table, this);
      } finally {
        lock.unlock();
      }
    }
  }
}
