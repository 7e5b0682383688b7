package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.namespace.Namespace;
import io.jvisor.kernel.api.namespace.NamespaceKind;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernFileSystem;

/**
 * An open namespace, which it holds: nothing to read, but {@code setns(2)} enters it and questions
 * can be asked, {@code ioctl_nsfs(2)}.
 */
public final class NamespaceFile extends OpenFile {
  private static final int NS_GET_USERNS = 0xb701;
  private static final int NS_GET_PARENT = 0xb702;
  private static final int NS_GET_NSTYPE = 0xb703;
  private static final int NS_GET_OWNER_UID = 0xb704;

  private final Namespace namespace;

  /** A file that takes the caller's hold of the namespace. */
  NamespaceFile(VfsPath path, Namespace namespace, int flags) {
    super(path, flags);
    this.namespace = namespace;
  }

  /** What it stands for. */
  public Namespace namespace() {
    return namespace;
  }

  @Override
  public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
    throw Errno.EINVAL.exception();
  }

  @Override
  public long ioctl(Task task, int request, long argument) throws ErrnoException {
    return switch (request) {
      case NS_GET_NSTYPE -> namespace.kind().cloneFlag();
      case NS_GET_PARENT -> {
        if (!namespace.kind().isNested()) {
          throw Errno.EINVAL.exception();
        }
        yield openVisible(task, namespace.parent());
      }
      case NS_GET_USERNS -> openVisible(task, namespace.owner());
      case NS_GET_OWNER_UID -> {
        if (namespace.kind() != NamespaceKind.USER) {
          throw Errno.EINVAL.exception();
        }
        int uid = ((UserNamespace) namespace).ownerUid();
        task.memory().writeInt(argument, task.credentials().userNamespace().shownUser(uid));
        yield 0;
      }
      default -> super.ioctl(task, request, argument);
    };
  }

  /** What is around the caller's own namespace cannot be seen from inside. */
  private long openVisible(Task task, Namespace wanted) throws ErrnoException {
    if (wanted == null || !wanted.isShownTo(task)) {
      throw Errno.EPERM.exception();
    }
    KernFileSystem fileSystem = (KernFileSystem) inode().fileSystem();
    return fileSystem.environment().service(NamespaceFiles.class).open(task, wanted);
  }

  @Override
  public String displayName(Task task) {
    return namespace.display();
  }

  @Override
  protected void onFinalClose() {
    namespace.drop();
  }
}
