package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.PositionedFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernInode;
import java.lang.foreign.MemorySegment;

/**
 * {@code /proc/PID/pagemap}: 64 bits for each page of an address space. Numbers of frames are 0, as
 * for everybody outside of the first user namespace, and nothing tells what was written since.
 */
final class PagemapInode extends KernInode {
  /** How many entries are made at a time. */
  private static final int PIECE = 512;

  private final ProcessView process;

  PagemapInode(ProcFileSystem fileSystem, long number, ProcessView process) {
    super(fileSystem, number, Stat.S_IFREG | 0400, process);
    this.process = process;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    PtraceAccess.check(task, process);
    GuestMemoryView memory = process.openMemory();
    if (memory == null) {
      throw Errno.ESRCH.exception();
    }
    return new Pagemap(path, flags, memory);
  }

  /** What was opened; the offset is eight times the number of a page. */
  private static final class Pagemap extends PositionedFile {
    private final GuestMemoryView memory;

    Pagemap(VfsPath path, int flags, GuestMemoryView memory) {
      super(path, flags);
      this.memory = memory;
    }

    @Override
    public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
      if (memory.isGone()) {
        return 0;
      }
      long length = target.remaining();
      if (offset % Long.BYTES != 0 || length % Long.BYTES != 0) {
        throw Errno.EINVAL.exception();
      }
      long[] entries = new long[(int) Math.min(PIECE, length / Long.BYTES)];
      MemorySegment bytes = MemorySegment.ofArray(entries);
      long done = 0;
      while (done < length) {
        int wanted = (int) Math.min(entries.length, (length - done) / Long.BYTES);
        int got = memory.pages((offset + done) / Long.BYTES, entries, wanted);
        long put = target.put(bytes, 0, (long) got * Long.BYTES);
        done += put;
        if (put < (long) got * Long.BYTES && done == 0) {
          throw Errno.EFAULT.exception();
        }
        if (got < wanted || put < (long) got * Long.BYTES || task.isInterrupted()) {
          break;
        }
      }
      return done;
    }
  }
}
