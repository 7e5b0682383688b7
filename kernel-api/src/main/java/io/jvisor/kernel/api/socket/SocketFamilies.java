package io.jvisor.kernel.api.socket;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.AddressFamily;
import java.util.ArrayList;
import java.util.List;

/** The address families of a kernel: an array indexed by number, filled at boot. */
public final class SocketFamilies {
  /** A kernel without sockets. */
  public static final SocketFamilies NONE = new SocketFamilies(List.of());

  private final SocketFamily[] families = new SocketFamily[AddressFamily.LIMIT];

  /**
   * Collects families.
   *
   * @throws IllegalStateException when two have one number; the message names both
   */
  public SocketFamilies(Iterable<? extends SocketFamily> found) {
    for (SocketFamily family : found) {
      SocketFamily other = families[family.domain()];
      if (other != null) {
        throw new IllegalStateException(
            "address family " + family.domain() + ": " + other.name() + " and " + family.name());
      }
      families[family.domain()] = family;
    }
  }

  /**
   * The family of a number.
   *
   * @throws ErrnoException {@code EAFNOSUPPORT}
   */
  public SocketFamily family(int domain) throws ErrnoException {
    SocketFamily family = domain >= 0 && domain < families.length ? families[domain] : null;
    if (family == null) {
      throw Errno.EAFNOSUPPORT.exception();
    }
    return family;
  }

  /** All there are, in the order of their numbers. */
  public List<SocketFamily> all() {
    List<SocketFamily> all = new ArrayList<>();
    for (SocketFamily family : families) {
      if (family != null) {
        all.add(family);
      }
    }
    return all;
  }
}
