package io.jvisor.kernel.core.ipc;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.namespace.UserNamespace;

/**
 * Key, id, owner and mode of an object: Linux's {@code struct kern_ipc_perm}. Immutable; {@code
 * IPC_SET} makes a new one.
 *
 * @param key of {@code shmget(2)} and its kin; {@link #PRIVATE} for none
 * @param id the identifier
 * @param sequence its upper half, as {@code IPC_STAT} tells it
 * @param uid the owner
 * @param gid the owner's group
 * @param creatorUid who made it
 * @param creatorGid whose group made it
 * @param mode nine permission bits, and for segments {@code SHM_DEST} and {@code SHM_LOCKED}
 * @param owner the user namespace that owns the IPC namespace
 */
public record IpcPermissions(
    int key,
    int id,
    int sequence,
    int uid,
    int gid,
    int creatorUid,
    int creatorGid,
    int mode,
    UserNamespace owner) {
  /** {@code IPC_PRIVATE}. */
  public static final int PRIVATE = 0;

  /** Wish to read, for {@link #allow}: {@code S_IRUGO}. */
  public static final int READ = 0444;

  /** Wish to change: {@code S_IWUGO}. */
  public static final int WRITE = 0222;

  /** Wish to execute: {@code S_IXUGO}. */
  public static final int EXECUTE = 0111;

  private static final int BITS = 0777;

  /** Those of a new object without an id. */
  static IpcPermissions of(int key, int flags, Credentials creator, UserNamespace owner) {
    return new IpcPermissions(
        key,
        -1,
        0,
        creator.euid(),
        creator.egid(),
        creator.euid(),
        creator.egid(),
        flags & BITS,
        owner);
  }

  IpcPermissions withId(int newId, int newSequence) {
    return new IpcPermissions(
        key, newId, newSequence, uid, gid, creatorUid, creatorGid, mode, owner);
  }

  IpcPermissions withMode(int newMode) {
    return new IpcPermissions(key, id, sequence, uid, gid, creatorUid, creatorGid, newMode, owner);
  }

  /** The same with the owner and the permission bits that {@code IPC_SET} gives. */
  IpcPermissions changed(int newUid, int newGid, int bits) {
    return new IpcPermissions(
        key,
        id,
        sequence,
        newUid,
        newGid,
        creatorUid,
        creatorGid,
        (mode & ~BITS) | (bits & BITS),
        owner);
  }

  /** The same without a key: a segment that is to go with its last user. */
  IpcPermissions withoutKey() {
    return new IpcPermissions(PRIVATE, id, sequence, uid, gid, creatorUid, creatorGid, mode, owner);
  }

  /**
   * Whether somebody may do what is asked.
   *
   * @param flags the wish, in the bits of any class: {@link #READ}, or flags of {@code msgget(2)}
   */
  public boolean allow(Credentials who, int flags) {
    int wanted = (flags >> 6) | (flags >> 3) | flags;
    int granted = mode;
    if (who.euid() == creatorUid || who.euid() == uid) {
      granted >>= 6;
    } else if (who.isInGroup(creatorGid) || who.isInGroup(gid)) {
      granted >>= 3;
    }
    return (wanted & ~granted & 07) == 0 || who.has(Capability.IPC_OWNER, owner);
  }

  /** Whether somebody may remove the object or change its owner. */
  public boolean isOwner(Credentials who) {
    return who.euid() == creatorUid || who.euid() == uid || who.has(Capability.SYS_ADMIN, owner);
  }
}
