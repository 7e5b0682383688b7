package io.jvisor.vfs.kernfs;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.Inode;

/** What every such file has. */
public abstract class KernInode extends Inode {
  private final long number;
  private final int mode;

  /** Null for root. */
  private final FileOwner owner;

  /**
   * A file.
   *
   * @param mode type and permissions
   * @param owner null for root
   */
  protected KernInode(KernFileSystem fileSystem, long number, int mode, FileOwner owner) {
    super(fileSystem);
    this.number = number;
    this.mode = mode;
    this.owner = owner;
  }

  @Override
  public final long number() {
    return number;
  }

  @Override
  public int mode() {
    return mode;
  }

  @Override
  public final int uid() {
    return owner == null ? 0 : owner.ownerUid();
  }

  @Override
  public final int gid() {
    return owner == null ? 0 : owner.ownerGid();
  }

  /** How many links {@code stat(2)} tells. */
  protected long links() {
    return 1;
  }

  /** What {@code stat(2)} tells as size. */
  protected long size() {
    return 0;
  }

  @Override
  public final void status(FileStatus status) {
    status.device = fileSystem().device();
    status.inode = number;
    status.mode = mode();
    status.links = links();
    status.uid = uid();
    status.gid = gid();
    status.specialDevice = 0;
    status.size = size();
    status.blockSize = 1024;
    status.blocks = 0;
    long time = ((KernFileSystem) fileSystem()).mountTime();
    status.accessTime = time;
    status.modifyTime = time;
    status.changeTime = time;
    status.birthTime = 0;
  }

  /** {@code O_TRUNC} on a file that takes settings changes nothing. */
  @Override
  public void setAttributes(Task task, AttributeChange change) throws ErrnoException {
    if ((mode & Stat.S_IFMT) != Stat.S_IFREG || !change.has(AttributeChange.SIZE)) {
      super.setAttributes(task, change);
    }
  }
}
