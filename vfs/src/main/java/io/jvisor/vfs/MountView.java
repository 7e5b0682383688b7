package io.jvisor.vfs;

/**
 * A mount as {@code /proc/PID/mountinfo} shows it.
 *
 * @param mount the mount
 * @param place where it is, from the root of the process
 * @param parent the number of the mount that it lies on
 * @param shared the number of its peer group, 0 when it has none
 * @param master the number of the group whose changes it takes over, 0 when there is none
 * @param propagateFrom the nearest such group, along masters of masters, with a peer that the
 *     process can reach; 0 when that is {@code master}, or none
 * @param isUnbindable whether it cannot be bound
 */
public record MountView(
    Mount mount,
    String place,
    int parent,
    int shared,
    int master,
    int propagateFrom,
    boolean isUnbindable) {

  /** A mount seen from a root; null when it is not below that. The mount lock is held. */
  static MountView of(Mount mount, VfsPath root) {
    String place = PathText.below(root, new VfsPath(mount, mount.root()));
    if (place == null) {
      return null;
    }
    Mount parent = mount.parent();
    PeerGroup master = mount.master();
    return new MountView(
        mount,
        place,
        parent == null ? mount.id() : parent.id(),
        mount.group == null ? 0 : mount.group.id,
        master == null ? 0 : master.id,
        propagateFrom(master, root, mount.tree()),
        mount.isUnbindable);
  }

  private static int propagateFrom(PeerGroup master, VfsPath root, MountTree tree) {
    for (PeerGroup group = master; group != null; group = group.master) {
      for (Mount peer : group.peers) {
        if (peer.tree() == tree && RootChange.isReachable(new VfsPath(peer, peer.root()), root)) {
          return group == master ? 0 : group.id;
        }
      }
    }
    return 0;
  }
}
