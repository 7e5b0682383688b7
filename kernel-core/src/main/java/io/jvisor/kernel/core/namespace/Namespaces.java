package io.jvisor.kernel.core.namespace;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;
import io.jvisor.kernel.core.ipc.IpcNamespace;
import io.jvisor.kernel.core.task.PidNamespace;

/**
 * What a task is in: {@code nsproxy} of Linux. Immutable; who has one holds each of its namespaces
 * once.
 *
 * @param uts names of the node
 * @param ipc System V objects and message queues
 * @param cgroup where the names of cgroups begin
 * @param network abstract names of sockets
 * @param pidForChildren where the task's children are numbered; the task itself stays where it is
 */
public record Namespaces(
    UtsNamespace uts,
    IpcNamespace ipc,
    CgroupNamespace cgroup,
    NetworkNamespace network,
    PidNamespace pidForChildren) {
  /**
   * What can be made, as flags of {@code clone(2)}: what {@link #create} makes, and mount
   * namespaces, which {@link io.jvisor.vfs.FsContext} holds.
   */
  public static final long CREATED =
      NamespaceKind.UTS.cloneFlag()
          | NamespaceKind.IPC.cloneFlag()
          | NamespaceKind.CGROUP.cloneFlag()
          | NamespaceKind.NETWORK.cloneFlag()
          | NamespaceKind.PID.cloneFlag()
          | NamespaceKind.MOUNT.cloneFlag();

  /**
   * Checks that a task may have the namespaces it wants, and that there can be such.
   *
   * @param kinds flags of {@code clone(2)}
   * @throws ErrnoException {@code EPERM} without {@code CAP_SYS_ADMIN}, which a new user namespace
   *     brings; {@code EINVAL} for a kind that is missing
   */
  public static void checkMaking(long kinds, Credentials maker) throws ErrnoException {
    long user = NamespaceKind.USER.cloneFlag();
    if (kinds != 0 && (kinds & user) == 0 && !maker.hasOwn(Capability.SYS_ADMIN)) {
      throw Errno.EPERM.exception();
    }
    if ((kinds & ~CREATED & ~user) != 0) {
      throw Errno.EINVAL.exception();
    }
  }

  /** The same, held once more. */
  public Namespaces hold() {
    uts.hold();
    ipc.hold();
    cgroup.hold();
    network.hold();
    pidForChildren.hold();
    return this;
  }

  /** Gives up what {@link #hold}, {@link #create} or {@link #with} gave. */
  public void drop() {
    uts.drop();
    ipc.drop();
    cgroup.drop();
    network.drop();
    pidForChildren.drop();
  }

  /**
   * New namespaces of the kinds that are asked for and the same of the others, held for the caller.
   *
   * @param flags of {@code clone(2)}; others are ignored
   * @param maker owns the new ones
   * @throws ErrnoException {@code ENOSPC}, {@code ENOMEM}; nothing is held then
   */
  public Namespaces create(long flags, Credentials maker) throws ErrnoException {
    Namespace[] made = new Namespace[4];
    try {
      UtsNamespace newUts = isAsked(flags, NamespaceKind.UTS) ? uts.copy(maker) : held(uts);
      made[0] = newUts;
      IpcNamespace newIpc = isAsked(flags, NamespaceKind.IPC) ? ipc.another(maker) : held(ipc);
      made[1] = newIpc;
      CgroupNamespace newCgroup =
          isAsked(flags, NamespaceKind.CGROUP) ? CgroupNamespace.another(maker) : held(cgroup);
      made[2] = newCgroup;
      NetworkNamespace newNetwork =
          isAsked(flags, NamespaceKind.NETWORK) ? NetworkNamespace.another(maker) : held(network);
      made[3] = newNetwork;
      PidNamespace newPid =
          isAsked(flags, NamespaceKind.PID) ? pidForChildren.create(maker) : held(pidForChildren);
      return new Namespaces(newUts, newIpc, newCgroup, newNetwork, newPid);
    } catch (ErrnoException refusal) {
      for (Namespace namespace : made) {
        if (namespace != null) {
          namespace.drop();
        }
      }
      throw refusal;
    }
  }

  private static boolean isAsked(long flags, NamespaceKind kind) {
    return (flags & kind.cloneFlag()) != 0;
  }

  private static <T extends Namespace> T held(T namespace) {
    namespace.hold();
    return namespace;
  }

  /** The same with another UTS namespace, held for the caller. */
  public Namespaces with(UtsNamespace other) {
    return new Namespaces(other, ipc, cgroup, network, pidForChildren).hold();
  }

  /** The same with another IPC namespace, held for the caller. */
  public Namespaces with(IpcNamespace other) {
    return new Namespaces(uts, other, cgroup, network, pidForChildren).hold();
  }

  /** The same with another cgroup namespace, held for the caller. */
  public Namespaces with(CgroupNamespace other) {
    return new Namespaces(uts, ipc, other, network, pidForChildren).hold();
  }

  /** The same with another network namespace, held for the caller. */
  public Namespaces with(NetworkNamespace other) {
    return new Namespaces(uts, ipc, cgroup, other, pidForChildren).hold();
  }

  /** The same with another PID namespace for children, held for the caller. */
  public Namespaces with(PidNamespace other) {
    return new Namespaces(uts, ipc, cgroup, network, other).hold();
  }
}
