package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Anonymous files and their mapping: {@code memfd_create(2)}, {@code mmap(2)}. */
public final class HostMemory {
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int MFD_EXEC = 0x10;
  private static final int F_ADD_SEALS = 1033;

  /** {@code F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE}. */
  private static final int F_SEAL_ALL = 15;

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 1;
  private static final int MAP_NORESERVE = 0x4000;
  private static final int KEEP_SIZE = 1;
  private static final int PUNCH_HOLE = 2;
  private static final long MMAP = HostCall.symbol("mmap");

  private HostMemory() {}

  /** Makes a sparse anonymous file and returns its descriptor. */
  public static int createFile(String name, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cName = arena.allocateFrom(name, StandardCharsets.US_ASCII);
      int descriptor =
          (int)
              check(
                  "memfd_create",
                  HostCall.call(SyscallNumbers.MEMFD_CREATE, cName.address(), MFD_CLOEXEC, 0));
      check("ftruncate", HostCall.call(SyscallNumbers.FTRUNCATE, descriptor, bytes, 0));
      return descriptor;
    }
  }

  /**
   * Makes an anonymous file with the given contents that nobody can change any more and that may be
   * executed.
   */
  public static int createSealedFile(String name, byte[] contents) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment cName = arena.allocateFrom(name, StandardCharsets.US_ASCII);
      int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
      long descriptor =
          HostCall.call(SyscallNumbers.MEMFD_CREATE, cName.address(), flags | MFD_EXEC, 0);
      if (descriptor == Errno.EINVAL.result()) { // a host before Linux 6.3
        descriptor = HostCall.call(SyscallNumbers.MEMFD_CREATE, cName.address(), flags, 0);
      }
      check("memfd_create", descriptor);
      MemorySegment bytes = arena.allocate(contents.length);
      MemorySegment.copy(contents, 0, bytes, ValueLayout.JAVA_BYTE, 0, contents.length);
      check(
          "write",
          HostCall.call(SyscallNumbers.WRITE, descriptor, bytes.address(), contents.length));
      check(
          "fcntl(F_ADD_SEALS)",
          HostCall.call(SyscallNumbers.FCNTL, descriptor, F_ADD_SEALS, F_SEAL_ALL));
      return (int) descriptor;
    }
  }

  /** Maps a file from its start, shared, readable and writable, without reserving swap. */
  public static MemorySegment mapShared(int descriptor, long bytes) {
    long address =
        check(
            "mmap",
            HostCall.function(
                MMAP, 0, bytes, PROT_READ_WRITE, MAP_SHARED | MAP_NORESERVE, descriptor, 0));
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  /** Undoes {@link #mapShared}. */
  public static void unmap(MemorySegment segment) {
    HostCall.call(SyscallNumbers.MUNMAP, segment.address(), segment.byteSize(), 0);
  }

  /**
   * Gives the host the memory of a range of a file back; it reads as zeros from then on.
   *
   * @return false when the host refuses, and nothing changed
   */
  public static boolean punchHole(int descriptor, long offset, long bytes) {
    return HostCall.call(
            SyscallNumbers.FALLOCATE, descriptor, PUNCH_HOLE | KEEP_SIZE, offset, bytes, 0)
        == 0;
  }

  /** Closes a descriptor. */
  public static void close(int descriptor) {
    HostCall.call(SyscallNumbers.CLOSE, descriptor, 0, 0);
  }

  private static long check(String what, long result) {
    if (result < 0) {
      throw new HostException(what, result);
    }
    return result;
  }
}
