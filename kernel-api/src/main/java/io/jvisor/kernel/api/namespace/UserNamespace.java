package io.jvisor.kernel.api.namespace;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileStatus;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code user_namespaces(7)}. Inside the kernel all ids are those of the first namespace; they are
 * translated where a task names or sees one.
 */
public final class UserNamespace extends Namespace {
  /** The one that the first process is in. */
  public static final UserNamespace INITIAL = new UserNamespace();

  /** One this deep cannot have another inside. */
  private static final int MOST_LEVELS = 33;

  /** What counting one further inside takes of the heap, at most. */
  private static final long COUNT_BYTES = 128;

  /** The maps that a namespace has. */
  public enum Ids {
    USERS,
    GROUPS,
    PROJECTS
  }

  private final NamespaceCounts counts = new NamespaceCounts();
  private final int level;
  private final int ownerUid;
  private final int ownerGid;
  private final boolean makerHadSetFileCapability;

  /** Held while maps are set or {@code setgroups} is denied; a leaf. */
  final ReentrantLock lock = new ReentrantLock();

  /** Written once more at most, with {@link #lock} held, as are the next two. */
  private volatile IdMap users;

  private volatile IdMap groups;
  private volatile IdMap projects;

  /** Whether {@code setgroups(2)} may be called. Written with {@link #lock} held. */
  private volatile boolean allowsSetGroups;

  private UserNamespace() {
    super(NamespaceKind.USER);
    this.level = 0;
    this.ownerUid = 0;
    this.ownerGid = 0;
    this.makerHadSetFileCapability = true;
    this.users = IdMap.IDENTITY;
    this.groups = IdMap.IDENTITY;
    this.projects = IdMap.IDENTITY;
    this.allowsSetGroups = true;
  }

  private UserNamespace(Credentials maker) throws ErrnoException {
    super(NamespaceKind.USER, maker.userNamespace(), maker.euid());
    UserNamespace parent = maker.userNamespace();
    this.level = parent.level + 1;
    this.ownerUid = maker.euid();
    this.ownerGid = maker.egid();
    this.makerHadSetFileCapability = maker.hasOwn(Capability.SETFCAP);
    this.users = IdMap.NONE;
    this.groups = IdMap.NONE;
    this.projects = IdMap.NONE;
    this.allowsSetGroups = parent.allowsSetGroups;
  }

  /**
   * One inside the maker's, without maps, which the caller holds.
   *
   * @throws ErrnoException {@code ENOSPC} when there are too many or they are too deep, {@code
   *     EPERM} when the maker has no ids in its own
   */
  public static UserNamespace create(Credentials maker) throws ErrnoException {
    UserNamespace parent = maker.userNamespace();
    if (parent.level >= MOST_LEVELS) {
      throw Errno.ENOSPC.exception();
    }
    if (!parent.hasUser(maker.euid()) || !parent.hasGroup(maker.egid())) {
      throw Errno.EPERM.exception();
    }
    return new UserNamespace(maker);
  }

  @Override
  public UserNamespace parent() {
    return owner();
  }

  @Override
  public boolean isShownTo(Task task) {
    return task.credentials().userNamespace().contains(this);
  }

  /** How many there are around it. */
  public int level() {
    return level;
  }

  /** The effective user id of its maker, as the kernel knows it. */
  public int ownerUid() {
    return ownerUid;
  }

  /** The effective group id of its maker, as the kernel knows it. */
  public int ownerGid() {
    return ownerGid;
  }

  /** Whether its maker had {@code CAP_SETFCAP}, without which it cannot map user 0 itself. */
  boolean makerHadSetFileCapability() {
    return makerHadSetFileCapability;
  }

  /** Whether this is {@code other}, or around it. */
  public boolean contains(UserNamespace other) {
    UserNamespace at = other;
    while (at.level > level) {
      at = at.parent();
    }
    return this == at;
  }

