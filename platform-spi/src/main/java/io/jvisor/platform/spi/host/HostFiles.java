package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.MemorySegment;

/**
 * The host's files, relative to descriptors.
 *
 * <p>Results are those of the system calls: a count or a descriptor, or a negative errno. Names are
 * NUL-terminated bytes in native memory; buffers are native memory. Nothing here allocates.
 */
public final class HostFiles {
  /** Longest name that {@link HostPath} holds, its NUL included: {@code PATH_MAX}. */
  public static final int PATH_MAX = 4096;

  /** Append, whatever the offset says: {@code pwritev2(2)}. */
  public static final int RWF_APPEND = 0x10;

  private static final long PWRITEV2 = HostCall.symbol("pwritev2");

  /** Newer than the table of numbers that guests see. */
  private static final int LISTXATTRAT = 465;

  private static final int EINTR = -4;

  private HostFiles() {}

  /** {@code openat(2)}; the caller says {@code O_CLOEXEC}. */
  public static long openAt(int directory, HostPath name, int flags, int mode) {
    long result;
    do {
      result = HostCall.call(SyscallNumbers.OPENAT, directory, name.address(), flags, mode, 0);
    } while (result == EINTR);
    return result;
  }

  /** {@code close(2)}. */
  public static void close(int descriptor) {
    HostCall.call(SyscallNumbers.CLOSE, descriptor, 0, 0);
  }

  /** {@code statx(2)} into {@code target}, asking for all that {@link HostStatus} reads. */
  public static long statusAt(int directory, HostPath name, int flags, HostStatus target) {
    return HostCall.call(
        SyscallNumbers.STATX, directory, name.address(), flags, HostStatus.MASK, target.address());
  }

  /** {@code pread(2)}. */
  public static long readAt(int descriptor, MemorySegment target, long length, long offset) {
    return readAt(descriptor, target.address(), length, offset);
  }

  /** {@code pread(2)} to an address, such as that of a frame of the memory file. */
  public static long readAt(int descriptor, long address, long length, long offset) {
    long result;
    do {
      result = HostCall.call(SyscallNumbers.PREAD64, descriptor, address, length, offset, 0);
    } while (result == EINTR);
    return result;
  }

  /** {@code pwrite(2)}. */
  public static long writeAt(int descriptor, MemorySegment source, long length, long offset) {
    return writeAt(descriptor, source.address(), length, offset);
  }

  /** {@code pwrite(2)} from an address. */
  public static long writeAt(int descriptor, long address, long length, long offset) {
    long result;
    do {
      result = HostCall.call(SyscallNumbers.PWRITE64, descriptor, address, length, offset, 0);
    } while (result == EINTR);
    return result;
  }

  /**
   * {@code pwritev2(2)} of one buffer, with flags such as {@link #RWF_APPEND}.
   *
   * @param vector 16 bytes of native memory for the {@code struct iovec}
   */
  public static long writeWithFlags(
      int descriptor,
      MemorySegment vector,
      MemorySegment source,
      long length,
      long offset,
      int flags) {
    vector.set(HostStatus.LONG, 0, source.address());
    vector.set(HostStatus.LONG, 8, length);
    return HostCall.function(PWRITEV2, descriptor, vector.address(), 1, offset, flags, 0);
  }

  /** {@code lseek(2)}. */
  public static long seek(int descriptor, long offset, int whence) {
    return HostCall.call(SyscallNumbers.LSEEK, descriptor, offset, whence);
  }

  /** {@code getdents64(2)}. */
  public static long readDirectory(int descriptor, MemorySegment target) {
    return HostCall.call(
        SyscallNumbers.GETDENTS64, descriptor, target.address(), target.byteSize());
  }

  /** {@code readlinkat(2)}; an empty name means the link that the descriptor is. */
  public static long readLinkAt(int directory, HostPath name, MemorySegment target) {
    return HostCall.call(
        SyscallNumbers.READLINKAT,
        directory,
        name.address(),
        target.address(),
        target.byteSize(),
        0);
  }

  /** {@code mkdirat(2)}. */
  public static long makeDirectoryAt(int directory, HostPath name, int mode) {
    return HostCall.call(SyscallNumbers.MKDIRAT, directory, name.address(), mode);
  }

  /** {@code mknodat(2)}. */
  public static long makeNodeAt(int directory, HostPath name, int mode, long device) {
    return HostCall.call(SyscallNumbers.MKNODAT, directory, name.address(), mode, device, 0);
  }

