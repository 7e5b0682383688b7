package io.jvisor.platform.spi.host;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Whole small files of the host, for the command line's own use: configuration files, bundles,
 * {@code /proc/self}. Names are strings of one char a byte.
 */
public final class HostText {
  private static final int O_RDONLY = 0;
  private static final int O_WRONLY = 1;
  private static final int O_CREAT = 0100;
  private static final int O_EXCL = 0200;
  private static final int O_APPEND = 02000;
  private static final int O_CLOEXEC = 02000000;
  private static final int CHUNK = 16 << 10;

  private HostText() {}

  /**
   * Reads a file to its end.
   *
   * @param limit the most bytes to read
   * @throws ErrnoException what {@code open(2)} or {@code read(2)} gave; {@code EFBIG} for a file
   *     that is longer than {@code limit}
   */
  public static byte[] read(String path, int limit) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      long descriptor =
          Errno.check(
              HostCall.call(
                  SyscallNumbers.OPEN, cString(arena, path).address(), O_RDONLY | O_CLOEXEC, 0));
      try {
        MemorySegment chunk = arena.allocate(CHUNK);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (; ; ) {
          int count =
              (int)
                  Errno.check(
                      HostCall.call(SyscallNumbers.READ, descriptor, chunk.address(), CHUNK));
          if (count == 0) {
            return bytes.toByteArray();
          }
          if (bytes.size() + count > limit) {
            throw Errno.EFBIG.exception();
          }
          bytes.writeBytes(chunk.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        }
      } finally {
        HostCall.call(SyscallNumbers.CLOSE, descriptor, 0, 0);
      }
    }
  }

  /**
   * Makes a file that does not exist yet.
   *
   * @throws ErrnoException what {@code open(2)} or {@code write(2)} gave, such as {@code EEXIST}
   */
  public static void create(String path, byte[] content, int mode) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      int flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
      long descriptor =
          Errno.check(
              HostCall.call(SyscallNumbers.OPEN, cString(arena, path).address(), flags, mode));
      try {
        write((int) descriptor, content);
      } finally {
        HostCall.call(SyscallNumbers.CLOSE, descriptor, 0, 0);
      }
    }
  }

  /**
   * Opens a file to be appended to, and makes it if need be.
   *
   * @return the descriptor
   * @throws ErrnoException what {@code open(2)} gave
   */
  public static int openForAppending(String path, int mode) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
      return (int)
          Errno.check(
              HostCall.call(SyscallNumbers.OPEN, cString(arena, path).address(), flags, mode));
    }
  }

  /**
   * Writes all of it to a descriptor.
   *
   * @throws ErrnoException what {@code write(2)} gave
   */
  public static void write(int descriptor, byte[] content) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, content);
      long done = 0;
      while (done < content.length) {
        done +=
            Errno.check(
                HostCall.call(
                    SyscallNumbers.WRITE,
                    descriptor,
                    copy.address() + done,
                    content.length - done));
      }
    }
  }

  /**
   * The working directory.
   *
   * @throws ErrnoException {@code ENOENT} when it was removed
   */
  public static String workingDirectory() throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(CHUNK);
      long length = Errno.check(HostCall.call(SyscallNumbers.GETCWD, buffer.address(), CHUNK, 0));
      return string(buffer.asSlice(0, length - 1).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /** A string of one char a byte. */
  public static String string(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static MemorySegment cString(Arena arena, String value) {
    return arena.allocateFrom(value, StandardCharsets.ISO_8859_1);
  }
}
