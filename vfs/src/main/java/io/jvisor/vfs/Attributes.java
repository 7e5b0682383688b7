package io.jvisor.vfs;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.abi.Stat;

/** Changes of attributes, with the checks of {@code chmod(2)}, {@code chown(2)} and their like. */
final class Attributes {
  private Attributes() {}

  static void set(Task task, VfsPath path, AttributeChange change) throws ErrnoException {
    if (path.mount().isReadOnly()) {
      throw Errno.EROFS.exception();
    }
    Inode inode = path.inode();
    Credentials credentials = task.credentials();
    if (change.has(AttributeChange.SIZE)) {
      checkTruncate(task, credentials, inode, change.size);
    }
    if (change.has(AttributeChange.MODE)) {
      checkMode(credentials, inode, change);
    }
    if (change.has(AttributeChange.UID) || change.has(AttributeChange.GID)) {
      checkOwner(credentials, inode, change);
    }
    if (change.has(AttributeChange.ACCESS_TIME) || change.has(AttributeChange.MODIFY_TIME)) {
      checkTimes(task, credentials, inode, change);
    }
    inode.setAttributes(task, change);
    FileEvents.attributes(path.dentry(), change);
  }

  private static void checkTruncate(Task task, Credentials credentials, Inode inode, long size)
      throws ErrnoException {
    if (inode.isDirectory()) {
      throw Errno.EISDIR.exception();
    }
    if (size < 0 || !inode.isRegular()) {
      throw Errno.EINVAL.exception();
    }
    Permissions.check(task, credentials, inode, Access.W_OK);
    checkSizeLimit(task, size);
  }

  private static void checkSizeLimit(Task task, long size) throws ErrnoException {
    long limit = task.softLimit(Resource.RLIMIT_FSIZE);
    if (limit >= 0 && size > limit) {
      task.raise(Signals.SIGXFSZ);
      throw Errno.EFBIG.exception();
    }
  }

  private static void checkMode(Credentials credentials, Inode inode, AttributeChange change)
      throws ErrnoException {
    if (inode.isSymbolicLink()) {
      throw Errno.EOPNOTSUPP.exception();
    }
    if (!Permissions.isOwner(credentials, inode)) {
      throw Errno.EPERM.exception();
    }
    int group = change.has(AttributeChange.GID) ? change.gid : inode.gid();
    if (!credentials.isInGroup(group) && !Permissions.has(credentials, Capability.FSETID, inode)) {
      change.mode &= ~Stat.S_ISGID;
    }
  }

  private static void checkOwner(Credentials credentials, Inode inode, AttributeChange change)
      throws ErrnoException {
    boolean privileged = Permissions.has(credentials, Capability.CHOWN, inode);
    boolean owner = credentials.fsuid() == inode.uid();
    if (change.has(AttributeChange.UID) && !privileged && !(owner && change.uid == inode.uid())) {
      throw Errno.EPERM.exception();
    }
    if (change.has(AttributeChange.GID)
        && !privileged
        && !(owner && (change.gid == inode.gid() || credentials.isInGroup(change.gid)))) {
      throw Errno.EPERM.exception();
    }
    if (!inode.isDirectory() && !change.has(AttributeChange.MODE)) {
      int mode = inode.mode();
      int kept = withoutSetId(mode);
      if (kept != mode) {
        change.valid |= AttributeChange.MODE;
        change.mode = kept & Stat.PERMISSIONS;
      }
    }
  }

  /** A mode as it is after another user changed the file: without set-id bits that have effect. */
  static int withoutSetId(int mode) {
    int kept = mode & ~Stat.S_ISUID;
    return (mode & 010) != 0 ? kept & ~Stat.S_ISGID : kept;
  }

  private static void checkTimes(
      Task task, Credentials credentials, Inode inode, AttributeChange change)
      throws ErrnoException {
    if (Permissions.isOwner(credentials, inode)) {
      return;
    }
    if (!change.has(AttributeChange.NOW)) {
      throw Errno.EPERM.exception();
    }
    Permissions.check(task, credentials, inode, Access.W_OK);
  }

  /** {@code ftruncate(2)} of a file that is open for writing. */
  static void truncateOpen(Task task, Inode inode, long size) throws ErrnoException {
    checkSizeLimit(task, size);
    truncate(task, inode, size);
  }

  /** Cuts or extends a file, whatever the permissions: {@code O_TRUNC} has checked them. */
  static void truncate(Task task, Inode inode, long size) throws ErrnoException {
    if (inode.isExecuting()) {
      throw Errno.ETXTBSY.exception();
    }
    AttributeChange change = new AttributeChange();
    change.valid = AttributeChange.SIZE | AttributeChange.MODIFY_TIME | AttributeChange.CHANGE_TIME;
    change.size = size;
    change.modifyTime = task.clock().realtimeNanos();
    change.changeTime = change.modifyTime;
    addSetIdRemoval(task, inode, change);
    inode.setAttributes(task, change);
  }

  private static void addSetIdRemoval(Task task, Inode inode, AttributeChange change) {
    int mode = inode.mode();
    int kept = withoutSetId(mode);
    if (kept != mode && !task.credentials().has(Capability.FSETID)) {
      change.valid |= AttributeChange.MODE;
      change.mode = kept & Stat.PERMISSIONS;
    }
  }
}