  /** {@code symlinkat(2)}. */
  public static long makeSymbolicLinkAt(HostPath target, int directory, HostPath name) {
    return HostCall.call(SyscallNumbers.SYMLINKAT, target.address(), directory, name.address());
  }

  /** {@code linkat(2)}. */
  public static long linkAt(
      int directory, HostPath name, int newDirectory, HostPath newName, int flags) {
    return HostCall.call(
        SyscallNumbers.LINKAT, directory, name.address(), newDirectory, newName.address(), flags);
  }

  /** {@code unlinkat(2)}. */
  public static long unlinkAt(int directory, HostPath name, int flags) {
    return HostCall.call(SyscallNumbers.UNLINKAT, directory, name.address(), flags);
  }

  /** {@code renameat2(2)}. */
  public static long renameAt(
      int directory, HostPath name, int newDirectory, HostPath newName, int flags) {
    return HostCall.call(
        SyscallNumbers.RENAMEAT2,
        directory,
        name.address(),
        newDirectory,
        newName.address(),
        flags);
  }

  /** {@code fchownat(2)}; -1 leaves an id alone. */
  public static long changeOwnerAt(int directory, HostPath name, int uid, int gid, int flags) {
    return HostCall.call(SyscallNumbers.FCHOWNAT, directory, name.address(), uid, gid, flags);
  }

  /** {@code fchmodat2(2)}, of Linux 6.6; {@code ENOSYS} before. */
  public static long changeModeAt(int directory, HostPath name, int mode, int flags) {
    return HostCall.call(SyscallNumbers.FCHMODAT2, directory, name.address(), mode, flags, 0);
  }

  /** {@code fchmod(2)}. */
  public static long changeMode(int descriptor, int mode) {
    return HostCall.call(SyscallNumbers.FCHMOD, descriptor, mode, 0);
  }

  /**
   * {@code utimensat(2)}.
   *
   * @param times two {@code struct timespec}
   */
  public static long setTimesAt(int directory, HostPath name, MemorySegment times, int flags) {
    return HostCall.call(
        SyscallNumbers.UTIMENSAT, directory, name.address(), times.address(), flags, 0);
  }

  /** {@code ftruncate(2)}. */
  public static long truncate(int descriptor, long length) {
    return HostCall.call(SyscallNumbers.FTRUNCATE, descriptor, length, 0);
  }

  /** {@code fallocate(2)}. */
  public static long allocate(int descriptor, int mode, long offset, long length) {
    return HostCall.call(SyscallNumbers.FALLOCATE, descriptor, mode, offset, length, 0);
  }

  /** {@code fsync(2)}, or {@code fdatasync(2)}. */
  public static long sync(int descriptor, boolean dataOnly) {
    return HostCall.call(
        dataOnly ? SyscallNumbers.FDATASYNC : SyscallNumbers.FSYNC, descriptor, 0, 0);
  }

  /** {@code fstatfs(2)}; {@code target} has 120 bytes. */
  public static long fileSystemStatus(int descriptor, MemorySegment target) {
    return HostCall.call(SyscallNumbers.FSTATFS, descriptor, target.address(), 0);
  }

  /** {@code fgetxattr(2)}. */
  public static long extendedAttribute(int descriptor, HostPath name, MemorySegment target) {
    return HostCall.call(
        SyscallNumbers.FGETXATTR,
        descriptor,
        name.address(),
        target.address(),
        target.byteSize(),
        0);
  }

  /** {@code fsetxattr(2)}. */
  public static long setExtendedAttribute(
      int descriptor, HostPath name, MemorySegment value, int flags) {
    return HostCall.call(
        SyscallNumbers.FSETXATTR,
        descriptor,
        name.address(),
        value.address(),
        value.byteSize(),
        flags);
  }

  /** {@code fremovexattr(2)}. */
  public static long removeExtendedAttribute(int descriptor, HostPath name) {
    return HostCall.call(SyscallNumbers.FREMOVEXATTR, descriptor, name.address(), 0);
  }

  /** {@code flistxattr(2)}. */
  public static long extendedAttributes(int descriptor, MemorySegment target) {
    return HostCall.call(
        SyscallNumbers.FLISTXATTR, descriptor, target.address(), target.byteSize());
  }

  /**
   * {@code listxattrat(2)}, of Linux 6.13, without following a link; {@code ENOSYS} before.
   *
   * @param target may have no bytes, to ask for the length alone
   */
  public static long extendedAttributesAt(int directory, HostPath name, MemorySegment target) {
    return HostCall.call(
        LISTXATTRAT,
        directory,
        name.address(),
        AtFlags.AT_SYMLINK_NOFOLLOW,
        target.address(),
        target.byteSize());
  }
}
