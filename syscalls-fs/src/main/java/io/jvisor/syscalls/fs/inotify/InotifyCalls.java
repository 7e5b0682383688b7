package io.jvisor.syscalls.fs.inotify;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.PATH;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.InotifyEvents;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.syscalls.fs.Descriptors;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.Permissions;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;

/** {@code inotify_init(2)}, {@code inotify_add_watch(2)}, {@code inotify_rm_watch(2)}. */
public final class InotifyCalls {
  private static final int KNOWN =
      InotifyEvents.IN_ALL_EVENTS
          | InotifyEvents.IN_UNMOUNT
          | InotifyEvents.IN_Q_OVERFLOW
          | InotifyEvents.IN_IGNORED
          | InotifyEvents.IN_ISDIR
          | InotifyEvents.IN_ONLYDIR
          | InotifyEvents.IN_DONT_FOLLOW
          | InotifyEvents.IN_EXCL_UNLINK
          | InotifyEvents.IN_MASK_CREATE
          | InotifyEvents.IN_MASK_ADD
          | InotifyEvents.IN_ONESHOT;

  private final UserCounts counts = new UserCounts();

  /** Registers the calls. */
  public void register(Registrar table) {
    table.full(SyscallNumbers.INOTIFY_INIT).by(task -> create(task, 0));
    table.full(SyscallNumbers.INOTIFY_INIT1, HEX).by(this::create);
    table.full(SyscallNumbers.INOTIFY_ADD_WATCH, FD, PATH, HEX).by(InotifyCalls::addWatch);
    table.full(SyscallNumbers.INOTIFY_RM_WATCH, FD, INT).by(InotifyCalls::removeWatch);
  }

  private long create(Task task, long flagArgument) throws ErrnoException {
    int flags = (int) flagArgument;
    if ((flags & ~(OpenFlags.O_CLOEXEC | OpenFlags.O_NONBLOCK)) != 0) {
      throw Errno.EINVAL.exception();
    }
    int user = task.credentials().euid();
    counts.takeInstance(user);
    FileDescription file = new InotifyInstance(counts, user, flags & OpenFlags.O_NONBLOCK);
    return Descriptors.install(task, file, (flags & OpenFlags.O_CLOEXEC) != 0);
  }

  private static long addWatch(Task task, long fd, long pathAddress, long maskArgument)
      throws ErrnoException {
    int mask = (int) maskArgument;
    if ((mask & ~KNOWN) != 0 || (mask & KNOWN) == 0) {
      throw Errno.EINVAL.exception();
    }
    FileDescription file = Descriptors.get(task, fd);
    try {
      int both = InotifyEvents.IN_MASK_ADD | InotifyEvents.IN_MASK_CREATE;
      if ((mask & both) == both || !(file instanceof InotifyInstance instance)) {
        throw Errno.EINVAL.exception();
      }
      int lookup = (mask & InotifyEvents.IN_DONT_FOLLOW) == 0 ? Lookup.FOLLOW : 0;
      lookup |= (mask & InotifyEvents.IN_ONLYDIR) != 0 ? Lookup.DIRECTORY : 0;
      FsContext context = KernelTask.of(task).fs();
      String path = task.memory().readPath(pathAddress);
      VfsPath place = Vfs.resolve(task, context, context.workingDirectory(), path, lookup);
      Permissions.check(task, task.credentials(), place.inode(), Access.R_OK);
      return instance.watch(place.inode(), mask);
    } finally {
      file.release();
    }
  }

  private static long removeWatch(Task task, long fd, long descriptor) throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      if (!(file instanceof InotifyInstance instance)) {
        throw Errno.EINVAL.exception();
      }
      instance.unwatch((int) descriptor);
      return 0;
    } finally {
      file.release();
    }
  }
}
