package io.jvisor.vfs;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.MountFlags;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tree of mounts that a task sees: {@code mount_namespaces(7)}. Each {@link FsContext} is in
 * one and holds it; with its last holder its mounts go.
 *
 * <p>The methods that change the tree check {@code CAP_SYS_ADMIN} when a task asks; the launcher
 * passes null. They are asked of the namespace of who asks, and refuse what is in another: {@code
 * EINVAL}.
 */
public final class MountNamespace extends Namespace {
  private final MountTable table;
  private final MountTree tree;

  /** The first namespace of a kernel, whose root is a file system. */
  public MountNamespace(FileSystem root, long flags) {
    this(root, "none", flags);
  }

  /** The first namespace of a kernel, whose root is a file system with a source. */
  public MountNamespace(FileSystem root, String source, long flags) {
    super(NamespaceKind.MOUNT);
    FileSystem bottom = new RootFileSystem();
    Mount base = new Mount(bottom, bottom.rootDentry(), bottom.type().name(), 0);
    this.table = new MountTable();
    this.tree = new MountTree(table, this, owner(), base);
    Mount top = new Mount(root, root.rootDentry(), source, flags);
    top.attach(new VfsPath(base, base.root()));
    top.setTree(tree);
  }

  /** Another namespace, with a tree that is in none yet. */
  private MountNamespace(MountTable table, Mount base, Credentials maker) throws ErrnoException {
    super(NamespaceKind.MOUNT, maker.userNamespace(), maker.euid());
    this.table = table;
    this.tree = new MountTree(table, this, owner(), base);
  }

  /**
   * A mount that is in no namespace, for files that have no place in the tree, such as those of
   * {@code memfd_create(2)}.
   */
  public static Mount detached(FileSystem fileSystem) {
    return new Mount(
        fileSystem, fileSystem.rootDentry(), fileSystem.type().name(), MountFlags.MS_STRICTATIME);
  }

  MountTable table() {
    return table;
  }

  MountTree tree() {
    return tree;
  }

  /** The root directory: what is seen on top of the lowest mount. */
  public VfsPath root() {
    table.lock();
    try {
      Mount top = tree.base().top();
      return new VfsPath(top, top.root());
    } finally {
      table.unlock();
    }
  }

  /**
   * A copy of this namespace, and a context in it for a task that is in this one: {@code
   * CLONE_NEWNS}. The context stands in the copies of the mounts that the task stands in.
   *
   * @param maker owns the copy; when that is another user than this one's, the copy tells this one
   *     nothing, and nothing can be taken from its mounts
   * @throws ErrnoException {@code ENOSPC}
   */
  public FsContext copy(FsContext former, Credentials maker) throws ErrnoException {
    boolean isForeign = maker.userNamespace() != owner();
    int how = isForeign ? TreeCopy.UNBINDABLE | TreeCopy.SHARED_TO_SLAVE : TreeCopy.UNBINDABLE;
    table.lock();
    try {
      Mount base = tree.base();
      TreeCopy copy = TreeCopy.of(base, base.root(), true, how, table);
      if (isForeign) {
        MountAttributes.lock(copy.top());
      }
      MountNamespace namespace;
      try {
        namespace = new MountNamespace(table, copy.top(), maker);
      } catch (ErrnoException refusal) {
        copy.drop();
        throw refusal;
      }
      return former.copyTo(namespace, copy::of);
    } finally {
      table.unlock();
    }
  }

  /** Nobody is in the namespace any more: has the mounts taken apart. */
  @Override
  protected void ended() {
    table.end(tree);
  }

  /** {@code EPERM} unless a task may change the tree; null may. */
  public void checkPrivilege(Task task) throws ErrnoException {
    if (task != null && !task.credentials().has(Capability.SYS_ADMIN, owner())) {
      throw Errno.EPERM.exception();
    }
  }

  /** Whether a mount is in this namespace. */
  boolean has(Mount mount) {
    return mount.tree() == tree;
  }

