package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.DIR_FD;
import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.PATH;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.STRING;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.AtFlags;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.vfs.DetachedTreeFile;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FileSystemTypes;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.MountNamespace;
import io.jvisor.vfs.VfsPath;

/** {@code fsopen(2)}, {@code fspick(2)}, {@code fsconfig(2)}, {@code fsmount(2)}. */
final class MountConfigurationCalls {
  private static final int CLOEXEC = 1;
  private static final int FSPICK_SYMLINK_NOFOLLOW = 2;
  private static final int FSPICK_NO_AUTOMOUNT = 4;
  private static final int FSPICK_EMPTY_PATH = 8;

  private static final int FSCONFIG_SET_FLAG = 0;
  private static final int FSCONFIG_SET_STRING = 1;
  private static final int FSCONFIG_SET_BINARY = 2;
  private static final int FSCONFIG_SET_PATH = 3;
  private static final int FSCONFIG_SET_PATH_EMPTY = 4;
  private static final int FSCONFIG_SET_FD = 5;
  private static final int FSCONFIG_CMD_CREATE = 6;
  private static final int FSCONFIG_CMD_RECONFIGURE = 7;
  private static final int FSCONFIG_CMD_CREATE_EXCL = 8;

  private static final int TYPE_BYTES = 4096;
  private static final int WORD_BYTES = 256;
  private static final int BINARY_BYTES = 1 << 20;

  private MountConfigurationCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.FSOPEN, STRING, HEX).by(MountConfigurationCalls::fsopen);
    table.full(SyscallNumbers.FSPICK, DIR_FD, PATH, HEX).by(MountConfigurationCalls::fspick);
    table
        .partial(
            SyscallNumbers.FSCONFIG,
            "no messages to read; binary values, paths and descriptors: EINVAL, as no file system"
                + " takes any",
            FD,
            INT,
            STRING,
            POINTER,
            INT)
        .by(MountConfigurationCalls::fsconfig);
    table.full(SyscallNumbers.FSMOUNT, FD, HEX, HEX).by(MountConfigurationCalls::fsmount);
  }

  private static MountNamespace mounts(Task task) {
    return PathArguments.context(task).namespace();
  }

  /** A string of less than a number of bytes; {@code EINVAL} for a longer one. */
  private static String word(Task task, long address, int bytes) throws ErrnoException {
    String text = task.memory().readString(address, bytes);
    if (text == null) {
      throw Errno.EINVAL.exception();
    }
    return text;
  }

  private static long fsopen(Task task, long name, long flags) throws ErrnoException {
    mounts(task).checkPrivilege(task);
    PathArguments.checkFlags(flags, CLOEXEC);
    String typeName = word(task, name, TYPE_BYTES);
    FileSystemEnvironment environment = KernelTask.of(task).kernel().fileSystems();
    FileSystemTypes types = environment.service(FileSystemTypes.class);
    if (types == null) {
      throw Errno.ENODEV.exception();
    }
    return Descriptors.install(
        task,
        new ConfigurationFile(environment, types.forGuests(typeName)),
        (flags & CLOEXEC) != 0);
  }

  private static long fspick(Task task, long dirFd, long path, long flags) throws ErrnoException {
    mounts(task).checkPrivilege(task);
    PathArguments.checkFlags(
        flags, CLOEXEC | FSPICK_SYMLINK_NOFOLLOW | FSPICK_NO_AUTOMOUNT | FSPICK_EMPTY_PATH);
    int lookup = (flags & FSPICK_SYMLINK_NOFOLLOW) == 0 ? Lookup.FOLLOW : 0;
    if ((flags & FSPICK_EMPTY_PATH) != 0) {
      lookup |= Lookup.EMPTY;
    }
    VfsPath place = PathArguments.resolve(task, dirFd, path, lookup);
    if (place.dentry() != place.mount().root()) {
      throw Errno.EINVAL.exception();
    }
    FileSystemEnvironment environment = KernelTask.of(task).kernel().fileSystems();
    return Descriptors.install(
        task,
        new ConfigurationFile(environment, place.mount().fileSystem()),
        (flags & CLOEXEC) != 0);
  }

  private static long fsconfig(
      Task task, long fd, long command, long key, long value, long auxArgument)
      throws ErrnoException {
    int aux = (int) auxArgument;
    checkArguments((int) fd, (int) command, key != 0, value != 0, aux);
    FileDescription file = Descriptors.get(task, fd);
    try {
      if (!(file instanceof ConfigurationFile configuration)) {
        throw Errno.EINVAL.exception();
      }
      String name = key == 0 ? null : word(task, key, WORD_BYTES);
      switch ((int) command) {
        case FSCONFIG_SET_FLAG -> configuration.set(task, name, null);
        case FSCONFIG_SET_STRING -> configuration.set(task, name, word(task, value, WORD_BYTES));
        case FSCONFIG_CMD_CREATE, FSCONFIG_CMD_CREATE_EXCL ->
            configuration.create(task, mounts(task));
        case FSCONFIG_CMD_RECONFIGURE -> configuration.reconfigure(task, mounts(task));
        case FSCONFIG_SET_FD -> {
          Descriptors.getRaw(task, aux).release();
          throw Errno.EINVAL.exception();
        }
        default -> throw Errno.EINVAL.exception();
      }
      return 0;
    } finally {
      file.release();
    }
  }

  /** Which arguments go with which command. */
  private static void checkArguments(int fd, int command, boolean hasKey, boolean hasValue, int aux)
      throws ErrnoException {
    boolean fits =
        switch (command) {
          case FSCONFIG_SET_FLAG -> hasKey && !hasValue && aux == 0;
          case FSCONFIG_SET_STRING -> hasKey && hasValue && aux == 0;
          case FSCONFIG_SET_BINARY -> hasKey && hasValue && aux > 0 && aux <= BINARY_BYTES;
          case FSCONFIG_SET_PATH, FSCONFIG_SET_PATH_EMPTY ->
              hasKey && hasValue && (aux == AtFlags.AT_FDCWD || aux >= 0);
          case FSCONFIG_SET_FD -> hasKey && !hasValue && aux >= 0;
          case FSCONFIG_CMD_CREATE, FSCONFIG_CMD_CREATE_EXCL, FSCONFIG_CMD_RECONFIGURE ->
              !hasKey && !hasValue && aux == 0;
          default -> fd < 0; // EINVAL comes first
        };
    if (fd < 0 || !fits) {
      boolean isKnown = command >= FSCONFIG_SET_FLAG && command <= FSCONFIG_CMD_CREATE_EXCL;
      throw (fd < 0 || isKnown ? Errno.EINVAL : Errno.EOPNOTSUPP).exception();
    }
  }

  private static long fsmount(Task task, long fd, long flags, long attributes)
      throws ErrnoException {
    MountNamespace mounts = mounts(task);
    mounts.checkPrivilege(task);
    PathArguments.checkFlags(flags, CLOEXEC);
    if ((attributes & 0xffffffffL & ~MountAttributeFlags.ALL) != 0) {
      throw Errno.EINVAL.exception();
    }
    long kept =
        MountAttributeFlags.singles(attributes) | MountAttributeFlags.accessTimes(attributes);
    FileDescription file = Descriptors.get(task, fd);
    try {
      if (!(file instanceof ConfigurationFile configuration)) {
        throw Errno.EINVAL.exception();
      }
      return Descriptors.install(
          task,
          new DetachedTreeFile(configuration.mount(task, mounts, kept)),
          (flags & CLOEXEC) != 0);
    } finally {
      file.release();
    }
  }
}
