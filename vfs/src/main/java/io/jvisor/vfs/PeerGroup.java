package io.jvisor.vfs;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Mounts that tell each other what is mounted and unmounted on them, and who else is told: {@code
 * mount_namespaces(7)}. All peers have the same master, since whoever leaves it leaves the group.
 *
 * <p>Everything here is guarded by the mount lock.
 */
final class PeerGroup {
  /** What {@code shared:N} tells; unique among the groups of a {@link MountTable}. */
  final int id;

  /** The group whose changes the peers take over, or null. */
  PeerGroup master;

  /** Never empty, except while the last peer leaves. */
  final Set<Mount> peers = new LinkedHashSet<>();

  /** Mounts that take changes over and pass them to nobody. */
  final Set<Mount> slaves = new LinkedHashSet<>();

  /** Groups whose {@link #master} this is. */
  final Set<PeerGroup> slaveGroups = new LinkedHashSet<>();

  PeerGroup(int id) {
    this.id = id;
  }

  /** Takes a mount out; a group without peers leaves its slaves to its own master. */
  void remove(Mount peer, MountTable table) {
    peers.remove(peer);
    peer.group = null;
    if (!peers.isEmpty()) {
      return;
    }
    for (Mount slave : slaves) {
      slave.ownMaster = master;
    }
    for (PeerGroup below : slaveGroups) {
      below.master = master;
    }
    if (master != null) {
      master.slaveGroups.remove(this);
      master.slaves.addAll(slaves);
      master.slaveGroups.addAll(slaveGroups);
    }
    slaves.clear();
    slaveGroups.clear();
    table.freeGroupId(id);
  }

  /** Makes a mount that is not shared a slave; null for none at all. */
  static void enslave(Mount mount, PeerGroup master) {
    if (mount.ownMaster != null) {
      mount.ownMaster.slaves.remove(mount);
    }
    mount.ownMaster = master;
    if (master != null) {
      master.slaves.add(mount);
    }
  }
}
