package io.jvisor.kernel.api;

import io.jvisor.kernel.api.namespace.UserNamespace;

/**
 * Who a task is: {@code credentials(7)} and {@code capabilities(7)}. Immutable; a change makes a
 * new object, as in Linux.
 *
 * @param uid real user id
 * @param euid effective user id
 * @param suid saved set-user-id
 * @param fsuid user id for file access
 * @param gid real group id
 * @param egid effective group id
 * @param sgid saved set-group-id
 * @param fsgid group id for file access
 * @param groups supplementary groups; never changed after construction
 * @param permitted permitted capabilities, a bit each
 * @param effective effective capabilities
 * @param inheritable inheritable capabilities
 * @param bounding the bounding set
 * @param ambient the ambient set
 * @param secureBits {@code PR_SET_SECUREBITS}
 * @param noNewPrivs {@code PR_SET_NO_NEW_PRIVS}
 * @param userNamespace where the ids and capabilities mean something
 */
@SuppressWarnings("ArrayRecordComponent") // shared by all snapshots and never written
public record Credentials(
    int uid,
    int euid,
    int suid,
    int fsuid,
    int gid,
    int egid,
    int sgid,
    int fsgid,
    int[] groups,
    long permitted,
    long effective,
    long inheritable,
    long bounding,
    long ambient,
    int secureBits,
    boolean noNewPrivs,
    UserNamespace userNamespace) {

  /** All capabilities that Linux 6.x names: 0 to 40. */
  public static final long ALL_CAPABILITIES = (1L << 41) - 1;

  /** Root with every capability, as {@code init} starts. */
  public static final Credentials ROOT =
      ofUser(0, 0, new int[0]).withCapabilities(ALL_CAPABILITIES);

  /** A user without capabilities. */
  public static Credentials ofUser(int uid, int gid, int[] groups) {
    return new Credentials(
        uid,
        uid,
        uid,
        uid,
        gid,
        gid,
        gid,
        gid,
        groups.clone(),
        0,
        0,
        0,
        ALL_CAPABILITIES,
        0,
        0,
        false,
        UserNamespace.INITIAL);
  }

  /** The same user with these permitted and effective capabilities, which also bound. */
  public Credentials withCapabilities(long capabilities) {
    return with(capabilities, capabilities, capabilities, noNewPrivs);
  }

  /** The same user, who gains nothing by executing a program any more. */
  public Credentials withNoNewPrivs() {
    return noNewPrivs ? this : with(permitted, effective, bounding, true);
  }

  private Credentials with(
      long newPermitted, long newEffective, long newBounding, boolean isHeldDown) {
    return new Credentials(
        uid,
        euid,
        suid,
        fsuid,
        gid,
        egid,
        sgid,
        fsgid,
        groups,
        newPermitted,
        newEffective,
        inheritable,
        newBounding,
        ambient,
        secureBits,
        isHeldDown,
        userNamespace);
  }

  /**
   * Whether the task may do what a capability is for to what all namespaces share: {@code
   * capable()} of Linux.
   */
  public boolean has(Capability capability) {
    return hasOwn(capability) && userNamespace == UserNamespace.INITIAL;
  }

  /**
   * Whether the task may do what a capability is for to what a user namespace owns: {@code
   * ns_capable()} of Linux. Members may if they have the capability; so may members of a namespace
   * around it; and the user who made a namespace has all capabilities in it from where it was made:
   * {@code user_namespaces(7)}.
   */
  @SuppressWarnings("ReferenceEquality") // a namespace is the object itself
  public boolean has(Capability capability, UserNamespace target) {
    UserNamespace at = target;
    while (at != userNamespace) {
      if (at.level() <= userNamespace.level()) {
        return false;
      }
      if (at.parent() == userNamespace && at.ownerUid() == euid) {
        return true;
      }
      at = at.parent();
    }
    return hasOwn(capability);
  }

  /** Whether the task has a capability in its own user namespace. */
  public boolean hasOwn(Capability capability) {
    return (effective & capability.bit()) != 0;
  }

  /**
   * Whether the task may do what a capability is for to a file: its owner and group must have ids
   * in the task's user namespace. {@code capable_wrt_inode_uidgid()} of Linux.
   */
  public boolean hasOver(Capability capability, int fileUid, int fileGid) {
    return hasOwn(capability) && userNamespace.hasUser(fileUid) && userNamespace.hasGroup(fileGid);
  }

  /**
   * Whether {@code other}, in another user namespace, can do nothing that this could not do: its
   * owner, or the owner of one around it, is this user. {@code cred_cap_issubset()} of Linux.
   */
  @SuppressWarnings("ReferenceEquality")
  public boolean mayActAs(Credentials other) {
    for (UserNamespace at = other.userNamespace; at.parent() != null; at = at.parent()) {
      if (at.parent() == userNamespace && at.ownerUid() == euid) {
        return true;
      }
    }
    return false;
  }

  /** The same user with all capabilities in another user namespace, and none anywhere else. */
  public Credentials in(UserNamespace other) {
    return new Credentials(
        uid,
        euid,
        suid,
        fsuid,
        gid,
        egid,
        sgid,
        fsgid,
        groups,
        ALL_CAPABILITIES,
        ALL_CAPABILITIES,
        0,
        ALL_CAPABILITIES,
        0,
        0,
        noNewPrivs,
        other);
  }

  /** Whether {@code group} is the file-access group or a supplementary one. */
  public boolean isInGroup(int group) {
    if (group == fsgid) {
      return true;
    }
    for (int member : groups) {
      if (member == group) {
        return true;
      }
    }
    return false;
  }
}
