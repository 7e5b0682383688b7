package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.DIR_FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SIZE;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.vfs.DetachedTreeFile;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.MountAttributes;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.PropagationType;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;

/** {@code open_tree(2)}, {@code move_mount(2)}, {@code mount_setattr(2)}. */
final class MountTreeCalls {
  private static final int OPEN_TREE_CLONE = 1;
  private static final int AT_RECURSIVE = 0x8000;

  private static final int MOVE_MOUNT_F_SYMLINKS = 0x1;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 0x4;
  private static final int MOVE_MOUNT_T_SYMLINKS = 0x10;
  private static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
  private static final int MOVE_MOUNT_SET_GROUP = 0x100;
  private static final int MOVE_MOUNT_BENEATH = 0x200;

  /** All of them; two that are about automounts mean nothing here. */
  private static final int MOVE_MOUNT_MASK = 0x377;

  /** {@code MOUNT_ATTR_SIZE_VER0}, which is what is known. */
  private static final long ATTR_BYTES = 32;

  private static final long PAGE_SIZE = 4096;

  private MountTreeCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.OPEN_TREE, DIR_FD, PATH, HEX).by(MountTreeCalls::openTree);
    table
        .full(SyscallNumbers.MOVE_MOUNT, DIR_FD, PATH, DIR_FD, PATH, HEX)
        .by(MountTreeCalls::moveMount);
    table
        .partial(
            SyscallNumbers.MOUNT_SETATTR,
            "MOUNT_ATTR_IDMAP: EINVAL, no file system allows it",
            DIR_FD,
            PATH,
            HEX,
            POINTER,
            SIZE)
        .by(MountTreeCalls::setAttributes);
  }

  /** As {@link PathArguments#resolve}; no path at all is an empty one where that is allowed. */
  private static VfsPath resolve(Task task, long dirFd, long path, int lookup)
      throws ErrnoException {
    if (path == 0 && (lookup & Lookup.EMPTY) != 0) {
      VfsPath start = PathArguments.start(task, dirFd, "");
      return Vfs.resolve(task, PathArguments.context(task), start, "", lookup);
    }
    return PathArguments.resolve(task, dirFd, path, lookup);
  }

  private static long openTree(Task task, long dirFd, long path, long flags) throws ErrnoException {
    int walk = AtFlags.AT_EMPTY_PATH | AtFlags.AT_NO_AUTOMOUNT | AtFlags.AT_SYMLINK_NOFOLLOW;
    PathArguments.checkFlags(flags, walk | AT_RECURSIVE | OPEN_TREE_CLONE | OpenFlags.O_CLOEXEC);
    boolean isCopy = (flags & OPEN_TREE_CLONE) != 0;
    boolean isRecursive = (flags & AT_RECURSIVE) != 0;
    if (isRecursive && !isCopy) {
      throw Errno.EINVAL.exception();
    }
    MountNamespace mounts = PathArguments.context(task).namespace();
    if (isCopy) {
      mounts.checkPrivilege(task);
    }
    VfsPath place = resolve(task, dirFd, path, PathArguments.lookup(flags));
    return Descriptors.install(
        task,
        isCopy
            ? new DetachedTreeFile(mounts.cloneTree(task, place, isRecursive))
            : Vfs.openPath(task, place, OpenFlags.O_PATH),
        (flags & OpenFlags.O_CLOEXEC) != 0);
  }

  private static long moveMount(
      Task task, long fromFd, long fromPath, long toFd, long toPath, long flags)
      throws ErrnoException {
    MountNamespace mounts = PathArguments.context(task).namespace();
    mounts.checkPrivilege(task);
    PathArguments.checkFlags(flags, MOVE_MOUNT_MASK);
    boolean isGroup = (flags & MOVE_MOUNT_SET_GROUP) != 0;
    boolean isBeneath = (flags & MOVE_MOUNT_BENEATH) != 0;
    if (isGroup && isBeneath) {
      throw Errno.EINVAL.exception();
    }
    VfsPath to =
        resolve(task, toFd, toPath, lookup(flags, MOVE_MOUNT_T_SYMLINKS, MOVE_MOUNT_T_EMPTY_PATH));
    VfsPath from =
        resolve(
            task, fromFd, fromPath, lookup(flags, MOVE_MOUNT_F_SYMLINKS, MOVE_MOUNT_F_EMPTY_PATH));
    if (isGroup) {
      mounts.joinGroup(task, from, to);
    } else {
      mounts.move(task, from, to, isBeneath);
    }
    return 0;
  }

  private static int lookup(long flags, int follow, int empty) {
    return ((flags & follow) != 0 ? Lookup.FOLLOW : 0) | ((flags & empty) != 0 ? Lookup.EMPTY : 0);
  }

  private static long setAttributes(
      Task task, long dirFd, long path, long flags, long address, long size) throws ErrnoException {
    int walk = AtFlags.AT_EMPTY_PATH | AtFlags.AT_NO_AUTOMOUNT | AtFlags.AT_SYMLINK_NOFOLLOW;
    PathArguments.checkFlags(flags, walk | AT_RECURSIVE);
    if (Long.compareUnsigned(size, PAGE_SIZE) > 0) {
      throw Errno.E2BIG.exception();
    }
    if (size < ATTR_BYTES) {
      throw Errno.EINVAL.exception();
    }
    MountNamespace mounts = PathArguments.context(task).namespace();
    mounts.checkPrivilege(task);
    UserMemory memory = task.memory();
    if (!memory.isZero(address, ATTR_BYTES, size)) {
      throw Errno.E2BIG.exception();
    }
    long set = memory.readLong(address);
    long cleared = memory.readLong(address + 8);
    long propagation = memory.readLong(address + 16);
    if ((set | cleared | propagation) == 0) {
      return 0;
    }
    MountAttributes attributes = attributes(set, cleared, propagation);
    VfsPath place = resolve(task, dirFd, path, PathArguments.lookup(flags));
    mounts.setAttributes(task, place, attributes, (flags & AT_RECURSIVE) != 0);
    return 0;
  }

  private static MountAttributes attributes(long set, long cleared, long propagation)
      throws ErrnoException {
    PropagationType type = propagation == 0 ? null : MountCalls.propagation(propagation);
    if ((propagation & (MountFlags.MS_REC | MountFlags.MS_SILENT)) != 0
        || ((set | cleared) & ~MountAttributeFlags.ALL) != 0) {
      throw Errno.EINVAL.exception();
    }
    long added = MountAttributeFlags.singles(set);
    long taken = MountAttributeFlags.singles(cleared);
    long times = cleared & MountAttributeFlags.ATIME;
    if (times == MountAttributeFlags.ATIME) {
      taken |= MountFlags.MS_RELATIME | MountFlags.MS_NOATIME;
      added |= MountAttributeFlags.accessTimes(set);
    } else if (times != 0 || (set & MountAttributeFlags.ATIME) != 0) {
      throw Errno.EINVAL.exception(); // what was chosen before must be taken away
    }
    return new MountAttributes(added, taken, type);
  }
}
