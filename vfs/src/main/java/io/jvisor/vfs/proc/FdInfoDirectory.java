package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernText;

/** {@code /proc/PID/fdinfo}. */
final class FdInfoDirectory extends KernDirectory {
  private final ProcessView process;
  private final ThreadView thread;

  FdInfoDirectory(ProcFileSystem fileSystem, long number, ProcessView process, ThreadView thread) {
    super(fileSystem, number, 0555, process);
    this.process = process;
    this.thread = thread;
  }

  @Override
  public Inode lookup(Task task, String name) throws ErrnoException {
    int fd = FdDirectory.parseDescriptor(name);
    FdTable table = thread.files();
    if (fd < 0 || table == null) {
      throw Errno.ENOENT.exception();
    }
    try {
      table.get(fd).release();
    } catch (ErrnoException closed) {
      throw Errno.ENOENT.exception();
    }
    long number = (number() & ~0xffff_ffffL) | (3L << 30) | fd;
    return new KernText(
        ProcFileSystem.of(this),
        number,
        0400,
        process,
        (reader, text) -> write(reader, table, fd, text),
        null);
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    PtraceAccess.check(task, process);
    return super.open(task, path, flags);
  }

  @Override
  protected void listMore(Task task, long from, DirectorySink sink) {
    FdDirectory.list(thread, from, this, Stat.S_IFREG, sink);
  }

  private void write(Task reader, FdTable table, int fd, StringBuilder text) throws ErrnoException {
    PtraceAccess.check(reader, process);
    FileDescription description;
    boolean closeOnExec;
    try {
      description = table.get(fd);
      closeOnExec = table.isCloseOnExec(fd);
    } catch (ErrnoException closed) {
      throw Errno.ENOENT.exception();
    }
    try {
      int flags = description.statusFlags() | (closeOnExec ? OpenFlags.O_CLOEXEC : 0);
      FileStatus status = new FileStatus();
      description.status(reader, status);
      text.append("pos:\t").append(position(reader, description)).append('\n');
      text.append("flags:\t0").append(Integer.toOctalString(flags)).append('\n');
      int mount = description instanceof OpenFile file ? file.path().mount().id() : 0;
      text.append("mnt_id:\t").append(mount).append('\n');
      text.append("ino:\t").append(status.inode).append('\n');
      description.describe(reader, text);
    } finally {
      description.release();
    }
  }

  private static long position(Task reader, FileDescription description) {
    try {
      return description.seek(reader, 0, Seek.SEEK_CUR);
    } catch (ErrnoException none) {
      return 0;
    }
  }
}
