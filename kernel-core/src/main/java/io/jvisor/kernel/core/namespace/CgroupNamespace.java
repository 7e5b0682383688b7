package io.jvisor.kernel.core.namespace;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;

/**
 * {@code cgroup_namespaces(7)}: the cgroup whose name is "/" for the members. There is one cgroup,
 * so it is that.
 */
public final class CgroupNamespace extends Namespace {
  /** The first one. */
  public CgroupNamespace() {
    super(NamespaceKind.CGROUP);
  }

  private CgroupNamespace(Credentials maker) throws ErrnoException {
    super(NamespaceKind.CGROUP, maker.userNamespace(), maker.euid());
  }

  /**
   * Another one, with the maker's cgroup as its root, which the caller holds.
   *
   * @throws ErrnoException {@code ENOSPC}
   */
  static CgroupNamespace another(Credentials maker) throws ErrnoException {
    return new CgroupNamespace(maker);
  }
}
