package io.jvisor.syscalls.ipc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.mqueue.MqueueAttributes;
import io.jvisor.vfs.mqueue.MqueueFile;
import io.jvisor.vfs.mqueue.MqueueMessage;
import io.jvisor.vfs.mqueue.Mqueues;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code mq_open(2)}, {@code mq_unlink(2)}, {@code mq_timedsend(2)}, {@code mq_timedreceive(2)},
 * {@code mq_getsetattr(2)}.
 */
final class MqueueCalls {
  /** The size of {@code struct mq_attr}. */
  private static final int ATTRIBUTE_BYTES = 64;

  private static final int PRIORITIES = 32_768;

  private static final int OPEN_FLAGS =
      OpenFlags.O_ACCMODE | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NONBLOCK;

  private MqueueCalls() {}

  private static Mqueues queues(Task task) {
    return KernelTask.of(task).namespaces().ipc().mqueues();
  }

  static long open(Task task, long name, long flags, long mode, long address)
      throws ErrnoException {
    MqueueAttributes attributes = null;
    if (address != 0) {
      MemorySegment bytes = task.scratch().asSlice(0, ATTRIBUTE_BYTES);
      task.memory().read(address, bytes, 0, ATTRIBUTE_BYTES);
      attributes =
          new MqueueAttributes(
              bytes.get(ValueLayout.JAVA_LONG, 8), bytes.get(ValueLayout.JAVA_LONG, 16));
    }
    String text = task.memory().readPath(name);
    long limit = task.softLimit(Resource.RLIMIT_NOFILE);
    task.files().checkRoom(limit); // no queue is to be made that cannot be returned
    OpenFile file =
        queues(task)
            .open(
                task,
                KernelTask.of(task).fs(),
                text,
                (int) flags & OPEN_FLAGS,
                (int) mode,
                attributes);
    try {
      return task.files().install(file, 0, limit, true);
    } catch (ErrnoException failure) {
      file.release();
      throw failure;
    }
  }

  static long unlink(Task task, long name) throws ErrnoException {
    queues(task).unlink(task, KernelTask.of(task).fs(), task.memory().readPath(name));
    return 0;
  }

  /** The queue of a descriptor, with a reference for the caller: {@code EBADF}. */
  static MqueueFile get(Task task, long fd) throws ErrnoException {
    FileDescription file = task.files().get((int) fd);
    if (file instanceof MqueueFile queue) {
      return queue;
    }
    file.release();
    throw Errno.EBADF.exception();
  }

  static long send(Task task, long fd, long address, long length, long priority, long timeout)
      throws ErrnoException {
    long deadline =
        timeout == 0
            ? Task.FOREVER
            : task.clock().deadlineAt(Timespec.read(task.memory(), timeout));
    if (Integer.compareUnsigned((int) priority, PRIORITIES) >= 0) {
      throw Errno.EINVAL.exception();
    }
    MqueueFile file = get(task, fd);
    try {
      if (!file.isWritable()) {
        throw Errno.EBADF.exception();
      }
      file.send(task, address, length, (int) priority, deadline);
      return 0;
    } finally {
      file.release();
    }
  }

  static long receive(Task task, long fd, long address, long length, long priority, long timeout)
      throws ErrnoException {
    long deadline =
        timeout == 0
            ? Task.FOREVER
            : task.clock().deadlineAt(Timespec.read(task.memory(), timeout));
    MqueueFile file = get(task, fd);
    MqueueMessage message;
    try {
      if (!file.isReadable()) {
        throw Errno.EBADF.exception();
      }
      message = file.receive(task, length, deadline);
    } finally {
      file.release();
    }
    if (priority != 0) {
      task.memory().writeInt(priority, message.priority());
    }
    message.write(task, address, message.length());
    return message.length();
  }

  static long attributes(Task task, long fd, long changes, long former) throws ErrnoException {
    MemorySegment bytes = task.scratch().asSlice(0, ATTRIBUTE_BYTES);
    long flags = 0;
    if (changes != 0) {
      task.memory().read(changes, bytes, 0, ATTRIBUTE_BYTES);
      flags = bytes.get(ValueLayout.JAVA_LONG, 0);
      if ((flags & ~OpenFlags.O_NONBLOCK) != 0) {
        throw Errno.EINVAL.exception();
      }
    }
    MqueueFile file = get(task, fd);
    try {
      bytes.fill((byte) 0);
      bytes.set(ValueLayout.JAVA_LONG, 0, file.statusFlags() & OpenFlags.O_NONBLOCK);
      bytes.set(ValueLayout.JAVA_LONG, 8, file.attributes().messages());
      bytes.set(ValueLayout.JAVA_LONG, 16, file.attributes().size());
      bytes.set(ValueLayout.JAVA_LONG, 24, file.count());
      if (changes != 0) {
        file.setStatusFlags((file.statusFlags() & ~OpenFlags.O_NONBLOCK) | (int) flags);
        file.touch();
      }
    } finally {
      file.release();
    }
    if (former != 0) {
      task.memory().write(former, bytes, 0, ATTRIBUTE_BYTES);
    }
    return 0;
  }
}
