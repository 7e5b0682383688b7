package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.FileSystem;
import io.jvisor.vfs.FileSystemEnvironment;
import io.jvisor.vfs.FileSystemStatistics;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.Owner;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The file system of a namespace's queues. */
final class MqueueFileSystem extends FileSystem {
  /** {@code MQUEUE_MAGIC}. */
  private static final long MAGIC = 0x19800202;

  private static final int BLOCK_SIZE = 4096;

  /** What a queue takes of the heap, with its name. */
  private static final int COST = 2048;

  private final FileSystemEnvironment environment;
  private final MqueueLimits limits = new MqueueLimits();
  private final MqueueAccounts accounts = new MqueueAccounts();
  private final AtomicLong lastNumber = new AtomicLong();
  private final AtomicInteger queues = new AtomicInteger();
  private final MqueueDirectory root;

  MqueueFileSystem(FileSystemEnvironment environment) {
    super(new MqueueFileSystemType(), environment.newDeviceNumber());
    this.environment = environment;
    this.root = new MqueueDirectory(this);
  }

  MqueueLimits limits() {
    return limits;
  }

  long newNumber() {
    return lastNumber.incrementAndGet();
  }

  long now() {
    return environment.clock().realtimeNanos();
  }

  /** Makes a queue: {@code ENOSPC}, {@code EINVAL}, {@code EMFILE}, {@code ENOMEM}. */
  MqueueInode newQueue(Task task, int mode, Owner owner, MqueueAttributes attributes)
      throws ErrnoException {
    if (queues.incrementAndGet() > limits.queues()
        && !task.credentials().has(Capability.SYS_RESOURCE)) {
      queues.decrementAndGet();
      throw Errno.ENOSPC.exception();
    }
    boolean done = false;
    try {
      attributes.check(task.credentials().has(Capability.SYS_RESOURCE), limits);
      if (!MqueueMessage.SHARE.tryTake(COST)) {
        throw Errno.ENOMEM.exception();
      }
      done = true;
    } finally {
      if (!done) {
        queues.decrementAndGet();
      }
    }
    done = false;
    try {
      accounts.take(task, attributes.cost());
      done = true;
    } finally {
      if (!done) {
        queues.decrementAndGet();
        MqueueMessage.SHARE.give(COST);
      }
    }
    return new MqueueInode(this, mode, owner, attributes, task.credentials().uid());
  }

  /** Lets no more queues be made, and takes the names of those there are. */
  void close() {
    root.close();
  }

  /** A queue is gone. */
  void removed(int user, MqueueAttributes attributes) {
    accounts.give(user, attributes.cost());
    MqueueMessage.SHARE.give(COST);
    queues.decrementAndGet();
  }

  @Override
  public Inode root() {
    return root;
  }

  @Override
  public void statistics(FileSystemStatistics statistics) {
    statistics.type = MAGIC;
    statistics.blockSize = BLOCK_SIZE;
  }
}
