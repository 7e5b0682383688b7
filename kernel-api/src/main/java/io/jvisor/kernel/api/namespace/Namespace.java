package io.jvisor.kernel.api.namespace;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A namespace. Whoever makes one holds it; it ends when the last holder drops it, and nobody can
 * hold it again after that.
 */
public abstract class Namespace {
  /** Where Linux begins to count: {@code PROC_DYNAMIC_FIRST}. */
  private static final AtomicLong NEXT_NUMBER = new AtomicLong(0xf0000000L);

  /** The most of a kind that one user of a user namespace can have: {@code max_*_namespaces}. */
  public static final int MOST_OF_USER = 8192;

  private final NamespaceKind kind;
  private final long number;

  /** Null for the first user namespace alone. */
  private final UserNamespace owner;

  /** Who is charged for it in {@link #owner}; nobody for the first of a kind. */
  private final int chargedUid;

  private final boolean isFirst;

  private final AtomicInteger holders = new AtomicInteger(1);

  /** The first namespace of its kind. */
  protected Namespace(NamespaceKind kind) {
    this.kind = kind;
    this.number = kind.firstNumber();
    this.owner = kind == NamespaceKind.USER ? null : UserNamespace.INITIAL;
    this.chargedUid = 0;
    this.isFirst = true;
  }

  /**
   * Another namespace.
   *
   * @param owner the user namespace of who makes it
   * @param uid the effective user id of who makes it, as the kernel knows it
   * @throws ErrnoException {@code ENOSPC} when there are too many already
   */
  protected Namespace(NamespaceKind kind, UserNamespace owner, int uid) throws ErrnoException {
    owner.charge(kind, uid);
    owner.hold();
    this.kind = kind;
    this.number = NEXT_NUMBER.getAndIncrement();
    this.owner = owner;
    this.chargedUid = uid;
    this.isFirst = false;
  }

  /** What it keeps apart. */
  public final NamespaceKind kind() {
    return kind;
  }

  /** The inode number, which no other namespace has at any time. */
  public final long number() {
    return number;
  }

  /** The user namespace that it belongs to; null for the first user namespace. */
  public final UserNamespace owner() {
    return owner;
  }

  /** The one of its kind that it is inside of; null for the first, and where none is inside. */
  public Namespace parent() {
    return null;
  }

  /** Whether a task may be given this one by {@code NS_GET_PARENT} or {@code NS_GET_USERNS}. */
  public boolean isShownTo(Task task) {
    return owner != null && task.credentials().userNamespace().contains(owner);
  }

  /** What {@code readlink(2)} of its file tells. */
  public final String display() {
    return kind.label() + ":[" + number + "]";
  }

  /** Holds it once more; the caller knows that it is held. */
  public final void hold() {
    holders.incrementAndGet();
  }

  /** Holds it, unless it has ended. */
  public final boolean tryHold() {
    int count = holders.get();
    while (count > 0) {
      int seen = holders.compareAndExchange(count, count + 1);
      if (seen == count) {
        return true;
      }
      count = seen;
    }
    return false;
  }

  /** Gives a hold up. */
  public final void drop() {
    if (holders.decrementAndGet() == 0 && !isFirst) {
      try {
        ended();
      } finally {
        owner.discharge(kind, chargedUid);
        owner.drop();
      }
    }
  }

  /** Called once, when nobody holds it any more: gives back what it took. */
  protected void ended() {}

  @Override
  public final String toString() {
    return display();
  }
}