  /** One of its maps. */
  public IdMap map(Ids ids) {
    return switch (ids) {
      case USERS -> users;
      case GROUPS -> groups;
      case PROJECTS -> projects;
    };
  }

  /** Sets a map. Caller holds {@link #lock} and found it empty. */
  void setMap(Ids ids, IdMap map) {
    switch (ids) {
      case USERS -> users = map;
      case GROUPS -> groups = map;
      case PROJECTS -> projects = map;
    }
  }

  /** The kernel's id of a user inside, or {@link IdMap#NOBODY}. */
  public int kernelUser(int id) {
    return users.toKernel(id);
  }

  /** The kernel's id of a group inside, or {@link IdMap#NOBODY}. */
  public int kernelGroup(int id) {
    return groups.toKernel(id);
  }

  /** The kernel's id of user 0 inside, or {@link IdMap#NOBODY}. */
  public int rootUser() {
    return users.toKernel(0);
  }

  /** Whether a user of the kernel has an id inside. */
  public boolean hasUser(int kernelId) {
    return this == INITIAL || users.toInside(kernelId) != IdMap.NOBODY;
  }

  /** Whether a group of the kernel has an id inside. */
  public boolean hasGroup(int kernelId) {
    return this == INITIAL || groups.toInside(kernelId) != IdMap.NOBODY;
  }

  /** What members see of a user of the kernel: {@link IdMap#OVERFLOW} where it has no id inside. */
  public int shownUser(int kernelId) {
    return this == INITIAL ? kernelId : shown(users.toInside(kernelId));
  }

  /** What members see of a group of the kernel. */
  public int shownGroup(int kernelId) {
    return this == INITIAL ? kernelId : shown(groups.toInside(kernelId));
  }

  private static int shown(int inside) {
    return inside == IdMap.NOBODY ? IdMap.OVERFLOW : inside;
  }

  /** Turns the owner in a file's status into what members see. */
  public void show(FileStatus status) {
    if (this != INITIAL) {
      status.uid = shownUser(status.uid);
      status.gid = shownGroup(status.gid);
    }
  }

  /** {@code /proc/PID/setgroups}: whether it says "allow". */
  public boolean allowsSetGroups() {
    return allowsSetGroups;
  }

  /** Whether {@code setgroups(2)} may be called: not before there are groups, either. */
  public boolean maySetGroups() {
    return allowsSetGroups && !groups.isEmpty();
  }

  /**
   * Writes {@code /proc/PID/setgroups}.
   *
   * @throws ErrnoException {@code EPERM} for "deny" when groups are mapped, and for "allow" after
   *     "deny"
   */
  public void setSetGroups(boolean allow) throws ErrnoException {
    lock.lock();
    try {
      if (allow ? !allowsSetGroups : !groups.isEmpty()) {
        throw Errno.EPERM.exception();
      }
      allowsSetGroups = allow;
    } finally {
      lock.unlock();
    }
  }

  /** Counts a namespace that is made here, and in all that are around. */
  void charge(NamespaceKind kind, int uid) throws ErrnoException {
    charge(kind, uid, kind.heapBytes());
  }

  private void charge(NamespaceKind kind, int uid, long heapBytes) throws ErrnoException {
    counts.add(kind, uid, heapBytes);
    if (parent() != null) {
      try {
        parent().charge(kind, ownerUid, COUNT_BYTES);
      } catch (ErrnoException refusal) {
        counts.remove(kind, uid, heapBytes);
        throw refusal;
      }
    }
  }

  /** Takes back what {@link #charge} did. */
  void discharge(NamespaceKind kind, int uid) {
    discharge(kind, uid, kind.heapBytes());
  }

  private void discharge(NamespaceKind kind, int uid, long heapBytes) {
    counts.remove(kind, uid, heapBytes);
    if (parent() != null) {
      parent().discharge(kind, ownerUid, COUNT_BYTES);
    }
  }
}
