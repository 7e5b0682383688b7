package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.DirectorySink;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.vfs.Inode;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernDirectory;
import io.jvisor.vfs.kernfs.KernLink;
import java.util.ArrayList;
import java.util.List;

/** {@code /proc/PID/map_files}: a link to the file of each mapping that has one. */
final class MapFilesDirectory extends KernDirectory {
  private static final int PAGE_SHIFT = 12;
  private static final int MOST_DIGITS = 16;

  private final ProcessView process;

  MapFilesDirectory(ProcFileSystem fileSystem, long number, ProcessView process) {
    super(fileSystem, number, 0500, process);
    this.process = process;
  }

  private long number(long start) {
    return (number() & ~0xffff_ffffL) | 1L << 29 | (start >>> PAGE_SHIFT & ((1L << 29) - 1));
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    PtraceAccess.check(task, process);
    return super.open(task, path, flags);
  }

  @Override
  public Inode lookup(Task task, String name) throws ErrnoException {
    PtraceAccess.check(task, process);
    int dash = name.indexOf('-');
    long start = parse(name, 0, dash);
    long end = parse(name, dash + 1, name.length());
    FileDescription file = start < 0 || end < 0 ? null : process.mappedFile(start, end);
    if (file == null) {
      throw Errno.ENOENT.exception();
    }
    try {
      int permissions = (file.isReadable() ? 0400 : 0) | (file.isWritable() ? 0200 : 0);
      return new FileLink(ProcFileSystem.of(this), number(start), permissions, start, end);
    } finally {
      file.release();
    }
  }

  /** A hexadecimal number as {@code maps} writes it, without leading zeros; -1 for others. */
  private static long parse(String text, int from, int to) {
    if (to <= from || to - from > MOST_DIGITS || (text.charAt(from) == '0' && to - from > 1)) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  @Override
  protected void listMore(Task task, long from, DirectorySink sink) throws ErrnoException {
    PtraceAccess.check(task, process);
    List<MemoryRegion> files = new ArrayList<>();
    process.mappings(
        region -> {
          if (region.name().startsWith("/") && region.start() >>> PAGE_SHIFT >= from) {
            files.add(region);
          }
        });
    int type = Stat.directoryType(Stat.S_IFLNK);
    for (MemoryRegion region : files) {
      String name = Long.toHexString(region.start()) + '-' + Long.toHexString(region.end());
      long next = (region.start() >>> PAGE_SHIFT) + 1;
      if (!sink.add(name, number(region.start()), type, next)) {
        return;
      }
    }
  }

  private final class FileLink extends KernLink {
    private final long start;
    private final long end;

    FileLink(ProcFileSystem fileSystem, long number, int permissions, long start, long end) {
      super(fileSystem, number, permissions, process);
      this.start = start;
      this.end = end;
    }

    @Override
    protected long size() {
      return 64;
    }

    private FileDescription file(Task task) throws ErrnoException {
      PtraceAccess.check(task, process);
      FileDescription file = process.mappedFile(start, end);
      if (file == null) {
        throw Errno.ENOENT.exception();
      }
      return file;
    }

    @Override
    public String readLink(Task task) throws ErrnoException {
      FileDescription file = file(task);
      try {
        return file.displayName(task);
      } finally {
        file.release();
      }
    }

    /** It gives files that the process cannot reach by name any more. */
    @Override
    public VfsPath magicTarget(Task task) throws ErrnoException {
      if (!task.credentials().has(Capability.SYS_ADMIN)
          && !task.credentials().has(Capability.CHECKPOINT_RESTORE)) {
        throw Errno.EPERM.exception();
      }
      FileDescription file = file(task);
      try {
        if (file instanceof OpenFile opened) {
          return opened.path();
        }
        throw Errno.ENOENT.exception();
      } finally {
        file.release();
      }
    }
  }
}
