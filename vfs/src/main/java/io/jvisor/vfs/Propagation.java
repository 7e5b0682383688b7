package io.jvisor.vfs;

import io.jvisor.kernel.api.ErrnoException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Telling others what is mounted: {@code mount_namespaces(7)} and the kernel's "Shared Subtrees"
 * ({@code Documentation/filesystems/sharedsubtree.rst}). All methods need the mount lock.
 */
final class Propagation {
  private final MountTable table;

  /** What is attached, and where. */
  private final Mount tree;

  private final VfsPath place;

  /** Copies that are to be attached, and where. */
  private final List<Attachment> attachments = new ArrayList<>();

  private record Attachment(Mount tree, VfsPath place) {}

  /** A group that is told, and the tree that its copies are made of. */
  private record Step(PeerGroup group, Mount source) {}

  private Propagation(MountTable table, Mount tree, VfsPath place) {
    this.table = table;
    this.tree = tree;
    this.place = place;
  }

  /**
   * Attaches a tree at a place, and copies of it at all places that are told. What is mounted at
   * the place itself is none; what is mounted at the others lies on the copies then.
   *
   * @param tree attached nowhere, or moved from where it is
   * @throws ErrnoException {@code ENOSPC}, {@code EINVAL} when it cannot be copied; nothing is
   *     changed then
   */
  static void attach(MountTable table, Mount tree, VfsPath place) throws ErrnoException {
    Propagation propagation = new Propagation(table, tree, place);
    if (place.mount().isShared()) {
      propagation.copy();
    }
    tree.moveTo(place);
    enter(tree, place.mount().tree());
    tree.isLocked = false;
    propagation.attachments.forEach(propagation::attachCopy);
  }

  /** The same, below what is mounted at the place: {@code MOVE_MOUNT_BENEATH}. */
  static void attachBeneath(MountTable table, Mount tree, Mount other) throws ErrnoException {
    VfsPath place = other.mountPoint();
    Propagation propagation = new Propagation(table, tree, place);
    if (place.mount().isShared()) {
      propagation.copy();
    }
    if (tree.mountPoint() != null) {
      tree.detach();
    }
    enter(tree, place.mount().tree());
    tree.isLocked = false;
    tree.attachBeneath(other);
    propagation.attachments.forEach(propagation::attachCopy);
  }

  private void attachCopy(Attachment copy) {
    if (isForeign(copy.place.mount())) {
      MountAttributes.lock(copy.tree);
    }
    MountTree owner = copy.place.mount().tree();
    enter(copy.tree, owner);
    copy.tree.isLocked = false;
    Mount other = copy.place.mount().mountedOn(copy.place.dentry());
    if (other == null) {
      copy.tree.attach(copy.place);
    } else {
      copy.tree.attachBeneath(other);
    }
  }

  /** Makes mounts part of a tree. */
  static void enter(Mount top, MountTree owner) {
    for (Mount mount : top.subtree()) {
      mount.setTree(owner);
    }
  }

  /** Makes the copies. What is mounted on a shared mount becomes shared itself. */
  private void copy() throws ErrnoException {
    List<Mount> shared = new ArrayList<>();
    for (Mount mount : tree.subtree()) {
      if (!mount.isShared()) {
        PropagationType.SHARED.apply(mount, table);
        shared.add(mount);
      }
    }
    boolean done = false;
    try {
      copyToGroups();
      done = true;
    } finally {
      if (!done) {
        attachments.forEach(this::drop);
        shared.forEach(mount -> PropagationType.SLAVE.apply(mount, table)); // what they were
      }
    }
  }

  private void drop(Attachment copy) {
    for (Mount mount : copy.tree.subtree().reversed()) {
      if (mount.mountPoint() != null) {
        mount.detach();
      }
      table.dissolve(mount);
    }
  }

  /** The groups grow meanwhile, by copies of what is in them already, which are told nothing. */
  private void copyToGroups() throws ErrnoException {
    Deque<Step> left = new ArrayDeque<>();
    PeerGroup own = place.mount().group;
    for (Mount peer : List.copyOf(own.peers)) {
      if (peer != place.mount()) {
        copyTo(peer, tree, TreeCopy.MAKE_SHARED);
      }
    }
    left.push(new Step(own, tree));
    while (!left.isEmpty()) {
      Step step = left.pop();
      for (Mount slave : List.copyOf(step.group.slaves)) {
        copyTo(slave, step.source, TreeCopy.SLAVE);
      }
      for (PeerGroup group : List.copyOf(step.group.slaveGroups)) {
        Mount first = null;
        for (Mount peer : List.copyOf(group.peers)) {
          Mount source = first == null ? step.source : first;
          int how = first == null ? TreeCopy.SLAVE | TreeCopy.MAKE_SHARED : TreeCopy.MAKE_SHARED;
          Mount copy = copyTo(peer, source, how);
          first = first == null ? copy : first;
        }
        left.push(new Step(group, first == null ? step.source : first));
      }
    }
  }

  /** Makes a copy for a mount, unless it does not show the place; null then. */
  private Mount copyTo(Mount target, Mount source, int how) throws ErrnoException {
    if (target.tree() == null || !target.root().isAncestorOf(place.dentry())) {
      return null; // a mount that is in no tree is part of what is attached
    }
    Mount copy =
        TreeCopy.of(
                source,
                source.root(),
                true,
                isForeign(target) ? how | TreeCopy.SHARED_TO_SLAVE : how,
                table)
            .top();
    attachments.add(new Attachment(copy, new VfsPath(target, place.dentry())));
    return copy;
  }

  /** Whether a mount is of other administrators than what is attached. */
  private boolean isForeign(Mount target) {
    return target.tree().owner() != place.mount().tree().owner();
  }

  /** All mounts that are told what happens on a mount, but for itself. */
  static List<Mount> told(Mount mount) {
    List<Mount> told = new ArrayList<>();
    if (mount.group == null) {
      return told;
    }
    Deque<PeerGroup> left = new ArrayDeque<>();
    left.push(mount.group);
    while (!left.isEmpty()) {
      PeerGroup group = left.pop();
      for (Mount peer : group.peers) {
        if (peer != mount) {
          told.add(peer);
        }
      }
      told.addAll(group.slaves);
      group.slaveGroups.forEach(left::push);
    }
    return told;
  }
}
