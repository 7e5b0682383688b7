package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernLink;

/** {@code /proc/PID/ns}: {@code namespaces(7)}. */
final class NamespaceDirectory extends KernDirectory {
  /** Where the numbers of its links begin, past those of the other files of a process. */
  private static final long NUMBERS = 1L << 29;

  private final ProcessView process;
  private final ThreadView thread;

  NamespaceDirectory(
      ProcFileSystem fileSystem, long number, ProcessView process, ThreadView thread) {
    super(fileSystem, number, 0511, process);
    this.process = process;
    this.thread = thread;
  }

  private long number(Namespace namespace) {
    return number() + NUMBERS + namespace.ordinal();
  }

  @Override
  public Inode lookup(Task task, String name) throws ErrnoException {
    for (Namespace namespace : Namespace.values()) {
      if (namespace.link().equals(name)) {
        return new Link(namespace);
      }
    }
    throw Errno.ENOENT.exception();
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    PtraceAccess.check(task, process);
    return super.open(task, path, flags);
  }

  @Override
  protected void listMore(Task task, long from, DirectorySink sink) {
    int type = Stat.directoryType(Stat.S_IFLNK);
    Namespace[] all = Namespace.values();
    for (int i = (int) Math.min(from, all.length); i < all.length; i++) {
      if (!sink.add(all[i].link(), number(all[i]), type, i + 1L)) {
        return;
      }
    }
  }

  private final class Link extends KernLink {
    private final Namespace namespace;

    Link(Namespace namespace) {
      super(
          ProcFileSystem.of(NamespaceDirectory.this),
          NamespaceDirectory.this.number(namespace),
          0777,
          process);
      this.namespace = namespace;
    }

    /** A process that has ended is in none any more. */
    private void check(Task task) throws ErrnoException {
      PtraceAccess.check(task, process);
      if (thread.fs() == null) {
        throw Errno.ENOENT.exception();
      }
    }

    @Override
    public String readLink(Task task) throws ErrnoException {
      check(task);
      return namespace.display();
    }

    @Override
    public VfsPath magicTarget(Task task) throws ErrnoException {
      check(task);
      return NamespaceInode.place(ProcFileSystem.of(this), namespace);
    }
  }
}
