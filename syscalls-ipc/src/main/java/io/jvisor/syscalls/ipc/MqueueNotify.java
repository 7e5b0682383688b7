package io.jvisor.syscalls.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.socket.Socket;
import io.jvisor.kernel.core.signal.SignalHandlers;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SignalSender;
import io.jvisor.kernel.core.task.ThreadGroup;
import io.jvisor.vfs.mqueue.MqueueFile;
import io.jvisor.vfs.mqueue.MqueueNotification;

/**
 * {@code mq_notify(2)}. The C library makes {@code SIGEV_THREAD} of a netlink socket, on which the
 * kernel sends it a cookie; there are no such sockets, and it says so before it comes here.
 */
final class MqueueNotify {
  private static final int SIGEV_SIGNAL = 0;
  private static final int SIGEV_NONE = 1;
  private static final int SIGEV_THREAD = 2;

  /** {@code NOTIFY_COOKIE_LEN}. */
  private static final int COOKIE_BYTES = 32;

  private MqueueNotify() {}

  static long register(Task caller, long fd, long event) throws ErrnoException {
    KernelTask task = KernelTask.of(caller);
    Told wanted = event == 0 ? null : read(task, event);
    MqueueFile file = MqueueCalls.get(task, fd);
    try {
      if (wanted == null) {
        file.removeNotification(task);
      } else {
        file.setNotification(wanted);
      }
      return 0;
    } finally {
      file.release();
    }
  }

  private static Told read(KernelTask task, long event) throws ErrnoException {
    UserMemory memory = task.memory();
    long value = memory.readLong(event);
    int signal = memory.readInt(event + 8);
    int kind = memory.readInt(event + 12);
    switch (kind) {
      case SIGEV_NONE -> {}
      case SIGEV_SIGNAL -> {
        if (signal < 0 || signal > Signals.LAST) {
          throw Errno.EINVAL.exception();
        }
      }
      case SIGEV_THREAD -> {
        memory.read(value, task.scratch(), 0, COOKIE_BYTES);
        throw refusal(task, signal).exception();
      }
      default -> throw Errno.EINVAL.exception();
    }
    ThreadGroup group = task.group();
    return new Told(group, group.handlers(), kind, signal, value);
  }

  /** What is wrong with a descriptor that cannot be a netlink socket. */
  private static Errno refusal(KernelTask task, int fd) throws ErrnoException {
    FileDescription file = task.files().get(fd);
    boolean socket = file instanceof Socket;
    file.release();
    return socket ? Errno.EINVAL : Errno.ENOTSOCK;
  }

  /**
   * What is done.
   *
   * @param handlers of the program that asked; one that was executed since is not told
   */
  private record Told(ThreadGroup group, SignalHandlers handlers, int kind, int signal, long value)
      implements MqueueNotification {
    @Override
    public boolean isOf(Task task) {
      return KernelTask.of(task).group() == group;
    }

    @Override
    public ProcessId process() {
      return group.pid();
    }

    @Override
    public void deliver(Task sender) {
      KernelTask task = KernelTask.of(sender);
      int pid = task.group().pid().in(group.pid().namespace());
      int uid = sender.credentials().uid();
      if (kind == SIGEV_SIGNAL && signal != 0 && group.handlers() == handlers) {
        var _ = SignalSender.toGroup(group, SignalInfo.message(signal, pid, uid, value), task);
      }
    }
  }
}
