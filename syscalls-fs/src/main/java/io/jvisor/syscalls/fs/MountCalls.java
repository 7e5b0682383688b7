package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.STRING;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.VfsPath;

/** {@code mount(2)}, {@code umount2(2)}. */
final class MountCalls {
  /** What {@code mount} may be told in the upper half: {@code MS_MGC_VAL}. */
  private static final long MAGIC = 0xC0ED0000L;

  private static final long MAGIC_MASK = 0xffff0000L;

  private static final long PROPAGATION =
      MountFlags.MS_SHARED | MountFlags.MS_PRIVATE | MountFlags.MS_SLAVE | MountFlags.MS_UNBINDABLE;

  private MountCalls() {}

  static void register(Registrar table) {
    table
        .partial(
            SyscallNumbers.MOUNT,
            "binding, moving, changing flags; new file systems: ENODEV; MS_SHARED: EINVAL",
            STRING,
            PATH,
            STRING,
            HEX,
            POINTER)
        .by(MountCalls::mount);
    table.full(SyscallNumbers.UMOUNT2, PATH, HEX).by(MountCalls::unmount);
  }

  private static void checkPrivilege(Task task) throws ErrnoException {
    if (!task.credentials().has(Capability.SYS_ADMIN)) {
      throw Errno.EPERM.exception();
    }
  }

  private static long mount(
      Task task, long source, long target, long type, long flagArgument, long data)
      throws ErrnoException {
    long flags = flagArgument;
    if ((flags & MAGIC_MASK) == MAGIC) {
      flags &= ~MAGIC_MASK;
    }
    VfsPath place = PathArguments.resolve(task, AtFlags.AT_FDCWD, target, Lookup.FOLLOW);
    checkPrivilege(task);
    MountNamespace mounts = KernelTask.of(task).kernel().mounts();
    if ((flags & MountFlags.MS_REMOUNT) != 0) {
      mounts.remount(task, place, flags & MountFlags.PER_MOUNT);
    } else if ((flags & MountFlags.MS_BIND) != 0) {
      VfsPath from = PathArguments.resolve(task, AtFlags.AT_FDCWD, source, Lookup.FOLLOW);
      mounts.bind(task, place, from, (flags & MountFlags.MS_REC) != 0);
    } else if ((flags & PROPAGATION) != 0) {
      setPropagation(place, flags);
    } else if ((flags & MountFlags.MS_MOVE) != 0) {
      VfsPath from = PathArguments.resolve(task, AtFlags.AT_FDCWD, source, Lookup.FOLLOW);
      mounts.move(task, from, place);
    } else {
      throw Errno.ENODEV.exception();
    }
    return 0;
  }

  /** With one namespace every mount is private, and none has a master: both are so already. */
  private static void setPropagation(VfsPath place, long flags) throws ErrnoException {
    long kind = flags & PROPAGATION;
    if (place.dentry() != place.mount().root()
        || (kind != MountFlags.MS_PRIVATE && kind != MountFlags.MS_SLAVE)) {
      throw Errno.EINVAL.exception();
    }
  }

  private static long unmount(Task task, long target, long flags) throws ErrnoException {
    boolean follow = ((int) flags & MountFlags.UMOUNT_NOFOLLOW) == 0;
    VfsPath place =
        PathArguments.resolve(task, AtFlags.AT_FDCWD, target, follow ? Lookup.FOLLOW : 0);
    KernelTask.of(task).kernel().mounts().unmount(task, place, (int) flags);
    return 0;
  }
}
