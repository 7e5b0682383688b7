package io.jvisor.syscalls.fs.inotify;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.DeviceNumber;
import io.jvisor.kernel.api.abi.InotifyEvents;
import io.jvisor.kernel.api.abi.Ioctl;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.file.AnonymousFile;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.InodeWatch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** What {@code inotify_init(2)} makes: watches, and the events that they saw. */
final class InotifyInstance extends AnonymousFile {
  private static final int READS = PollEvents.POLLIN | PollEvents.POLLRDNORM;

  /** Events that are never told with {@code IN_ISDIR}. */
  private static final int SELF = InotifyEvents.IN_DELETE_SELF | InotifyEvents.IN_MOVE_SELF;

  private final UserCounts counts;
  private final int user;
  private final WaitQueue queue = new WaitQueue();
  private final ReentrantLock lock = new ReentrantLock();

  /** What was not read. Guarded by {@link #lock}, as what follows. */
  private final EventQueue events;

  private final Map<Inode, Watch> byInode = new IdentityHashMap<>();
  private final Map<Integer, Watch> byNumber = new HashMap<>();
  private int lastNumber;

  /** An instance that its user's count has in it. */
  InotifyInstance(UserCounts counts, int user, int flags) {
    super("inotify", OpenFlags.O_RDONLY | flags);
    this.counts = counts;
    this.user = user;
    this.events = new EventQueue(counts);
  }

  private final class Watch extends InodeWatch {
    private final int number;

    /** Events and flags. Written under the instance's lock. */
    private volatile int mask;

    Watch(Inode inode, int number, int mask) {
      super(inode);
      this.number = number;
      this.mask = mask;
    }

    @Override
    protected void happened(int event, int cookie, String name, boolean unlinked) {
      int wanted = mask;
      if ((event & wanted & InotifyEvents.IN_ALL_EVENTS) == 0
          || (unlinked && (wanted & InotifyEvents.IN_EXCL_UNLINK) != 0)) {
        return;
      }
      boolean last = (wanted & InotifyEvents.IN_ONESHOT) != 0;
      if (tell(event, cookie, name, last) && last) {
        stop();
      }
    }

    /** Queues an event; false when the watch is gone. */
    private boolean tell(int event, int cookie, String name, boolean last) {
      lock.lock();
      try {
        if (byNumber.get(number) != this) {
          return false;
        }
        int shown = (event & SELF) != 0 ? event & ~InotifyEvents.IN_ISDIR : event;
        events.add(new Event(number, shown, cookie, name));
        if (last) {
          forget(this);
        }
      } finally {
        lock.unlock();
      }
      queue.wake(READS);
      return true;
    }

    @Override
    protected void ended(int event) {
      boolean told = event == InotifyEvents.IN_UNMOUNT || (event & mask) != 0;
      lock.lock();
      try {
        if (byNumber.get(number) != this) {
          return;
        }
        if (told) {
          events.add(new Event(number, event, 0, null));
        }
        forget(this);
      } finally {
        lock.unlock();
      }
      queue.wake(READS);
    }
  }

  /** Drops a watch and says so. The lock is held. */
  private void forget(Watch watch) {
    byNumber.remove(watch.number);
    byInode.remove(watch.inode());
    counts.giveWatches(user, 1);
    events.add(new Event(watch.number, InotifyEvents.IN_IGNORED, 0, null));
  }

  /**
   * {@code inotify_add_watch(2)}.
   *
   * @return the number of the watch, which may be there already
   */
  int watch(Inode inode, int mask) throws ErrnoException {
    int kept =
        mask
            & (InotifyEvents.IN_ALL_EVENTS
                | InotifyEvents.IN_EXCL_UNLINK
                | InotifyEvents.IN_ONESHOT);
    lock.lock();
    try {
      Watch present = byInode.get(inode);
      if (present == null) {
        return newWatch(inode, kept);
      }
      if ((mask & InotifyEvents.IN_MASK_CREATE) != 0) {
        throw Errno.EEXIST.exception();
      }
      boolean adds = (mask & InotifyEvents.IN_MASK_ADD) != 0;
      present.mask = adds ? present.mask | kept : kept;
      return present.number;
    } finally {
      lock.unlock();
    }
  }

  /** The lock is held. */
  private int newWatch(Inode inode, int mask) throws ErrnoException {
    counts.takeWatch(user);
    do {
      lastNumber = lastNumber == Integer.MAX_VALUE ? 1 : lastNumber + 1;
    } while (byNumber.containsKey(lastNumber));
    Watch watch = new Watch(inode, lastNumber, mask);
    byNumber.put(lastNumber, watch);
    byInode.put(inode, watch);
    watch.start();
    return lastNumber;
  }

  /** {@code inotify_rm_watch(2)}. */
  void unwatch(int number) throws ErrnoException {
    Watch watch;
    lock.lock();
    try {
      watch = byNumber.get(number);
      if (watch == null) {
        throw Errno.EINVAL.exception();
      }
      forget(watch);
    } finally {
      lock.unlock();
    }
    watch.stop();
    queue.wake(READS);
  }

  @Override
  protected void onRelease() {
    List<Watch> all;
    lock.lock();
    try {
      all = new ArrayList<>(byNumber.values());
      byNumber.clear();
      byInode.clear();
      events.clear();
    } finally {
      lock.unlock();
    }
    all.forEach(InodeWatch::stop);
    counts.giveWatches(user, all.size());
    counts.giveInstance(user);
  }

  @Override
  public long read(Task task, IoSink target) throws ErrnoException {
    long total = 0;
    for (; ; ) {
      Event event = take(target.remaining(), total > 0);
      if (event == null) {
        return total;
      }
      MemorySegment scratch = task.scratch();
      event.encode(scratch);
      long length = event.bytes();
      if (target.put(scratch, 0, length) != length) {
        if (total > 0) {
          return total;
        }
        throw Errno.EFAULT.exception();
      }
      total += length;
    }
  }

  /**
   * Takes the next event that fits.
   *
   * @param isEnough whether no event at all will do: null then
   */
  private Event take(long room, boolean isEnough) throws ErrnoException {
    lock.lock();
    try {
      Event event = events.first();
      if (event != null && event.bytes() <= room) {
        events.removeFirst();
        return event;
      }
      if (isEnough) {
        return null;
      }
      throw (event == null ? Errno.EAGAIN : Errno.EINVAL).exception();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int poll() {
    lock.lock();
    try {
      return events.isEmpty() ? 0 : READS;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WaitQueue waitQueue() {
    return queue;
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    if (request != Ioctl.FIONREAD) {
      return super.ioctl(task, request, argument);
    }
    int bytes;
    lock.lock();
    try {
      bytes = events.bytes();
    } finally {
      lock.unlock();
    }
    task.memory().writeInt(argument, bytes);
    return 0;
  }

  @Override
  public boolean sendsSignals() {
    return true;
  }

  /** One line for each watch, the youngest first. */
  @Override
  public void describe(Task task, StringBuilder text) {
    List<Watch> watches;
    lock.lock();
    try {
      watches = new ArrayList<>(byNumber.values());
    } finally {
      lock.unlock();
    }
    watches.sort(Comparator.comparingInt((Watch watch) -> watch.number).reversed());
    for (Watch watch : watches) {
      Inode inode = watch.inode();
      text.append(
          "inotify wd:%x ino:%x sdev:%x mask:%x ignored_mask:0 \n"
              .formatted(
                  watch.number,
                  inode.number(),
                  DeviceNumber.internal(inode.fileSystem().device()),
                  watch.mask));
    }
  }
}
