package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.task.ExecOperation;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.TaskServices;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import java.util.ArrayList;
import java.util.List;

/** {@code execve(2)} and {@code execveat(2)}. */
final class ExecCalls {
  private static final int AT_FDCWD = -100;
  private static final long AT_SYMLINK_NOFOLLOW = 0x100;
  private static final long AT_EMPTY_PATH = 0x1000;

  /** {@code MAX_ARG_STRLEN}. */
  private static final int STRING_LIMIT = 32 * 4096;

  private static final long LEAST_TOTAL = 128 * 1024;
  private static final long MOST_TOTAL = 6 * 1024 * 1024;

  private ExecCalls() {}

  static long execve(Task caller, long path, long argv, long envp) throws ErrnoException {
    return execveat(caller, AT_FDCWD, path, argv, envp, 0);
  }

  static long execveat(Task caller, long dirFd, long path, long argv, long envp, long flags)
      throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    String name = task.memory().readPath(path);
    if ((flags & 0xffffffffL & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)) != 0) {
      throw Errno.EINVAL.exception();
    }
    OpenFile program = Vfs.openExecutable(task, find(task, (int) dirFd, name, flags));
    try (Budget budget = new Budget(task)) {
      List<String> arguments = budget.readStrings(argv);
      List<String> environment = budget.readStrings(envp);
      if (arguments.isEmpty()) {
        arguments.add(""); // as Linux does since 5.18
      }
      return ExecOperation.run(task, program, shownName((int) dirFd, name), arguments, environment);
    } finally {
      program.release();
    }
  }

  private static VfsPath find(KernelTask task, int dirFd, String name, long flags)
      throws ErrnoException {
    int lookup = (flags & AT_SYMLINK_NOFOLLOW) != 0 ? 0 : Lookup.FOLLOW;
    if (name.isEmpty() && (flags & AT_EMPTY_PATH) == 0) {
      throw Errno.ENOENT.exception();
    }
    VfsPath file;
    if (name.startsWith("/") || dirFd == AT_FDCWD) {
      VfsPath start = task.fs().workingDirectory();
      file = Vfs.resolve(task, task.fs(), start, name, lookup);
    } else {
      FileDescription description = task.files().get(dirFd);
      try {
        if (!(description instanceof OpenFile directory)) {
          throw (name.isEmpty() ? Errno.EACCES : Errno.ENOTDIR).exception();
        }
        file =
            name.isEmpty()
                ? directory.path()
                : Vfs.resolve(task, task.fs(), directory.path(), name, lookup);
      } finally {
        description.release();
      }
    }
    if (file.inode().isSymbolicLink()) {
      throw Errno.ELOOP.exception();
    }
    return file;
  }

  private static String shownName(int dirFd, String name) {
    if (name.startsWith("/") || dirFd == AT_FDCWD) {
      return name;
    }
    return name.isEmpty() ? "/dev/fd/" + dirFd : "/dev/fd/" + dirFd + "/" + name;
  }

  /** Reads strings until the room for them is used up. */
  private static final class Budget implements AutoCloseable {
    /** The pointer to a string, and its NUL. */
    private static final long COST_OF_STRING = 9;

    private final UserMemory memory;
    private final TaskServices services;
    private long left;
    private long reserved;

    Budget(KernelTask task) {
      this.memory = task.memory();
      this.services = task.kernel().taskServices();
      long stack = task.softLimit(Resource.RLIMIT_STACK);
      long quarter = stack < 0 ? MOST_TOTAL : stack / 4;
      this.left = Math.clamp(quarter, LEAST_TOTAL, MOST_TOTAL);
    }

    List<String> readStrings(long array) throws ErrnoException {
      List<String> strings = new ArrayList<>();
      if (array == 0) {
        return strings; // Linux takes NULL for an empty list
      }
      for (long slot = array; ; slot += 8) {
        long address = memory.readLong(slot);
        if (address == 0) {
          return strings;
        }
        String string = memory.readString(address, STRING_LIMIT);
        if (string == null || string.length() + COST_OF_STRING > left) {
          throw Errno.E2BIG.exception();
        }
        reserve(string.length() + COST_OF_STRING);
        strings.add(string);
      }
    }

    private void reserve(long bytes) throws ErrnoException {
      if (!services.reserveArguments(bytes)) {
        throw Errno.ENOMEM.exception();
      }
      left -= bytes;
      reserved += bytes;
    }

    @Override
    public void close() {
      services.reserveArguments(-reserved);
    }
  }
}
