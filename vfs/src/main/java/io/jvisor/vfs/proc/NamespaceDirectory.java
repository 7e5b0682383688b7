package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.kernel.api.namespace.Namespace;
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

  private long number(NamespaceLink link) {
    return number() + NUMBERS + link.ordinal();
  }

  @Override
  public Inode lookup(Task task, String name) throws ErrnoException {
    for (NamespaceLink link : NamespaceLink.values()) {
      if (link.label().equals(name)) {
        return new Link(link);
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
    NamespaceLink[] all = NamespaceLink.values();
    for (int i = (int) Math.min(from, all.length); i < all.length; i++) {
      if (!sink.add(all[i].label(), number(all[i]), type, i + 1L)) {
        return;
      }
    }
  }

  private final class Link extends KernLink {
    private final NamespaceLink link;

    Link(NamespaceLink link) {
      super(
          ProcFileSystem.of(NamespaceDirectory.this),
          NamespaceDirectory.this.number(link),
          0777,
          process);
      this.link = link;
    }

    /** A process that has ended is in none any more. */
    private Namespace namespace(Task task) throws ErrnoException {
      PtraceAccess.check(task, process);
      Namespace namespace = thread.namespace(link);
      if (namespace == null) {
        throw Errno.ENOENT.exception();
      }
      return namespace;
    }

    @Override
    public String readLink(Task task) throws ErrnoException {
      return namespace(task).display();
    }

    @Override
    public VfsPath magicTarget(Task task) throws ErrnoException {
      Namespace namespace = namespace(task);
      NamespaceFiles files = ProcFileSystem.of(this).environment().service(NamespaceFiles.class);
      if (files == null) {
        throw Errno.EIO.exception();
      }
      return files.place(namespace);
    }
  }
}
