package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Credentials;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.api.namespace.IdMap;
import io.jvisor.kernel.api.namespace.IdMapChange;
import io.jvisor.kernel.api.namespace.UserNamespace;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernText;
import io.jvisor.vfs.kernfs.KernTextFile;

/** The files of {@code user_namespaces(7)} in {@code /proc/PID}. */
final class UserNamespaceFiles {
  private UserNamespaceFiles() {}

  /** Refuses to see or set what a process that has ended was in: {@code EINVAL}. */
  private static UserNamespace of(ThreadView thread) throws ErrnoException {
    if (thread.namespace(NamespaceLink.USER) instanceof UserNamespace namespace) {
      return namespace;
    }
    throw Errno.EINVAL.exception();
  }

  /** What is set by one write at the beginning. */
  private abstract static class Once extends KernTextFile {
    private final int mostBytes;

    Once(VfsPath path, KernText text, int flags, int mostBytes) {
      super(path, text, flags);
      this.mostBytes = mostBytes;
    }

    @Override
    public long write(Task task, IoSource source) throws ErrnoException {
      positionLock.lock();
      try {
        if (position != 0 || source.remaining() > mostBytes) {
          throw Errno.EINVAL.exception();
        }
        long count = take(task, source);
        position += count;
        return count;
      } finally {
        positionLock.unlock();
      }
    }

    @Override
    public long writeAt(Task task, IoSource source, long offset) throws ErrnoException {
      throw Errno.ESPIPE.exception();
    }
  }

  /** {@code uid_map}, {@code gid_map} or {@code projid_map}. */
  static final class Map extends KernText {
    private final ThreadView thread;
    private final UserNamespace.Ids ids;

    Map(
        ProcFileSystem fileSystem,
        long number,
        ProcessView process,
        ThreadView thread,
        UserNamespace.Ids ids) {
      super(fileSystem, number, 0644, process, null, null);
      this.thread = thread;
      this.ids = ids;
    }

    @Override
    public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
      return new MapFile(path, this, flags, task.credentials(), of(thread));
    }
  }

  /** Whoever opened it decides what may be written, and as whose ids those outside are shown. */
  private static final class MapFile extends Once {
    private final Map map;
    private final Credentials opener;
    private final UserNamespace namespace;

    MapFile(VfsPath path, Map map, int flags, Credentials opener, UserNamespace namespace) {
      super(path, map, flags, 4095);
      this.map = map;
      this.opener = opener;
      this.namespace = namespace;
    }

    @Override
    protected void compose(Task task, StringBuilder text) {
      UserNamespace reader = opener.userNamespace();
      UserNamespace shown =
          reader.equals(namespace) && reader.parent() != null ? reader.parent() : reader;
      for (IdMap.Extent extent : namespace.map(map.ids).extents()) {
        column(text, extent.inside()).append(' ');
        column(text, shown.map(map.ids).toInside(extent.outside())).append(' ');
        column(text, extent.count()).append('\n');
      }
    }

    private static StringBuilder column(StringBuilder text, int number) {
      String digits = Integer.toUnsignedString(number);
      return text.repeat(' ', 10 - digits.length()).append(digits);
    }

    @Override
    protected void set(Task task, String text) throws ErrnoException {
      IdMapChange.write(namespace, map.ids, opener, task.credentials(), text);
    }
  }

  /** {@code setgroups}. */
  static final class SetGroups extends KernText {
    private final ThreadView thread;

    SetGroups(ProcFileSystem fileSystem, long number, ProcessView process, ThreadView thread) {
      super(fileSystem, number, 0644, process, null, null);
      this.thread = thread;
    }

    @Override
    public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
      UserNamespace namespace = of(thread);
      SetGroupsFile file = new SetGroupsFile(path, this, flags, namespace);
      if (file.isWritable() && !task.credentials().has(Capability.SYS_ADMIN, namespace)) {
        file.release();
        throw Errno.EACCES.exception();
      }
      return file;
    }
  }

  private static final class SetGroupsFile extends Once {
    private final UserNamespace namespace;

    SetGroupsFile(VfsPath path, SetGroups text, int flags, UserNamespace namespace) {
      super(path, text, flags, 7);
      this.namespace = namespace;
    }

    @Override
    protected void compose(Task task, StringBuilder text) {
      text.append(namespace.allowsSetGroups() ? "allow\n" : "deny\n");
    }

    @Override
    protected void set(Task task, String text) throws ErrnoException {
      switch (text.stripTrailing()) {
        case "allow" -> namespace.setSetGroups(true);
        case "deny" -> namespace.setSetGroups(false);
        default -> throw Errno.EINVAL.exception();
      }
    }
  }
}
