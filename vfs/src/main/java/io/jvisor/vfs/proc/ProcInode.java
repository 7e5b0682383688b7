package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.AttributeChange;
import io.jvisor.vfs.Inode;

/** What every file of proc has. Files of a process belong to its user, the others to root. */
abstract class ProcInode extends Inode {
  private final long number;
  private final int mode;

  /** Null for files that are not of a process. */
  private final ProcessView owner;

  ProcInode(ProcFileSystem fileSystem, long number, int mode, ProcessView owner) {
    super(fileSystem);
    this.number = number;
    this.mode = mode;
    this.owner = owner;
  }

  final ProcFileSystem proc() {
    return (ProcFileSystem) fileSystem();
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
    return owner == null || owner.dumpable() != 1 ? 0 : owner.leader().credentials().euid();
  }

  @Override
  public final int gid() {
    return owner == null || owner.dumpable() != 1 ? 0 : owner.leader().credentials().egid();
  }

  /** How many links {@code stat(2)} tells. */
  long links() {
    return 1;
  }

  /** What {@code stat(2)} tells as size. */
  long size() {
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
    long time = proc().mountTime();
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
