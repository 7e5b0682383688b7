package io.jvisor.vfs;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import java.util.List;

/** The tree of mounts that a container sees. */
public final class MountNamespace {
  /** A namespace whose root is a file system. */
  public MountNamespace(FileSystem root, long flags) {
    throw new UnsupportedOperationException(root.toString() + flags);
  }

  /** The root directory. */
  public VfsPath root() {
    throw new UnsupportedOperationException();
  }

  /**
   * Attaches a file system over a directory.
   *
   * @param flags {@code MS_RDONLY}, {@code MS_NOSUID}, {@code MS_NODEV}, {@code MS_NOEXEC}, ...
   */
  public Mount mount(Task task, VfsPath directory, FileSystem fileSystem, String source, long flags)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** All mounts, parents first, for {@code /proc/self/mountinfo}. */
  public List<Mount> mounts() {
    throw new UnsupportedOperationException();
  }
}
