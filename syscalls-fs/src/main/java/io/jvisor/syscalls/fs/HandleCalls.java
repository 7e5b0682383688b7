package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.AT_FLAGS;
import static io.jvisor.kernel.api.Arg.DIR_FD;
import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.OPEN_FLAGS;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.POINTER;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;

/** {@code name_to_handle_at(2)}: no file system here can find a file by a handle. */
final class HandleCalls {
  private static final int AT_HANDLE_FID = 0x200;
  private static final int AT_HANDLE_MNT_ID_UNIQUE = 0x001;

  /** {@code MAX_HANDLE_SZ}. */
  private static final int MAX_HANDLE_BYTES = 128;

  private HandleCalls() {}

  static void register(Registrar table) {
    table
        .partial(
            SyscallNumbers.NAME_TO_HANDLE_AT,
            "always EOPNOTSUPP, as for a file system without handles",
            DIR_FD,
            PATH,
            POINTER,
            POINTER,
            AT_FLAGS)
        .by(HandleCalls::nameToHandle);
    table
        .partial(
            SyscallNumbers.OPEN_BY_HANDLE_AT,
            "EPERM or ESTALE: there are no handles",
            FD,
            POINTER,
            OPEN_FLAGS)
        .by(HandleCalls::openByHandle);
  }

  private static long nameToHandle(
      Task task, long dirFd, long path, long handle, long mountId, long flags)
      throws ErrnoException {
    PathArguments.checkFlags(
        flags,
        AtFlags.AT_SYMLINK_FOLLOW
            | AtFlags.AT_EMPTY_PATH
            | AT_HANDLE_FID
            | AT_HANDLE_MNT_ID_UNIQUE);
    boolean follow = (flags & AtFlags.AT_SYMLINK_FOLLOW) != 0;
    long lookup = flags & AtFlags.AT_EMPTY_PATH;
    PathArguments.resolve(
        task,
        dirFd,
        path,
        PathArguments.lookup(follow ? lookup : lookup | AtFlags.AT_SYMLINK_NOFOLLOW));
    throw Errno.EOPNOTSUPP.exception();
  }

  private static long openByHandle(Task task, long mountFd, long handle, long flags)
      throws ErrnoException {
    if (!task.credentials().has(Capability.DAC_READ_SEARCH)) {
      throw Errno.EPERM.exception();
    }
    long bytes = task.memory().readInt(handle) & 0xffffffffL;
    if (bytes == 0 || bytes > MAX_HANDLE_BYTES) {
      throw Errno.EINVAL.exception();
    }
    if ((int) mountFd != AtFlags.AT_FDCWD) {
      Descriptors.get(task, mountFd).release();
    }
    throw Errno.ESTALE.exception();
  }
}
