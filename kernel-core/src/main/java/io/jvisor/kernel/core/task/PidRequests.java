package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.core.proc.ProcessSummary;
import io.jvisor.vfs.proc.NamespaceFiles;
import io.jvisor.vfs.proc.NamespaceLink;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code ioctl(2)} of descriptors of processes ({@code include/uapi/linux/pidfd.h}): what a process
 * is, and the namespaces it is in.
 */
final class PidRequests {
  /** {@code PIDFD_GET_CGROUP_NAMESPACE}; the others follow in the order of the links of proc. */
  private static final int FIRST_NAMESPACE = 0xff01;

  private static final NamespaceLink[] NAMESPACES = NamespaceLink.values();

  /** {@code PIDFD_GET_INFO}, without the size of {@code struct pidfd_info}. */
  private static final int GET_INFO = 0xc000ff0b;

  private static final int SIZE_SHIFT = 16;
  private static final int SIZE_MASK = 0x3fff;

  /** {@code PIDFD_INFO_SIZE_VER0}. */
  private static final int SMALLEST = 64;

  /** What is known of the structure. */
  private static final int BYTES = 72;

  private static final int INFO_PID = 1;
  private static final int INFO_CREDS = 2;
  private static final int INFO_EXIT = 8;
  private static final int INFO_COREDUMP = 16;

  private static final int COREDUMP_SKIP = 2;
  private static final int COREDUMP_USER = 4;
  private static final int COREDUMP_ROOT = 8;

  // Offsets; mask is at 0, and what is not there is 0: no cgroups

  private static final int IDS = 16;
  private static final int USERS = 28;
  private static final int EXIT_CODE = 60;
  private static final int COREDUMP_MASK = 64;

  private PidRequests() {}

  /**
   * Answers a request.
   *
   * @param group null when the process was gone before anybody asked
   * @throws ErrnoException {@code ENOTTY} for others; {@code EINVAL}, {@code EFAULT}, {@code ESRCH}
   *     for a process that is gone, {@code EACCES}
   */
  static long run(KernelTask task, Pid pid, ThreadGroup group, int request, long argument)
      throws ErrnoException {
    int index = request - FIRST_NAMESPACE;
    if (index >= 0 && index < NAMESPACES.length) {
      return openNamespace(task, group, NAMESPACES[index], argument);
    }
    int size = request >> SIZE_SHIFT & SIZE_MASK;
    if ((request & ~(SIZE_MASK << SIZE_SHIFT)) != GET_INFO || size < SMALLEST) {
      throw Errno.ENOTTY.exception();
    }
    if (argument == 0) {
      throw Errno.EINVAL.exception();
    }
    getInfo(task, pid, group, argument, size);
    return 0;
  }

  private static long openNamespace(
      KernelTask task, ThreadGroup group, NamespaceLink link, long argument) throws ErrnoException {
    if (group == null || group.isReaped()) {
      throw Errno.ESRCH.exception();
    }
    if (argument != 0) {
      throw Errno.EINVAL.exception();
    }
    if (group.leader().namespaces() == null) {
      throw Errno.ESRCH.exception(); // a zombie is in none
    }
    NamespaceFiles files = task.kernel().fileSystems().service(NamespaceFiles.class);
    return files.open(task, new ProcessSummary(task.pidNamespace(), group), link);
  }

  private static void getInfo(KernelTask task, Pid pid, ThreadGroup group, long address, int size)
      throws ErrnoException {
    UserMemory memory = task.memory();
    long wanted = memory.readLong(address);
    int own = pid.in(task.pidNamespace());
    if (own == 0) {
      throw Errno.ESRCH.exception(); // not to be seen from here
    }
    MemorySegment info = MemorySegment.ofArray(new byte[BYTES]);
    int given = 0;
    if (group == null || group.isReaped()) {
      if ((wanted & INFO_EXIT) == 0) {
        throw Errno.ESRCH.exception();
      }
      given = INFO_EXIT | ((int) wanted & INFO_COREDUMP);
      info.set(ValueLayout.JAVA_INT_UNALIGNED, EXIT_CODE, pid.exitStatus());
    } else {
      given = INFO_PID | INFO_CREDS;
      info.set(ValueLayout.JAVA_INT_UNALIGNED, IDS, own);
      info.set(ValueLayout.JAVA_INT_UNALIGNED, IDS + 4, own);
      int parent = group.parentIn(task.pidNamespace());
      info.set(ValueLayout.JAVA_INT_UNALIGNED, IDS + 8, parent);
      writeUsers(info, task.credentials().userNamespace(), group.leader().credentials());
      given |= (int) wanted & INFO_COREDUMP;
      if ((given & INFO_COREDUMP) != 0 && group.leader().mm() != null) {
        info.set(ValueLayout.JAVA_INT_UNALIGNED, COREDUMP_MASK, coredump(group.dumpable()));
      }
    }
    info.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, given);
    memory.write(address, info, 0, Math.min(size, BYTES));
    if (size > BYTES) {
      MemorySegment rest = MemorySegment.ofArray(new byte[size - BYTES]);
      memory.write(address + BYTES, rest, 0, size - BYTES);
    }
  }

  private static void writeUsers(MemorySegment info, UserNamespace reader, Credentials its) {
    int[] users = {its.uid(), its.euid(), its.suid(), its.fsuid()};
    int[] groups = {its.gid(), its.egid(), its.sgid(), its.fsgid()};
    for (int i = 0; i < users.length; i++) {
      int at = USERS + 8 * i;
      info.set(ValueLayout.JAVA_INT_UNALIGNED, at, reader.shownUser(users[i]));
      info.set(ValueLayout.JAVA_INT_UNALIGNED, at + 4, reader.shownGroup(groups[i]));
    }
  }

  private static int coredump(int dumpable) {
    return switch (dumpable) {
      case 0 -> COREDUMP_SKIP;
      case 1 -> COREDUMP_USER;
      default -> COREDUMP_ROOT;
    };
  }
}
