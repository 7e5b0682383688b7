package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.IN_BUFFER;
import static io.jvisor.kernel.api.Arg.OUT_BUFFER;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.SIZE;
import static io.jvisor.kernel.api.Arg.STRING;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.vfs.ExtendedAttributes;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code xattr(7)}: by path, by path without following a link, by descriptor. */
final class ExtendedAttributeCalls {
  /** {@code XATTR_NAME_MAX}, {@code XATTR_SIZE_MAX}, {@code XATTR_LIST_MAX}. */
  private static final int NAME_MAX = 255;

  private static final int SIZE_MAX = 65536;
  private static final int SET_FLAGS = 3;

  private ExtendedAttributeCalls() {}

  /** How the file of a call is found: from its first argument. */
  @FunctionalInterface
  private interface Target {
    VfsPath find(Task task, long argument) throws ErrnoException;
  }

  static void register(Registrar table) {
    register(
        table,
        new int[] {
          SyscallNumbers.SETXATTR,
          SyscallNumbers.GETXATTR,
          SyscallNumbers.LISTXATTR,
          SyscallNumbers.REMOVEXATTR
        },
        (task, path) -> PathArguments.resolve(task, AtFlags.AT_FDCWD, path, Lookup.FOLLOW),
        false);
    register(
        table,
        new int[] {
          SyscallNumbers.LSETXATTR,
          SyscallNumbers.LGETXATTR,
          SyscallNumbers.LLISTXATTR,
          SyscallNumbers.LREMOVEXATTR
        },
        (task, path) -> PathArguments.resolve(task, AtFlags.AT_FDCWD, path, 0),
        false);
    register(
        table,
        new int[] {
          SyscallNumbers.FSETXATTR,
          SyscallNumbers.FGETXATTR,
          SyscallNumbers.FLISTXATTR,
          SyscallNumbers.FREMOVEXATTR
        },
        ExtendedAttributeCalls::ofDescriptor,
        true);
  }

  /** The numbers are those of set, get, list and remove. */
  private static void register(Registrar table, int[] numbers, Target target, boolean descriptor) {
    var first = descriptor ? FD : PATH;
    table
        .full(numbers[0], first, STRING, IN_BUFFER, SIZE, HEX)
        .by(
            (task, file, name, value, size, flags) ->
                set(task, target, file, name, value, size, flags));
    table
        .full(numbers[1], first, STRING, OUT_BUFFER, SIZE)
        .by(
            (task, file, name, value, size) ->
                get(task, target.find(task, file), name, value, size));
    table
        .full(numbers[2], first, OUT_BUFFER, SIZE)
        .by((task, file, value, size) -> list(task, target.find(task, file), value, size));
    table
        .full(numbers[3], first, STRING)
        .by((task, file, name) -> remove(task, target.find(task, file), name));
  }

  private static VfsPath ofDescriptor(Task task, long fd) throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      if (file instanceof OpenFile open) {
        return open.path();
      }
      throw Errno.EOPNOTSUPP.exception();
    } finally {
      file.release();
    }
  }

  private static String name(Task task, long address) throws ErrnoException {
    String name = task.memory().readString(address, NAME_MAX + 1);
    if (name == null || name.isEmpty()) {
      throw Errno.ERANGE.exception();
    }
    return name;
  }

  private static long set(
      Task task, Target target, long file, long name, long address, long size, long flags)
      throws ErrnoException {
    if (((int) flags & ~SET_FLAGS) != 0) {
      throw Errno.EINVAL.exception();
    }
    String key = name(task, name);
    if (size < 0 || size > SIZE_MAX) {
      throw Errno.E2BIG.exception();
    }
    byte[] value = new byte[(int) size];
    task.memory().read(address, MemorySegment.ofArray(value), 0, size);
    ExtendedAttributes.set(task, target.find(task, file), key, value, (int) flags);
    return 0;
  }

  private static long get(Task task, VfsPath file, long name, long address, long size)
      throws ErrnoException {
    byte[] value = ExtendedAttributes.get(task, file, name(task, name));
    return answer(task, value, address, size);
  }

  private static long list(Task task, VfsPath file, long address, long size) throws ErrnoException {
    List<String> names = ExtendedAttributes.list(task, file);
    StringBuilder joined = new StringBuilder();
    for (String name : names) {
      joined.append(name).append('\0');
    }
    byte[] value = joined.toString().getBytes(StandardCharsets.ISO_8859_1);
    return answer(task, value, address, size);
  }

  /** A size of 0 asks how much room is needed. */
  private static long answer(Task task, byte[] value, long address, long size)
      throws ErrnoException {
    if (size != 0) {
      if (Long.compareUnsigned(size, value.length) < 0) {
        throw Errno.ERANGE.exception();
      }
      task.memory().write(address, MemorySegment.ofArray(value), 0, value.length);
    }
    return value.length;
  }

  private static long remove(Task task, VfsPath file, long name) throws ErrnoException {
    ExtendedAttributes.remove(task, file, name(task, name));
    return 0;
  }
}
