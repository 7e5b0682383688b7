package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Credentials;

/**
 * What {@code execve(2)} makes of credentials: {@code capabilities(7)}. Set-user-id bits and file
 * capabilities have no effect, as on a mount with {@code nosuid}.
 */
final class ExecCredentials {
  /** {@code SECBIT_NOROOT}: user 0 is nothing special. */
  private static final int SECBIT_NOROOT = 1;

  /** {@code SECBIT_KEEP_CAPS}: does not outlive an exec. */
  private static final int SECBIT_KEEP_CAPS = 16;

  private ExecCredentials() {}

  static Credentials of(Credentials old) {
    boolean rootCounts = (old.secureBits() & SECBIT_NOROOT) == 0;
    long permitted = old.ambient();
    long effective = old.ambient();
    if (rootCounts && (old.uid() == 0 || old.euid() == 0)) {
      permitted = old.inheritable() | old.bounding();
      if (old.euid() == 0) {
        effective = permitted;
      }
    }
    return new Credentials(
        old.uid(),
        old.euid(),
        old.euid(),
        old.euid(),
        old.gid(),
        old.egid(),
        old.egid(),
        old.egid(),
        old.groups(),
        permitted,
        effective,
        old.inheritable(),
        old.bounding(),
        old.ambient(),
        old.secureBits() & ~SECBIT_KEEP_CAPS,
        old.noNewPrivs());
  }

  /** {@code AT_SECURE}: effective and real ids differ. */
  static boolean isSecure(Credentials credentials) {
    return credentials.uid() != credentials.euid() || credentials.gid() != credentials.egid();
  }
}
