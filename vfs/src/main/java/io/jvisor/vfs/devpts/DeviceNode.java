package io.jvisor.vfs.devpts;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.Inode;

/** A character device whose owner and permissions can be changed. */
abstract class DeviceNode extends Inode {
  private static final int BLOCK_SIZE = 1024;

  private final DevptsFileSystem files;
  private final long number;
  private final long device;

  private volatile int mode;
  private volatile int uid;
  private volatile int gid;
  private volatile long accessTime;
  private volatile long modifyTime;
  private volatile long changeTime;

  DeviceNode(DevptsFileSystem files, long number, long device, int uid, int gid, int mode) {
    super(files);
    this.files = files;
    this.number = number;
    this.device = device;
    this.uid = uid;
    this.gid = gid;
    this.mode = Stat.S_IFCHR | mode;
    long now = now();
    this.accessTime = now;
    this.modifyTime = now;
    this.changeTime = now;
  }

  final DevptsFileSystem files() {
    return files;
  }

  final long now() {
    return files.environment().clock().realtimeNanos();
  }

  final void setPermissions(int permissions) {
    mode = Stat.S_IFCHR | permissions;
  }

  /** Notes when somebody read or wrote last. */
  final void used(long now, boolean written) {
    if (written) {
      modifyTime = now;
    } else {
      accessTime = now;
    }
  }

  final long lastUsed(boolean written) {
    return written ? modifyTime : accessTime;
  }

  @Override
  public final long number() {
    return number;
  }

  @Override
  public final int mode() {
    return mode;
  }

  @Override
  public final int uid() {
    return uid;
  }

  @Override
  public final int gid() {
    return gid;
  }

  @Override
  public final void status(FileStatus status) {
    status.device = fileSystem().device();
    status.inode = number;
    status.mode = mode;
    status.links = 1;
    status.uid = uid;
    status.gid = gid;
    status.specialDevice = device;
    status.size = 0;
    status.blockSize = BLOCK_SIZE;
    status.blocks = 0;
    status.accessTime = accessTime;
    status.modifyTime = modifyTime;
    status.changeTime = changeTime;
    status.birthTime = 0;
  }

  @Override
  public final void setAttributes(Task task, AttributeChange change) {
    if (change.has(AttributeChange.MODE)) {
      setPermissions(change.mode & Stat.PERMISSIONS);
    }
    if (change.has(AttributeChange.UID)) {
      uid = change.uid;
    }
    if (change.has(AttributeChange.GID)) {
      gid = change.gid;
    }
    if (change.has(AttributeChange.ACCESS_TIME)) {
      accessTime = change.accessTime;
    }
    if (change.has(AttributeChange.MODIFY_TIME)) {
      modifyTime = change.modifyTime;
    }
    changeTime = change.has(AttributeChange.CHANGE_TIME) ? change.changeTime : now();
  }
}
