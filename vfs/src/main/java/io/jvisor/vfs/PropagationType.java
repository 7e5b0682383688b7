package io.jvisor.vfs;

/** What a mount does with changes: {@code mount_namespaces(7)}, "Shared subtrees". */
public enum PropagationType {
  /** Tells its peers, and takes over from them. */
  SHARED,
  /** Neither tells nor takes over. */
  PRIVATE,
  /** Takes over what its former peers tell. */
  SLAVE,
  /** As {@link #PRIVATE}, and cannot be bound. */
  UNBINDABLE;

  /** Gives a mount this type. The mount lock is held. */
  void apply(Mount mount, MountTable table) {
    if (this == SHARED) {
      share(mount, table);
      return;
    }
    PeerGroup group = mount.group;
    if (group != null) {
      PeerGroup master = group.peers.size() > 1 ? group : group.master;
      group.remove(mount, table);
      PeerGroup.enslave(mount, master);
    }
    if (this != SLAVE) {
      PeerGroup.enslave(mount, null);
      mount.isUnbindable = this == UNBINDABLE;
    }
  }

  private static void share(Mount mount, MountTable table) {
    if (mount.group == null) {
      PeerGroup master = mount.ownMaster;
      PeerGroup.enslave(mount, null);
      join(mount, table.newGroup());
      if (master != null) {
        mount.group.master = master;
        master.slaveGroups.add(mount.group);
      }
    }
    mount.isUnbindable = false;
  }

  /** Makes a mount that is neither shared nor a slave a peer. The mount lock is held. */
  static void join(Mount mount, PeerGroup group) {
    mount.group = group;
    group.peers.add(mount);
  }
}
