package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import java.util.concurrent.locks.ReentrantLock;

/** What segments, sets and queues have in common. */
public abstract class IpcObject {
  /** See the package for its place in the lock order. */
  final ReentrantLock lock = new ReentrantLock();

  /** Written with {@link #lock} held, but for the id, which is set before anybody sees it. */
  private volatile IpcPermissions permissions;

  /** Whether it was removed: {@code EIDRM} for whoever found it before. Guarded by the lock. */
  private boolean removed;

  /** When it was made or changed last, in seconds. Guarded by {@link #lock}. */
  long changeTime;

  IpcObject(IpcPermissions permissions) {
    this.permissions = permissions;
  }

  /** Key, id, owner and mode. */
  public final IpcPermissions permissions() {
    return permissions;
  }

  final void setPermissions(IpcPermissions changed) {
    permissions = changed;
  }

  /** The identifier. */
  public final int id() {
    return permissions.id();
  }

  /**
   * Refuses what the mode does not allow.
   *
   * @param wish {@link IpcPermissions#READ} or its kin
   * @throws ErrnoException {@code EACCES}
   */
  public final void check(Credentials who, int wish) throws ErrnoException {
    if (!permissions.allow(who, wish)) {
      throw Errno.EACCES.exception();
    }
  }

  /** Refuses who may not remove or change it: {@code EPERM}. */
  final void checkOwner(Credentials who) throws ErrnoException {
    if (!permissions.isOwner(who)) {
      throw Errno.EPERM.exception();
    }
  }

  /** Gives back what it took, when nobody can find it any more. Its lock is not held. */
  abstract void dispose();

  /** Whether it was removed. The lock is held. */
  final boolean isRemoved() {
    return removed;
  }

  /** Refuses what was removed meanwhile: {@code EIDRM}. The lock is held. */
  final void checkPresent() throws ErrnoException {
    if (removed) {
      throw Errno.EIDRM.exception();
    }
  }

  /** Marks it as removed. The lock is held. */
  final void markRemoved() {
    removed = true;
  }

  /**
   * {@code IPC_SET}: gives it an owner and permission bits.
   *
   * @param seconds the time
   * @throws ErrnoException {@code EINVAL} for ids that nobody has. The lock is held
   */
  final void change(int uid, int gid, int mode, long seconds) throws ErrnoException {
    if (uid == -1 || gid == -1) {
      throw Errno.EINVAL.exception();
    }
    permissions = permissions.changed(uid, gid, mode);
    changeTime = seconds;
  }
}
