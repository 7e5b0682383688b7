package io.jvisor.kernel.core.namespace;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;

/**
 * {@code network_namespaces(7)}: whose abstract names of {@code unix(7)} a socket sees. There is no
 * network in any of them. Sockets hold the one that they were made in.
 */
public final class NetworkNamespace extends Namespace {
  /** The first one. */
  public NetworkNamespace() {
    super(NamespaceKind.NETWORK);
  }

  private NetworkNamespace(Credentials maker) throws ErrnoException {
    super(NamespaceKind.NETWORK, maker.userNamespace(), maker.euid());
  }

  /**
   * Another one, without names, which the caller holds.
   *
   * @throws ErrnoException {@code ENOSPC}
   */
  static NetworkNamespace another(Credentials maker) throws ErrnoException {
    return new NetworkNamespace(maker);
  }
}