  /** {@code EINVAL} for a mount that is elsewhere. */
  void checkHere(Mount mount) throws ErrnoException {
    if (!has(mount)) {
      throw Errno.EINVAL.exception();
    }
  }

  /**
   * Attaches a file system over a directory, or over a file if its root is a file.
   *
   * @param flags {@code MS_RDONLY}, {@code MS_NOSUID}, {@code MS_NODEV}, {@code MS_NOEXEC}, ...
   */
  public Mount mount(Task task, VfsPath directory, FileSystem fileSystem, String source, long flags)
      throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      VfsPath place = Attaching.place(directory);
      checkHere(place.mount());
      Attaching.checkKind(place, fileSystem.root().isDirectory());
      if (task != null) {
        FileSystem.checkRoom();
      }
      if ((flags & MountFlags.MS_RDONLY) != 0) {
        fileSystem.setReadOnly(true);
      }
      table.take();
      Mount mount = new Mount(fileSystem, fileSystem.rootDentry(), source, flags);
      Attaching.attachOrDrop(table, mount, place);
      return mount;
    } finally {
      table.unlock();
    }
  }

  /**
   * Shows a place at another place too: {@code MS_BIND}.
   *
   * @param recursive whether what is mounted below the source is shown as well
   */
  public Mount bind(Task task, VfsPath target, VfsPath source, boolean recursive)
      throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      return Attaching.bind(this, target, source, recursive);
    } finally {
      table.unlock();
    }
  }

  /**
   * A tree that is attached nowhere, which shows a place: {@code OPEN_TREE_CLONE}.
   *
   * @param recursive whether what is mounted below the place is shown as well
   */
  public DetachedTree cloneTree(Task task, VfsPath place, boolean recursive) throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      return new DetachedTree(
          new MountTree(table, null, owner(), Attaching.copy(this, place, recursive)));
    } finally {
      table.unlock();
    }
  }

  /** A mount of a file system that is attached nowhere: {@code fsmount(2)}. */
  public DetachedTree detachedMount(Task task, FileSystem fileSystem, String source, long flags)
      throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      FileSystem.checkRoom();
      table.take();
      Mount mount = new Mount(fileSystem, fileSystem.rootDentry(), source, flags);
      return new DetachedTree(new MountTree(table, null, owner(), mount));
    } finally {
      table.unlock();
    }
  }

  /** Whether a file stands for this namespace or an older one, which would never end then. */
  boolean isLoop(Dentry file) {
    return file.inode().namespace() instanceof MountNamespace other && other.number() <= number();
  }

  /**
   * Changes the flags of a mount: {@code MS_REMOUNT | MS_BIND}.
   *
   * @throws ErrnoException {@code EINVAL} when nothing is mounted there; {@code EBUSY} when it
   *     would become read-only while a file is open for writing; {@code EPERM} for what is locked
   */
  public void remount(Task task, VfsPath place, long flags) throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      MountAttributes.remount(mountedAt(place), flags);
    } finally {
      table.unlock();
    }
  }

  /**
   * Changes the options of a file system and the flags of the mount that it is seen through: {@code
   * MS_REMOUNT}.
   *
   * @throws ErrnoException as {@link #remount(Task, VfsPath, long)}, and what {@link
   *     FileSystem#reconfigure} throws
   */
  public void reconfigure(Task task, VfsPath place, long flags, Map<String, String> options)
      throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      Mount mount = mountedAt(place);
      MountAttributes.checkRemount(mount, flags);
      mount.fileSystem().reconfigure(options);
      mount.fileSystem().setReadOnly((flags & MountFlags.MS_RDONLY) != 0);
      MountAttributes.remount(mount, flags);
    } finally {
      table.unlock();
    }
  }

  /** The mount that a place is the root of. The lock is held. */
  private Mount mountedAt(VfsPath place) throws ErrnoException {
    if (place.dentry() != place.mount().root()) {
      throw Errno.EINVAL.exception();
    }
    checkHere(place.mount());
    return place.mount();
  }

  /** Gives a mount, and those on it when {@code recursive}, a type: {@code MS_SHARED}, .... */
  public void setPropagation(Task task, VfsPath place, PropagationType type, boolean recursive)
      throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      Mount mount = mountedAt(place);
      for (Mount each : recursive ? mount.subtree() : List.of(mount)) {
        type.apply(each, table);
      }
    } finally {
      table.unlock();
    }
  }

  /**
   * Changes flags and type of a mount, and of those on it when {@code recursive}: {@code
   * mount_setattr(2)}. All change or none does.
   *
   * @throws ErrnoException as {@link #remount(Task, VfsPath, long)}
   */
  public void setAttributes(Task task, VfsPath place, MountAttributes attributes, boolean recursive)
      throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      Mount mount = place.mount();
      if (place.dentry() != mount.root() || (!has(mount) && !MountTree.isDetachedBase(mount))) {
        throw Errno.EINVAL.exception();
      }
      attributes.apply(recursive ? mount.subtree() : List.of(mount), table);
    } finally {
      table.unlock();
    }
  }

  /**
   * Moves a mount, or attaches a tree that was not attached: {@code MS_MOVE}, {@code
   * move_mount(2)}.
   *
   * @param beneath whether it is put below what is mounted at the target
   */
  public void move(Task task, VfsPath source, VfsPath target, boolean beneath)
      throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      Attaching.move(this, source, target, beneath);
    } finally {
      table.unlock();
    }
  }

  /** Makes a mount a peer of another: {@code MOVE_MOUNT_SET_GROUP}. */
  public void joinGroup(Task task, VfsPath from, VfsPath to) throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      Attaching.joinGroup(this, from, to);
    } finally {
      table.unlock();
    }
  }

  /**
   * {@code umount2(2)}.
   *
   * @param context of the task; its root is not taken out but made read-only
   * @param flags {@code MNT_DETACH} takes it, and what is mounted on it, out of the tree though it
   *     is busy
   * @throws ErrnoException {@code EINVAL} when nothing is mounted there, {@code EBUSY}
   */
  public void unmount(Task task, FsContext context, VfsPath place, int flags)
      throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      Unmounting.unmount(this, mountedAt(place), context.root().mount(), flags);
    } finally {
      table.unlock();
    }
  }

  /** Changes the root: {@code pivot_root(2)}. */
  public void pivotRoot(Task task, FsContext context, VfsPath newRoot, VfsPath putOld)
      throws ErrnoException {
    checkPrivilege(task);
    table.lock();
    try {
      RootChange.run(this, context.root(), newRoot, putOld);
    } finally {
      table.unlock();
    }
  }

  /** The file systems of all namespaces that somebody is in, for {@code sync(2)}. */
  public Set<FileSystem> fileSystems() {
    Set<FileSystem> all = new LinkedHashSet<>();
    Set<MountNamespace> seen = new HashSet<>();
    table.lock();
    try {
      for (FsContext context : table.contexts) {
        MountNamespace namespace = context.namespace();
        if (seen.add(namespace)) {
          namespace.tree.base().subtree().forEach(mount -> all.add(mount.fileSystem()));
        }
      }
    } finally {
      table.unlock();
    }
    return all;
  }

  /** All mounts, the oldest first. */
  public List<Mount> mounts() {
    table.lock();
    try {
      List<Mount> all = tree.base().subtree();
      all.sort(Comparator.comparingInt(Mount::id));
      return all;
    } finally {
      table.unlock();
    }
  }

  /** What can be reached from a root, the oldest first, for {@code /proc/PID/mountinfo}. */
  public List<MountView> views(VfsPath root) {
    table.lock();
    try {
      return mounts().stream()
          .map(mount -> MountView.of(mount, root))
          .filter(v -> v != null)
          .toList();
    } finally {
      table.unlock();
    }
  }
}
