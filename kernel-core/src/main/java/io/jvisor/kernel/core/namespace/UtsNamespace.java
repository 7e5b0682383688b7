package io.jvisor.kernel.core.namespace;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;

/** The names of the node and of its domain: {@code uts_namespaces(7)}. */
public final class UtsNamespace extends Namespace {
  /** The longest name, in bytes. */
  public static final int MAXIMUM = 64;

  private volatile String node;
  private volatile String domain;

  /** The first one. */
  public UtsNamespace(String node, String domain) {
    super(NamespaceKind.UTS);
    this.node = node;
    this.domain = domain;
  }

  /** A copy. */
  private UtsNamespace(UtsNamespace other, Credentials maker) throws ErrnoException {
    super(NamespaceKind.UTS, maker.userNamespace(), maker.euid());
    this.node = other.node;
    this.domain = other.domain;
  }

  /**
   * Another one with the same names, which the caller holds.
   *
   * @throws ErrnoException {@code ENOSPC}
   */
  UtsNamespace copy(Credentials maker) throws ErrnoException {
    return new UtsNamespace(this, maker);
  }

  /** {@code nodename} of {@code uname(2)}. */
  public String node() {
    return node;
  }

  /** {@code sethostname(2)}. */
  public void setNode(String name) {
    node = name;
  }

  /** {@code domainname} of {@code uname(2)}. */
  public String domain() {
    return domain;
  }

  /** {@code setdomainname(2)}. */
  public void setDomain(String name) {
    domain = name;
  }
}
