package io.jvisor.sockets.unix;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.ControlMessages;
import io.jvisor.kernel.api.abi.MessageFlags;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.SocketOption;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.kernel.api.socket.ControlBuffer;
import io.jvisor.kernel.api.socket.SocketMessage;
import io.jvisor.kernel.api.socket.SocketOptions;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.ThreadGroup;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * What travels beside the data: descriptions ({@code SCM_RIGHTS}) and the sender's identity ({@code
 * SCM_CREDENTIALS}, {@code SCM_PIDFD}).
 */
final class Ancillary {
  private Ancillary() {}

  /**
   * The identity that a sender gives, checked; null where it gives none.
   *
   * @throws ErrnoException {@code EINVAL} for a control message that is none, {@code EPERM} for an
   *     identity that is not the sender's, {@code ESRCH} for a process that does not exist
   */
  static SenderId identity(Task task, SocketMessage message) throws ErrnoException {
    ControlBuffer control = message.control();
    if (control.length() == 0) {
      return null;
    }
    SenderId identity = null;
    control.rewind();
    while (control.next()) {
      if (control.level() != SocketOption.SOL_SOCKET) {
        continue;
      }
      switch (control.type()) {
        case ControlMessages.SCM_RIGHTS -> {}
        case ControlMessages.SCM_CREDENTIALS -> {
          if (control.dataLength() != ControlMessages.CREDENTIALS_BYTES) {
            throw Errno.EINVAL.exception();
          }
          UserNamespace users = task.credentials().userNamespace();
          int pid = control.dataInt(0);
          int uid = users.kernelUser(control.dataInt(4));
          int gid = users.kernelGroup(control.dataInt(8));
          check(task, pid, uid, gid);
          identity = new SenderId(find(task, pid), uid, gid);
        }
        default -> throw Errno.EINVAL.exception();
      }
    }
    return identity;
  }

  private static void check(Task task, int pid, int uid, int gid) throws ErrnoException {
    Credentials own = task.credentials();
    boolean user =
        uid == own.uid() || uid == own.euid() || uid == own.suid() || own.hasOwn(Capability.SETUID);
    boolean group =
        gid == own.gid() || gid == own.egid() || gid == own.sgid() || own.hasOwn(Capability.SETGID);
    boolean process = isOwn(task, pid) || own.has(Capability.SYS_ADMIN);
    if (uid == -1 || gid == -1) {
      throw Errno.EINVAL.exception();
    }
    if (!user || !group || !process) {
      throw Errno.EPERM.exception();
    }
  }

  private static boolean isOwn(Task task, int pid) {
    return pid == KernelTask.of(task).group().localTgid();
  }

  private static ProcessId find(Task task, int pid) throws ErrnoException {
    if (isOwn(task, pid)) {
      return task.processId();
    }
    ThreadGroup process = KernelTask.of(task).pidNamespace().process(pid);
    if (process == null) {
      throw Errno.ESRCH.exception();
    }
    return process.pid();
  }

  /**
   * The descriptions that a sender passes, counted as in flight; null where there are none.
   *
   * @throws ErrnoException {@code EBADF}, {@code EINVAL} for too many, {@code ETOOMANYREFS}
   */
  static Rights rights(Task task, SocketMessage message, InFlight inFlight) throws ErrnoException {
    ControlBuffer control = message.control();
    if (control.length() == 0) {
      return null;
    }
    FileDescription[] files = new FileDescription[0];
    boolean done = false;
    try {
      control.rewind();
      while (control.next()) {
        if (control.level() == SocketOption.SOL_SOCKET
            && control.type() == ControlMessages.SCM_RIGHTS) {
          files = withMore(task, control, files);
        }
      }
      if (files.length == 0) {
        return null;
      }
      Rights rights = new Rights(files, task.credentials().uid());
      inFlight.add(task, rights);
      done = true;
      return rights;
    } finally {
      if (!done) {
        for (FileDescription file : files) {
          file.release();
        }
      }
    }
  }

