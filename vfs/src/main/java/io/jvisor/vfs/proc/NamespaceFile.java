package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;

/** An open namespace: nothing to read, but questions can be asked, {@code ioctl_nsfs(2)}. */
final class NamespaceFile extends OpenFile {
  private static final int NS_GET_USERNS = 0xb701;
  private static final int NS_GET_PARENT = 0xb702;
  private static final int NS_GET_NSTYPE = 0xb703;
  private static final int NS_GET_OWNER_UID = 0xb704;

  private final Namespace namespace;

  NamespaceFile(VfsPath path, Namespace namespace, int flags) {
    super(path, flags);
    this.namespace = namespace;
  }

  @Override
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    return switch (request) {
      case NS_GET_NSTYPE -> namespace.cloneFlag();
      // What is outside of the first namespace cannot be seen.
      case NS_GET_PARENT -> throw (namespace.isNested() ? Errno.EPERM : Errno.EINVAL).exception();
      case NS_GET_USERNS -> {
        if (namespace == Namespace.USER) {
          throw Errno.EPERM.exception();
        }
        yield openUser(task);
      }
      case NS_GET_OWNER_UID -> {
        if (namespace != Namespace.USER) {
          throw Errno.EINVAL.exception();
        }
        task.memory().writeInt(argument, 0);
        yield 0;
      }
      default -> super.ioctl(task, request, argument);
    };
  }

  /** A descriptor of the user namespace that owns this one, closed on exec. */
  private long openUser(Task task) throws ErrnoException {
    VfsPath place = NamespaceInode.place(ProcFileSystem.of(inode()), Namespace.USER);
    NamespaceFile user = new NamespaceFile(place, Namespace.USER, OpenFlags.O_RDONLY);
    boolean done = false;
    try {
      long limit = task.softLimit(Resource.RLIMIT_NOFILE);
      int fd = task.files().install(user, 0, limit, true);
      done = true;
      return fd;
    } finally {
      if (!done) {
        user.release();
      }
    }
  }

  @Override
  public String displayName(Task task) {
    return namespace.display();
  }
}
