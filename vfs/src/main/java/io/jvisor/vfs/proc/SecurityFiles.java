package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.namespace.IdMap;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernText;

/** {@code attr} and {@code loginuid} of {@code /proc/PID}. */
final class SecurityFiles {
  /** Where the numbers of the files in {@code attr} begin, past those of a process's others. */
  private static final long NUMBERS = 1L << 28;

  private SecurityFiles() {}

  /** {@code attr}, for which there is no security module: {@code proc_pid_attr(5)}. */
  static KernDirectory attributes(
      ProcFileSystem fileSystem, long number, ProcessView process, ThreadView thread) {
    KernDirectory directory = new KernDirectory(fileSystem, number + NUMBERS, 0555, process);
    for (String name :
        new String[] {"current", "prev", "exec", "fscreate", "keycreate", "sockcreate"}) {
      boolean isReadOnly = name.equals("prev");
      directory.add(
          name,
          new KernText(
              fileSystem,
              directory.nextNumber(),
              isReadOnly ? 0444 : 0666,
              process,
              (task, text) -> {
                throw Errno.EINVAL.exception();
              },
              (task, text) -> {
                throw refusal(task, process, thread).exception();
              }));
    }
    return directory;
  }

  private static Errno refusal(Task task, ProcessView process, ThreadView thread) {
    if (!process.isOf(task)) {
      return Errno.EPERM;
    }
    return thread.isOf(task) ? Errno.EINVAL : Errno.EACCES;
  }

  static void writeUser(Task task, ThreadView thread, StringBuilder text) {
    IdMap shown = task.credentials().userNamespace().map(UserNamespace.Ids.USERS);
    text.append(Integer.toUnsignedString(shown.toInside(thread.login().user())));
  }

  static void writeSession(ThreadView thread, StringBuilder text) {
    text.append(Integer.toUnsignedString(thread.login().session()));
  }

  /** Anybody may say who logged in as long as nobody has; to change it takes a capability. */
  static void setUser(Task task, ThreadView thread, String text) throws ErrnoException {
    if (!thread.isOf(task)) {
      throw Errno.EPERM.exception();
    }
    int given = Settings.plainUnsigned(text);
    int user = task.credentials().userNamespace().kernelUser(given);
    if (user == IdMap.NOBODY && given != IdMap.NOBODY) {
      throw Errno.EINVAL.exception();
    }
    if (thread.login().user() != -1 && !task.credentials().has(Capability.AUDIT_CONTROL)) {
      throw Errno.EPERM.exception();
    }
    thread.setLoginUser(user);
  }
}