  private static FileDescription[] withMore(
      Task task, ControlBuffer control, FileDescription[] files) throws ErrnoException {
    int more = control.dataLength() / Integer.BYTES;
    if (files.length + more > ControlMessages.MAX_DESCRIPTORS) {
      throw Errno.EINVAL.exception();
    }
    FileDescription[] longer = Arrays.copyOf(files, files.length + more);
    for (int i = 0; i < more; i++) {
      try {
        longer[files.length + i] = task.files().get(control.dataInt(i * Integer.BYTES));
      } catch (ErrnoException closed) {
        for (int j = 0; j < i; j++) {
          longer[files.length + j].release();
        }
        throw closed;
      }
    }
    return longer;
  }

  /**
   * Gives a receiver what came with a message.
   *
   * @param identity may be null
   * @param rights in flight no more; released here as far as they are not installed; may be null
   */
  static void deliver(
      Task task, UnixSocket receiver, SocketMessage message, SenderId identity, Rights rights) {
    ControlBuffer control = message.control();
    if (receiver.options().has(SocketOptions.Flag.PASS_CREDENTIALS)) {
      SenderId told = identity == null ? SenderId.UNKNOWN : identity;
      int at =
          control.put(
              SocketOption.SOL_SOCKET,
              ControlMessages.SCM_CREDENTIALS,
              ControlMessages.CREDENTIALS_BYTES);
      if (at >= 0) {
        UserNamespace users = task.credentials().userNamespace();
        int uid = users.shownUser(told.uid());
        int gid = users.shownGroup(told.gid());
        control.bytes().set(ValueLayout.JAVA_INT_UNALIGNED, at, told.pid().seenBy(task));
        control.bytes().set(ValueLayout.JAVA_INT_UNALIGNED, at + 4, uid);
        control.bytes().set(ValueLayout.JAVA_INT_UNALIGNED, at + 8, gid);
      }
    }
    if (rights != null) {
      int installed = install(task, message, rights);
      if (installed < rights.count()) {
        control.setTruncated();
        receiver.family.inFlight().release(rights, installed);
      }
    }
    if (receiver.options().has(SocketOptions.Flag.PASS_PIDFD)) {
      deliverProcess(task, message.control(), identity);
    }
  }

  /** A descriptor of the sender's process, or the error that kept it from being made. */
  private static void deliverProcess(Task task, ControlBuffer control, SenderId identity) {
    if (control.room() < ControlMessages.HEADER_BYTES + Integer.BYTES) {
      control.setTruncated();
      return;
    }
    if (identity == null || identity.pid().equals(ProcessId.NONE)) {
      return;
    }
    int fd;
    try {
      fd = identity.pid().open(task);
    } catch (ErrnoException full) {
      fd = (int) full.result();
    }
    int at = control.put(SocketOption.SOL_SOCKET, ControlMessages.SCM_PIDFD, Integer.BYTES);
    control.bytes().set(ValueLayout.JAVA_INT_UNALIGNED, at, fd);
  }

  /** Installs as many as the receiver has room for; returns how many. */
  private static int install(Task task, SocketMessage message, Rights rights) {
    ControlBuffer control = message.control();
    long room = (control.room() - ControlMessages.HEADER_BYTES) / Integer.BYTES;
    int most = Math.clamp(room, 0, rights.count());
    int[] numbers = new int[most];
    boolean cloexec = message.has(MessageFlags.MSG_CMSG_CLOEXEC);
    int count = 0;
    try {
      while (count < most) {
        numbers[count] =
            task.files()
                .install(rights.file(count), 0, task.softLimit(Resource.RLIMIT_NOFILE), cloexec);
        count++;
      }
    } catch (ErrnoException full) {
      // Those that got a number are delivered.
    }
    if (count > 0) {
      int at =
          control.put(SocketOption.SOL_SOCKET, ControlMessages.SCM_RIGHTS, count * Integer.BYTES);
      for (int i = 0; i < count; i++) {
        control
            .bytes()
            .set(ValueLayout.JAVA_INT_UNALIGNED, at + (long) i * Integer.BYTES, numbers[i]);
      }
    }
    return count;
  }
}
