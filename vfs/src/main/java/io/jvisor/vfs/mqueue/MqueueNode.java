package io.jvisor.vfs.mqueue;

import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.MemoryInode;
import io.jvisor.vfs.Owner;

/**
 * What a queue's inode and the root directory have in common. See the package for the lock's place
 * in the order.
 */
abstract class MqueueNode extends MemoryInode {
  MqueueNode(MqueueFileSystem fileSystem, int mode, Owner owner) {
    super(fileSystem, fileSystem.newNumber(), mode, owner, fileSystem.now());
  }

  final MqueueFileSystem mqueues() {
    return (MqueueFileSystem) fileSystem();
  }

  @Override
  protected final long now() {
    return mqueues().now();
  }

  /** What {@code stat(2)} tells as size. */
  abstract long size();

  @Override
  protected final void describe(FileStatus status) {
    status.size = size();
  }

  /** Notes a change, and whether the contents changed as well. */
  final void touch(boolean contents) {
    int always = AttributeChange.ACCESS_TIME | AttributeChange.CHANGE_TIME;
    stamp(always | (contents ? AttributeChange.MODIFY_TIME : 0), now());
  }
}
