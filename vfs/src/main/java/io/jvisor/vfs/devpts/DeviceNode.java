package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.MemoryInode;
import io.jvisor.vfs.Owner;

/** A character device whose owner and permissions can be changed. */
abstract class DeviceNode extends MemoryInode {
  private static final int BLOCK_SIZE = 1024;

  private final DevptsFileSystem files;
  private final long device;

  DeviceNode(DevptsFileSystem files, long number, long device, Owner owner, int permissions) {
    super(files, number, Stat.S_IFCHR | permissions, owner, files.now());
    this.files = files;
    this.device = device;
  }

  final DevptsFileSystem files() {
    return files;
  }

  @Override
  protected final long now() {
    return files.now();
  }

  @Override
  protected final long links() {
    return 1;
  }

  @Override
  protected final void describe(FileStatus status) {
    status.specialDevice = device;
    status.blockSize = BLOCK_SIZE;
  }

  /** Notes when somebody read or wrote last. */
  final void used(long now, boolean written) {
    stamp(written ? AttributeChange.MODIFY_TIME : AttributeChange.ACCESS_TIME, now);
  }

  final long lastUsed(boolean written) {
    return written ? modifyTime() : accessTime();
  }
}
