package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.sync.WaitQueue;
import io.jvisor.vfs.PositionedFile;
import io.jvisor.vfs.VfsPath;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** A message queue descriptor. */
public final class MqueueFile extends PositionedFile {
  private final MqueueInode file;
  private final Mqueue queue;

  MqueueFile(VfsPath path, MqueueInode file, int flags) {
    super(path, flags);
    this.file = file;
    this.queue = file.queue();
  }

  /** How large the queue is. */
  public MqueueAttributes attributes() {
    return queue.attributes();
  }

  /** How many messages wait. */
  public int count() {
    return queue.count();
  }

  /**
   * {@code mq_timedsend(3)}.
   *
   * @param deadline as of {@link Task#park}
   * @throws ErrnoException {@code EINVAL}, {@code EMSGSIZE}, {@code EFAULT}, {@code ENOMEM}, {@code
   *     EAGAIN}, {@code ETIMEDOUT}, or what asks for a restart
   */
  public void send(Task task, long address, long length, int priority, long deadline)
      throws ErrnoException {
    if (Long.compareUnsigned(length, queue.attributes().size()) > 0) {
      throw Errno.EMSGSIZE.exception();
    }
    MqueueMessage message = new MqueueMessage(task, priority, address, (int) length);
    boolean done = false;
    try {
      queue.send(task, message, !isNonBlocking(), deadline);
      done = true;
    } finally {
      if (!done) {
        message.free();
      }
    }
    file.touch(true);
  }

  /**
   * {@code mq_timedreceive(3)}.
   *
   * @param length of the buffer, as the guest gave it
   * @param deadline as of {@link Task#park}
   * @throws ErrnoException {@code EMSGSIZE}, {@code EAGAIN}, {@code ETIMEDOUT}, or what asks for a
   *     restart
   */
  public MqueueMessage receive(Task task, long length, long deadline) throws ErrnoException {
    if (Long.compareUnsigned(length, queue.attributes().size()) < 0) {
      throw Errno.EMSGSIZE.exception();
    }
    MqueueMessage message = queue.receive(task, !isNonBlocking(), deadline);
    message.free();
    file.touch(false);
    return message;
  }

  /** Asks to be told of a message: {@code EBUSY} when somebody has asked. */
  public void setNotification(MqueueNotification notification) throws ErrnoException {
    queue.setNotification(notification);
    file.touch(false);
  }

  /** Forgets what the task's process asked for. */
  public void removeNotification(Task task) {
    queue.removeNotification(task);
    file.touch(false);
  }

  /** Notes that {@code mq_setattr(3)} changed the description. */
  public void touch() {
    file.touch(false);
  }

  /** A process that closes any descriptor of the queue is not told any more. */
  @Override
  protected long flush(Task task) {
    queue.removeNotification(task);
    return 0;
  }

  @Override
  public int poll() {
    return queue.poll();
  }

  @Override
  public WaitQueue waitQueue() {
    return queue.events();
  }

  @Override
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    byte[] text = queue.text(task).getBytes(StandardCharsets.ISO_8859_1);
    long count = Math.min(target.remaining(), text.length - offset);
    if (count <= 0) {
      return 0;
    }
    long done = target.put(MemorySegment.ofArray(text), offset, count);
    if (done == 0) {
      throw Errno.EFAULT.exception();
    }
    file.touch(false);
    return done;
  }
}
