package io.jvisor.kernel.core.seccomp;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.api.file.AnonymousFile;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.kernel.api.sync.WaitResult;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What decides about the calls of others: {@code seccomp_unotify(2)}. */
public final class NotificationFile extends AnonymousFile {
  private static final int IOCTL_RECV = 0xc0502100;
  private static final int IOCTL_SEND = 0xc0182101;
  private static final int IOCTL_ID_VALID = 0x40082102;

  /** As it was first defined. */
  private static final int IOCTL_ID_VALID_READ = 0x80082102;

  private static final int IOCTL_SET_FLAGS = 0x40082104;

  /** Without the size and the direction, which may be any. */
  private static final int IOCTL_ADDFD = 0x2103;

  private static final int IOCTL_SIZE_SHIFT = 16;
  private static final int IOCTL_SIZE_MASK = 0x3fff;
  private static final int PAGE_BYTES = 4096;

  /** {@code SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP}: a hint. */
  private static final long FD_SYNC_WAKE_UP = 1;

  /** {@code SECCOMP_USER_NOTIF_FLAG_CONTINUE}. */
  private static final int FLAG_CONTINUE = 1;

  private static final int ADDFD_SETFD = 1;
  private static final int ADDFD_SEND = 2;
  private static final int ADDFD_BYTES = 24;

  private final NotificationQueue queue;

  private NotificationFile(NotificationQueue queue) {
    super("seccomp notify", OpenFlags.O_RDWR);
    this.queue = queue;
  }

  /**
   * Opens a descriptor, closed on exec.
   *
   * @throws ErrnoException {@code EMFILE}
   */
  public static int open(Task task, NotificationQueue queue) throws ErrnoException {
    NotificationFile file = new NotificationFile(queue);
    try {
      return task.files().install(file, 0, task.softLimit(Resource.RLIMIT_NOFILE), true);
    } catch (ErrnoException failure) {
      file.release();
      throw failure;
    }
  }

  @Override
  protected void onRelease() {
    queue.close();
  }

  @Override
  public int poll() {
    return queue.poll();
  }

  @Override
  public WaitQueue waitQueue() {
    return queue.events();
  }

  @Override
  public long seek(Task task, long offset, int whence) throws ErrnoException {
    throw Errno.ESPIPE.exception();
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    switch (request) {
      case IOCTL_RECV -> {
        return receive(task, argument);
      }
      case IOCTL_SEND -> send(task.memory(), argument);
      case IOCTL_ID_VALID, IOCTL_ID_VALID_READ -> {
        if (!queue.isSent(task.memory().readLong(argument))) {
          throw Errno.ENOENT.exception();
        }
      }
      case IOCTL_SET_FLAGS -> {
        if ((argument & ~FD_SYNC_WAKE_UP) != 0) {
          throw Errno.EINVAL.exception();
        }
      }
      default -> {
        if ((request & 0xffff) != IOCTL_ADDFD) {
          throw Errno.EINVAL.exception();
        }
        return addDescriptor(task, argument, request >> IOCTL_SIZE_SHIFT & IOCTL_SIZE_MASK);
      }
    }
    return 0;
  }

  /** {@code SECCOMP_IOCTL_NOTIF_RECV}. Waits, whether or not the descriptor is to block. */
  private long receive(Task task, long address) throws ErrnoException {
    MemorySegment struct = task.scratch().asSlice(0, Seccomp.NOTIF_BYTES);
    task.memory().read(address, struct, 0, Seccomp.NOTIF_BYTES);
    for (int at = 0; at < Seccomp.NOTIF_BYTES; at += Long.BYTES) {
      if (struct.get(ValueLayout.JAVA_LONG, at) != 0) {
        throw Errno.EINVAL.exception();
      }
    }
    if (task.await(queue.events(), -1, queue::tryTake, Task.FOREVER) == WaitResult.INTERRUPTED) {
      return Restart.SYS;
    }
    Notification call = queue.receive();
    struct.set(ValueLayout.JAVA_LONG, 0, call.id);
    struct.set(ValueLayout.JAVA_INT, 8, call.caller.seenBy(task));
    struct.set(ValueLayout.JAVA_INT, 12, 0);
    MemorySegment.copy(call.words, 0, struct, ValueLayout.JAVA_INT, 16, call.words.length);
    try {
      task.memory().write(address, struct, 0, Seccomp.NOTIF_BYTES);
    } catch (ErrnoException fault) {
      queue.putBack(call);
      throw fault;
    }
    return 0;
  }

  /** {@code SECCOMP_IOCTL_NOTIF_SEND}. */
  private void send(UserMemory memory, long address) throws ErrnoException {
    long id = memory.readLong(address);
    long value = memory.readLong(address + 8);
    int error = memory.readInt(address + 16);
    int flags = memory.readInt(address + 20);
    boolean admits = flags == FLAG_CONTINUE;
    if ((flags & ~FLAG_CONTINUE) != 0 || (admits && (error != 0 || value != 0))) {
      throw Errno.EINVAL.exception();
    }
    queue.reply(id, error != 0 ? error : value, admits);
  }

  /** {@code SECCOMP_IOCTL_NOTIF_ADDFD}: the number in the other task. */
  private long addDescriptor(Task task, long address, int size) throws ErrnoException {
    if (size < ADDFD_BYTES || size >= PAGE_BYTES) {
      throw Errno.EINVAL.exception();
    }
    UserMemory memory = task.memory();
    if (!memory.isZero(address, ADDFD_BYTES, size)) {
      throw Errno.E2BIG.exception();
    }
    long id = memory.readLong(address);
    int flags = memory.readInt(address + 8);
    int source = memory.readInt(address + 12);
    int fd = memory.readInt(address + 16);
    int fdFlags = memory.readInt(address + 20);
    boolean hasNumber = (flags & ADDFD_SETFD) != 0;
    if ((fdFlags & ~OpenFlags.O_CLOEXEC) != 0
        || (flags & ~(ADDFD_SETFD | ADDFD_SEND)) != 0
        || (fd != 0 && !hasNumber)) {
      throw Errno.EINVAL.exception();
    }
    FileDescription file = task.files().get(source);
    try {
      int number = !hasNumber ? -1 : fd < 0 ? Integer.MAX_VALUE : fd; // unsigned
      AddedDescriptor added =
          new AddedDescriptor(file, number, fdFlags != 0, (flags & ADDFD_SEND) != 0);
      Notification call = queue.add(id, added);
      WaitResult waited = task.await(added.done(), -1, added::isDone, Task.FOREVER);
      if (waited == WaitResult.INTERRUPTED && queue.remove(call, added)) {
        return Restart.SYS;
      }
      return added.awaitResult();
    } finally {
      file.release();
    }
  }
}
