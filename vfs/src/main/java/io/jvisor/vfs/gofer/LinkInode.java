package io.jvisor.vfs.gofer;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/** A symbolic link. Its target never changes, so that it is asked for once. */
final class LinkInode extends GoferInode {
  /** Null until asked for. */
  private volatile String target;

  LinkInode(GoferFileSystem files, InodeTable.Key key, FileStatus status) {
    super(files, key, status);
  }

  /** Notes the target of a link that has just been made. */
  void setTarget(String text) {
    target = text;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    throw Errno.ELOOP.exception();
  }

  @Override
  public String readLink(Task task) throws ErrnoException {
    String present = target;
    if (present != null) {
      return present;
    }
    int fid = files.fids().pin(this);
    try {
      present = files.client().readLink(fid);
    } finally {
      files.fids().unpin(this);
    }
    target = present;
    return present;
  }
}
