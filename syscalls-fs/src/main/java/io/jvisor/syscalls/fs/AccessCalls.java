package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.ACCESS_MODE;
import static io.jvisor.kernel.api.Arg.AT_FLAGS;
import static io.jvisor.kernel.api.Arg.DIR_FD;
import static io.jvisor.kernel.api.Arg.PATH;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Access;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;

/** {@code access(2)} and {@code faccessat2(2)}. */
final class AccessCalls {
  private static final int MODES = Access.R_OK | Access.W_OK | Access.X_OK;

  private AccessCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.ACCESS, PATH, ACCESS_MODE).by(AccessCalls::access);
    table.full(SyscallNumbers.FACCESSAT, DIR_FD, PATH, ACCESS_MODE).by(AccessCalls::faccessat);
    table
        .full(SyscallNumbers.FACCESSAT2, DIR_FD, PATH, ACCESS_MODE, AT_FLAGS)
        .by(AccessCalls::faccessat2);
  }

  private static long access(Task task, long path, long mode) throws ErrnoException {
    return faccessat2(task, AtFlags.AT_FDCWD, path, mode, 0);
  }

  private static long faccessat(Task task, long dirFd, long path, long mode) throws ErrnoException {
    return faccessat2(task, dirFd, path, mode, 0);
  }

  private static long faccessat2(Task task, long dirFd, long path, long mode, long flags)
      throws ErrnoException {
    if (((int) mode & ~MODES) != 0) {
      throw Errno.EINVAL.exception();
    }
    PathArguments.checkFlags(
        flags, AtFlags.AT_EACCESS | AtFlags.AT_SYMLINK_NOFOLLOW | AtFlags.AT_EMPTY_PATH);
    Credentials credentials = task.credentials();
    if ((flags & AtFlags.AT_EACCESS) == 0) {
      credentials = real(credentials);
    }
    VfsPath file =
        PathArguments.resolve(task, credentials, dirFd, path, PathArguments.lookup(flags));
    if ((int) mode != Access.F_OK) {
      Vfs.checkAccess(task, credentials, file, (int) mode);
    }
    return 0;
  }

  /**
   * The credentials that {@code access(2)} asks about: the real ids, and without them being root no
   * effective capabilities.
   */
  private static Credentials real(Credentials c) {
    long effective = c.uid() == c.userNamespace().rootUser() ? c.permitted() : 0;
    if (c.uid() == c.fsuid() && c.gid() == c.fsgid() && effective == c.effective()) {
      return c;
    }
    return new Credentials(
        c.uid(),
        c.euid(),
        c.suid(),
        c.uid(),
        c.gid(),
        c.egid(),
        c.sgid(),
        c.gid(),
        c.groups(),
        c.permitted(),
        effective,
        c.inheritable(),
        c.bounding(),
        c.ambient(),
        c.secureBits(),
        c.noNewPrivs(),
        c.userNamespace());
  }
}
