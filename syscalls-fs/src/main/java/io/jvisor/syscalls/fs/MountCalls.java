package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.STRING;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FileSystemType;
import io.jvisor.vfs.FileSystemTypes;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.MountRequest;
import io.jvisor.vfs.PropagationType;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;

/** {@code mount(2)}, {@code umount2(2)}, {@code pivot_root(2)}. */
final class MountCalls {
  /** What {@code mount} may be told in the upper half: {@code MS_MGC_VAL}. */
  private static final long MAGIC = 0xC0ED0000L;

  private static final long MAGIC_MASK = 0xffff0000L;

  private static final long PROPAGATION =
      MountFlags.MS_SHARED | MountFlags.MS_PRIVATE | MountFlags.MS_SLAVE | MountFlags.MS_UNBINDABLE;

  private static final int UNMOUNT_FLAGS =
      MountFlags.MNT_FORCE
          | MountFlags.MNT_DETACH
          | MountFlags.MNT_EXPIRE
          | MountFlags.UMOUNT_NOFOLLOW;

  private MountCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.MOUNT, STRING, PATH, STRING, HEX, POINTER).by(MountCalls::mount);
    table.full(SyscallNumbers.UMOUNT2, PATH, HEX).by(MountCalls::unmount);
    table.full(SyscallNumbers.PIVOT_ROOT, PATH, PATH).by(MountCalls::pivotRoot);
  }

  private static long mount(
      Task task, long source, long target, long type, long flagArgument, long data)
      throws ErrnoException {
    String typeName = string(task, type);
    String sourceName = string(task, source);
    MountData options = MountData.read(task.memory(), data);
    long flags = flagArgument;
    if ((flags & MAGIC_MASK) == MAGIC) {
      flags &= ~MAGIC_MASK;
    }
    VfsPath place = PathArguments.resolve(task, AtFlags.AT_FDCWD, target, Lookup.FOLLOW);
    if ((flags & MountFlags.MS_NOUSER) != 0) {
      throw Errno.EINVAL.exception();
    }
    MountNamespace mounts = PathArguments.context(task).namespace();
    mounts.checkPrivilege(task);
    if ((flags & MountFlags.MS_REMOUNT) != 0) {
      if ((flags & MountFlags.MS_BIND) != 0) {
        mounts.remount(task, place, flags);
      } else {
        mounts.reconfigure(task, place, flags | options.flags(), options.options());
      }
    } else if ((flags & MountFlags.MS_BIND) != 0) {
      mounts.bind(task, place, origin(task, sourceName), (flags & MountFlags.MS_REC) != 0);
    } else if ((flags & PROPAGATION) != 0) {
      mounts.setPropagation(task, place, propagation(flags), (flags & MountFlags.MS_REC) != 0);
    } else if ((flags & MountFlags.MS_MOVE) != 0) {
      mounts.move(task, origin(task, sourceName), place, false);
    } else {
      mountNew(task, place, typeName, sourceName, flags | options.flags(), options);
    }
    return 0;
  }

  /** A string argument, or null. {@code EINVAL} when it is longer than a page. */
  private static String string(Task task, long address) throws ErrnoException {
    if (address == 0) {
      return null;
    }
    String text = task.memory().readString(address, UserMemory.PATH_MAX);
    if (text == null) {
      throw Errno.EINVAL.exception();
    }
    return text;
  }

  /** The place that is bound or moved. */
  private static VfsPath origin(Task task, String path) throws ErrnoException {
    if (path == null || path.isEmpty()) {
      throw Errno.EINVAL.exception();
    }
    VfsPath start = PathArguments.start(task, AtFlags.AT_FDCWD, path);
    return Vfs.resolve(task, PathArguments.context(task), start, path, Lookup.FOLLOW);
  }

  private static void mountNew(
      Task task, VfsPath place, String typeName, String source, long flags, MountData data)
      throws ErrnoException {
    if (typeName == null) {
      throw Errno.EINVAL.exception();
    }
    Kernel kernel = KernelTask.of(task).kernel();
    FileSystemEnvironment environment = kernel.fileSystems();
    FileSystemTypes types = environment.service(FileSystemTypes.class);
    if (types == null) {
      throw Errno.ENODEV.exception();
    }
    FileSystemType type = types.forGuests(typeName);
    String name = source == null ? "none" : source;
    FileSystem fileSystem =
        type.create(new MountRequest(environment, name, data.options(), task.credentials(), task));
    boolean mounted = false;
    try {
      PathArguments.context(task).namespace().mount(task, place, fileSystem, name, flags);
      mounted = true;
    } finally {
      if (!mounted) {
        fileSystem.onUnmount();
      }
    }
  }

  /** What a mount shall do with changes: one of four flags, and no others with it. */
  static PropagationType propagation(long flags) throws ErrnoException {
    long type = flags & ~(MountFlags.MS_REC | MountFlags.MS_SILENT);
    if (type == MountFlags.MS_SHARED) {
      return PropagationType.SHARED;
    } else if (type == MountFlags.MS_PRIVATE) {
      return PropagationType.PRIVATE;
    } else if (type == MountFlags.MS_SLAVE) {
      return PropagationType.SLAVE;
    } else if (type == MountFlags.MS_UNBINDABLE) {
      return PropagationType.UNBINDABLE;
    }
    throw Errno.EINVAL.exception();
  }

  private static long pivotRoot(Task task, long newRoot, long putOld) throws ErrnoException {
    FsContext context = PathArguments.context(task);
    MountNamespace mounts = context.namespace();
    mounts.checkPrivilege(task);
    int lookup = Lookup.FOLLOW | Lookup.DIRECTORY;
    VfsPath root = PathArguments.resolve(task, AtFlags.AT_FDCWD, newRoot, lookup);
    VfsPath old = PathArguments.resolve(task, AtFlags.AT_FDCWD, putOld, lookup);
    mounts.pivotRoot(task, context, root, old);
    return 0;
  }

  private static long unmount(Task task, long target, long flags) throws ErrnoException {
    PathArguments.checkFlags(flags, UNMOUNT_FLAGS);
    boolean follow = ((int) flags & MountFlags.UMOUNT_NOFOLLOW) == 0;
    VfsPath place =
        PathArguments.resolve(
            task,
            AtFlags.AT_FDCWD,
            target,
            Lookup.UNNOTICED | Lookup.MOUNTED | (follow ? Lookup.FOLLOW : 0));
    FsContext context = PathArguments.context(task);
    context.namespace().unmount(task, context, place, (int) flags);
    return 0;
  }
}
