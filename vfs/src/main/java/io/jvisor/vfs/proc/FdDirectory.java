package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernInode;

/** {@code /proc/PID/fd}. */
final class FdDirectory extends KernDirectory {
  private final ProcessView process;
  private final ThreadView thread;

  FdDirectory(ProcFileSystem fileSystem, long number, ProcessView process, ThreadView thread) {
    super(fileSystem, number, 0500, process);
    this.process = process;
    this.thread = thread;
  }

  private long number(int fd) {
    return (number() & ~0xffff_ffffL) | (1L << 31) | fd;
  }

  /** How many descriptors are open, as Linux tells since 6.2. */
  @Override
  protected long size() {
    FdTable table = thread.files();
    return table == null ? 0 : table.openDescriptors().length;
  }

  /** Numbers that have no leading zeros, 0 included; -1 otherwise. */
  static int parseDescriptor(String name) {
    return name.equals("0") ? 0 : RootDirectory.parseId(name);
  }

  @Override
  public Inode lookup(Task task, String name) throws ErrnoException {
    int fd = parseDescriptor(name);
    FdTable table = thread.files();
    if (fd < 0 || table == null) {
      throw Errno.ENOENT.exception();
    }
    return new FdLink(ProcFileSystem.of(this), number(fd), process, thread, fd);
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    PtraceAccess.check(task, process);
    return super.open(task, path, flags);
  }

  @Override
  protected void listMore(Task task, long from, DirectorySink sink) {
    list(thread, from, this, Stat.S_IFLNK, sink);
  }

  static void list(
      ThreadView thread, long from, KernInode directory, int mode, DirectorySink sink) {
    FdTable table = thread.files();
    if (table == null) {
      return;
    }
    int type = Stat.directoryType(mode);
    long base = (directory.number() & ~0xffff_ffffL) | (1L << 31);
    for (int fd : table.openDescriptors()) {
      if (fd >= from && !sink.add(Integer.toString(fd), base | fd, type, fd + 1L)) {
        return;
      }
    }
  }
}
