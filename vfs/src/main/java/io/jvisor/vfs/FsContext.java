package io.jvisor.vfs;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.UnaryOperator;

/**
 * Root directory, working directory and umask: what {@code CLONE_FS} shares. Linux's {@code struct
 * fs_struct}. All who share it are in one mount namespace, since {@code CLONE_FS} does not go with
 * {@code CLONE_NEWNS}, and {@code setns(2)} wants a context that is not shared.
 */
public final class FsContext {
  private static final AtomicReferenceFieldUpdater<FsContext, VfsPath> ROOT =
      AtomicReferenceFieldUpdater.newUpdater(FsContext.class, VfsPath.class, "root");

  private static final AtomicReferenceFieldUpdater<FsContext, VfsPath> WORKING_DIRECTORY =
      AtomicReferenceFieldUpdater.newUpdater(FsContext.class, VfsPath.class, "workingDirectory");

  private final AtomicInteger users = new AtomicInteger(1);
  private volatile VfsPath root;
  private volatile VfsPath workingDirectory;
  private final AtomicInteger umask;

  /** Held once. Replaced by the only user. */
  private volatile MountNamespace namespace;

  /** A context with one user, in the namespace that the root is in. */
  public FsContext(VfsPath root, VfsPath workingDirectory, int umask) {
    this(root.mount().namespace(), root, workingDirectory, umask);
    namespace.hold();
  }

  /** A context that takes the caller's hold of the namespace. */
  private FsContext(MountNamespace namespace, VfsPath root, VfsPath workingDirectory, int umask) {
    this.namespace = namespace;
    this.root = root;
    this.workingDirectory = workingDirectory;
    this.umask = new AtomicInteger(umask);
    root.mount().use();
    workingDirectory.mount().use();
    namespace.table().contexts.add(this);
  }

  /** A copy with one user. */
  public FsContext copy() {
    MountNamespace own = namespace;
    own.hold();
    return new FsContext(own, root, workingDirectory, umask.get());
  }

  /**
   * A copy with one user in a namespace that is a copy of this one's.
   *
   * @param held whose hold is handed over
   * @param copies the copy of a mount, or null
   */
  FsContext copyTo(MountNamespace held, UnaryOperator<Mount> copies) {
    return new FsContext(held, moved(root, copies), moved(workingDirectory, copies), umask.get());
  }

  private static VfsPath moved(VfsPath place, UnaryOperator<Mount> copies) {
    Mount copy = copies.apply(place.mount());
    return copy == null ? place : new VfsPath(copy, place.dentry());
  }

  /** The mount namespace. */
  public MountNamespace namespace() {
    return namespace;
  }

  /**
   * Goes to the root of a mount namespace: {@code setns(2)}. The caller is the only user.
   *
   * @param held whose hold is handed over
   */
  public void enter(MountNamespace held) {
    MountNamespace former = namespace;
    namespace = held;
    VfsPath place = held.root();
    setRoot(place);
    setWorkingDirectory(place);
    former.drop();
  }

  /** Puts another place where root or working directory are a certain one. */
  void replace(VfsPath former, VfsPath place) {
    replace(ROOT, root, former, place);
    replace(WORKING_DIRECTORY, workingDirectory, former, place);
  }

  private void replace(
      AtomicReferenceFieldUpdater<FsContext, VfsPath> field,
      VfsPath present,
      VfsPath former,
      VfsPath place) {
    if (present.equals(former)) {
      place.mount().use();
      boolean isReplaced = field.compareAndSet(this, present, place); // or the task went elsewhere
      (isReplaced ? former : place).mount().unuse();
    }
  }

  /** Counts one more task that uses this context. */
  public FsContext share() {
    users.incrementAndGet();
    return this;
  }

  /** Whether more than one task uses this context. */
  public boolean isShared() {
    return users.get() > 1;
  }

  /** Counts one task less; when the last is gone the directories' mounts are busy no more. */
  public void leave() {
    if (users.decrementAndGet() == 0) {
      namespace.table().contexts.remove(this);
      root.mount().unuse();
      workingDirectory.mount().unuse();
      namespace.drop();
    }
  }

  /** The root directory. */
  public VfsPath root() {
    return root;
  }

  /** Changes the root directory. */
  public void setRoot(VfsPath directory) {
    directory.mount().use();
    ROOT.getAndSet(this, directory).mount().unuse();
  }

  /** The working directory. */
  public VfsPath workingDirectory() {
    return workingDirectory;
  }

  /** Changes the working directory. */
  public void setWorkingDirectory(VfsPath directory) {
    directory.mount().use();
    WORKING_DIRECTORY.getAndSet(this, directory).mount().unuse();
  }

  /** The bits taken from the mode of new files. */
  public int umask() {
    return umask.get();
  }

  /** Changes the umask and returns the former one. */
  public int setUmask(int mask) {
    return umask.getAndSet(mask & 0777);
  }
}
