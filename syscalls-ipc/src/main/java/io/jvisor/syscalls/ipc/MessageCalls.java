package io.jvisor.syscalls.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.core.ipc.IpcPermissions;
import io.jvisor.kernel.core.ipc.MessageQueue;
import io.jvisor.kernel.core.ipc.MessageQueues;
import io.jvisor.kernel.core.task.KernelTask;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code msgget(2)}, {@code msgsnd(2)}, {@code msgrcv(2)}, {@code msgctl(2)}. */
final class MessageCalls {
  private static final int MSG_STAT = 11;
  private static final int MSG_INFO = 12;
  private static final int MSG_STAT_ANY = 13;

  private static final int STATUS_BYTES = 120;
  private static final int QUEUE_LIMIT = 88;
  private static final int INFO_BYTES = 32;

  /** What {@code IPC_INFO} tells of limits that Linux no longer has. */
  private static final int POOL_KILOBYTES = 512_000;

  private static final int MESSAGE_MAP = 16_384;
  private static final int SEGMENT_SIZE = 16;
  private static final int SEGMENTS = 0xffff;

  private MessageCalls() {}

  private static MessageQueues queues(Task task) {
    return KernelTask.of(task).namespaces().ipc().queues();
  }

  static long get(Task task, long key, long flags) throws ErrnoException {
    return queues(task).get(task, (int) key, (int) flags);
  }

  static long send(Task task, long id, long message, long length, long flags)
      throws ErrnoException {
    long type = task.memory().readLong(message);
    return queues(task).send(task, (int) id, type, message + Long.BYTES, length, (int) flags);
  }

  static long receive(Task task, long id, long message, long length, long type, long flags)
      throws ErrnoException {
    return queues(task).receive(task, (int) id, message, length, type, (int) flags);
  }

  static long control(Task task, long id, long command, long address) throws ErrnoException {
    MessageQueues queues = queues(task);
    int number = (int) id;
    if (number < 0) {
      throw Errno.EINVAL.exception();
    }
    switch ((int) command) {
      case IpcCommands.IPC_INFO, MSG_INFO -> {
        return writeInfo(task, queues, (int) command == MSG_INFO, address);
      }
      case IpcCommands.IPC_STAT -> {
        MessageQueue queue = queues.table().find(number);
        queue.check(task.credentials(), IpcPermissions.READ);
        writeStatus(task, queues.status(queue), address);
      }
      case MSG_STAT, MSG_STAT_ANY -> {
        MessageQueue queue = queues.table().findIndex(number);
        if ((int) command == MSG_STAT) {
          queue.check(task.credentials(), IpcPermissions.READ);
        }
        writeStatus(task, queues.status(queue), address);
        return queue.id();
      }
      case IpcCommands.IPC_SET -> {
        MemorySegment bytes = task.scratch().asSlice(0, STATUS_BYTES);
        task.memory().read(address, bytes, 0, STATUS_BYTES);
        queues.change(
            task,
            number,
            PermissionStruct.uid(task, bytes),
            PermissionStruct.gid(task, bytes),
            bytes.get(ValueLayout.JAVA_INT, PermissionStruct.MODE),
            bytes.get(ValueLayout.JAVA_LONG, QUEUE_LIMIT));
      }
      case IpcCommands.IPC_RMID -> queues.remove(task, number);
      default -> throw Errno.EINVAL.exception();
    }
    return 0;
  }

  /** {@code struct msqid64_ds}. */
  private static void writeStatus(Task task, MessageQueues.Status status, long address)
      throws ErrnoException {
    MemorySegment bytes = task.scratch().asSlice(0, STATUS_BYTES);
    bytes.fill((byte) 0);
    PermissionStruct.write(task, bytes, status.permissions());
    bytes.set(ValueLayout.JAVA_LONG, 48, status.sendTime());
    bytes.set(ValueLayout.JAVA_LONG, 56, status.receiveTime());
    bytes.set(ValueLayout.JAVA_LONG, 64, status.changeTime());
    bytes.set(ValueLayout.JAVA_LONG, 72, status.bytes());
    bytes.set(ValueLayout.JAVA_LONG, 80, status.messages());
    bytes.set(ValueLayout.JAVA_LONG, QUEUE_LIMIT, status.mostBytes());
    bytes.set(ValueLayout.JAVA_INT, 96, status.lastSender().seenBy(task));
    bytes.set(ValueLayout.JAVA_INT, 100, status.lastReceiver().seenBy(task));
    task.memory().write(address, bytes, 0, STATUS_BYTES);
  }

  /** {@code struct msginfo}; with {@code MSG_INFO} three fields tell what there is. */
  private static long writeInfo(Task task, MessageQueues queues, boolean usage, long address)
      throws ErrnoException {
    MemorySegment bytes = task.scratch().asSlice(0, INFO_BYTES);
    bytes.fill((byte) 0);
    int[] fields = {
      usage ? queues.table().count() : POOL_KILOBYTES,
      usage ? queues.messages() : MESSAGE_MAP,
      queues.mostOfMessage(),
      queues.mostOfQueue(),
      queues.mostQueues(),
      SEGMENT_SIZE,
      usage ? (int) Math.min(Integer.MAX_VALUE, queues.bytes()) : MESSAGE_MAP
    };
    MemorySegment.copy(fields, 0, bytes, ValueLayout.JAVA_INT, 0, fields.length);
    bytes.set(ValueLayout.JAVA_SHORT, 28, (short) SEGMENTS);
    task.memory().write(address, bytes, 0, INFO_BYTES);
    return queues.table().highestIndex();
  }
}
