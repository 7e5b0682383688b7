package io.jvisor.kernel.api.namespace;

import io.jvisor.kernel.api.ErrnoException;

/** {@code user_namespaces(7)}. */
public final class UserNamespace extends Namespace {
  /** The one that the first process is in. */
  public static final UserNamespace INITIAL = new UserNamespace();

  private final NamespaceCounts counts = new NamespaceCounts();
  private final int level;
  private final int ownerUid;

  private UserNamespace() {
    super(NamespaceKind.USER);
    this.level = 0;
    this.ownerUid = 0;
  }

  @Override
  public UserNamespace parent() {
    return owner();
  }

  /** How many there are around it. */
  public int level() {
    return level;
  }

  /** The effective user id of its maker, as the kernel knows it. */
  public int ownerUid() {
    return ownerUid;
  }

  /** Whether this is {@code other}, or around it. */
  public boolean contains(UserNamespace other) {
    UserNamespace at = other;
    while (at.level > level) {
      at = at.parent();
    }
    return this == at;
  }

  /** Counts a namespace here and in all that are around. */
  void charge(NamespaceKind kind, int uid) throws ErrnoException {
    counts.add(kind, uid);
    if (parent() != null) {
      try {
        parent().charge(kind, ownerUid);
      } catch (ErrnoException refusal) {
        counts.remove(kind, uid);
        throw refusal;
      }
    }
  }

  /** Takes back what {@link #charge} did. */
  void discharge(NamespaceKind kind, int uid) {
    counts.remove(kind, uid);
    if (parent() != null) {
      parent().discharge(kind, ownerUid);
    }
  }
}
