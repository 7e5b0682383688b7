package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.ipc.IpcNamespace;
import io.jvisor.kernel.core.namespace.CgroupNamespace;
import io.jvisor.kernel.core.namespace.Namespaces;
import io.jvisor.kernel.core.namespace.NetworkNamespace;
import io.jvisor.kernel.core.namespace.UtsNamespace;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.PidNamespace;
import io.jvisor.kernel.core.task.ThreadGroup;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.MountNamespace;

/**
 * Entering namespaces that exist already: {@code setns(2)}. What is to be entered is collected and
 * checked first, and takes effect as a whole.
 */
final class NamespaceSwitch {
  private final KernelTask task;

  /** The caller's, as they will be. */
  private Credentials credentials;

  /** Null where no other namespace is to be entered. */
  private UtsNamespace uts;

  /** As {@link #uts}; for children only. */
  private PidNamespace pid;

  /** Likewise. */
  private IpcNamespace ipc;

  /** Likewise. */
  private CgroupNamespace cgroup;

  /** Likewise. */
  private NetworkNamespace network;

  /** Likewise. */
  private MountNamespace mounts;

  NamespaceSwitch(KernelTask task) {
    this.task = task;
    this.credentials = task.credentials();
  }

  /**
   * Adds a namespace that the caller's descriptor holds.
   *
   * @throws ErrnoException {@code EPERM}, {@code EINVAL}
   */
  void enter(Namespace namespace) throws ErrnoException {
    switch (namespace) {
      case UtsNamespace other -> {
        checkAdministrator(namespace);
        uts = other;
      }
      case MountNamespace other -> {
        checkAdministrator(namespace);
        if (!credentials.has(Capability.SYS_CHROOT, credentials.userNamespace())) {
          throw Errno.EPERM.exception();
        }
        if (task.fs().isShared()) {
          throw Errno.EINVAL.exception();
        }
        mounts = other;
      }
      case PidNamespace other -> {
        checkAdministrator(namespace);
        if (!other.isIn(task.pidNamespace())) {
          throw Errno.EINVAL.exception();
        }
        pid = other;
      }
      case IpcNamespace other -> {
        checkAdministrator(namespace);
        ipc = other;
      }
      case CgroupNamespace other -> {
        checkAdministrator(namespace);
        cgroup = other;
      }
      case NetworkNamespace other -> {
        checkAdministrator(namespace);
        network = other;
      }
      case UserNamespace other -> enterUser(other);
      // There is one of the kind, and the caller is in it.
      default -> checkAdministrator(namespace);
    }
  }

  private void enterUser(UserNamespace other) throws ErrnoException {
    if (other.equals(credentials.userNamespace())
        || task.group().threads().size() > 1
        || task.fs().isShared()) {
      throw Errno.EINVAL.exception();
    }
    if (!credentials.has(Capability.SYS_ADMIN, other)) {
      throw Errno.EPERM.exception();
    }
    credentials = credentials.in(other);
  }

  /** The caller must rule where it goes and where it is. */
  private void checkAdministrator(Namespace namespace) throws ErrnoException {
    if (!credentials.has(Capability.SYS_ADMIN, namespace.owner())
        || !credentials.has(Capability.SYS_ADMIN, credentials.userNamespace())) {
      throw Errno.EPERM.exception();
    }
  }

  /**
   * Adds those of a process.
   *
   * @param kinds flags of {@code clone(2)}
   * @throws ErrnoException {@code EPERM}, {@code EINVAL}, {@code ESRCH} when it has ended
   */
  void enterThoseOf(ThreadGroup process, long kinds) throws ErrnoException {
    KernelTask other = process.leader();
    if (!Permissions.mayInspect(task, other)) {
      throw Errno.EPERM.exception();
    }
    Namespaces namespaces = other.namespaces();
    if (namespaces == null) {
      throw Errno.ESRCH.exception();
    }
    if ((kinds & NamespaceKind.USER.cloneFlag()) != 0) {
      enter(other.credentials().userNamespace());
    }
    if ((kinds & NamespaceKind.UTS.cloneFlag()) != 0) {
      enter(namespaces.uts());
    }
    if ((kinds & NamespaceKind.PID.cloneFlag()) != 0) {
      enter(other.pidNamespace());
    }
    if ((kinds & NamespaceKind.IPC.cloneFlag()) != 0) {
      enter(namespaces.ipc());
    }
    if ((kinds & NamespaceKind.CGROUP.cloneFlag()) != 0) {
      enter(namespaces.cgroup());
    }
    if ((kinds & NamespaceKind.NETWORK.cloneFlag()) != 0) {
      enter(namespaces.network());
    }
    if ((kinds & NamespaceKind.MOUNT.cloneFlag()) != 0) {
      FsContext context = other.fs();
      if (context == null) {
        throw Errno.ESRCH.exception();
      }
      enter(context.namespace());
    }
  }

  /** Puts what was added in force. */
  void commit() throws ErrnoException {
    if (!credentials.userNamespace().equals(task.credentials().userNamespace())) {
      if (!credentials.userNamespace().tryHold()) {
        throw Errno.ESRCH.exception(); // its last member has just ended
      }
      task.setUserNamespace(credentials);
    }
    if (mounts != null) {
      if (!mounts.tryHold()) {
        throw Errno.ESRCH.exception(); // its last process has just ended
      }
      task.fs().enter(mounts);
    }
    if (uts != null) {
      task.setNamespaces(task.namespaces().with(uts));
    }
    if (pid != null) {
      task.setNamespaces(task.namespaces().with(pid));
    }
    if (ipc != null) {
      task.leaveUndos(); // those are of the former
      task.setNamespaces(task.namespaces().with(ipc));
    }
    if (cgroup != null) {
      task.setNamespaces(task.namespaces().with(cgroup));
    }
    if (network != null) {
      task.setNamespaces(task.namespaces().with(network));
    }
  }
}
