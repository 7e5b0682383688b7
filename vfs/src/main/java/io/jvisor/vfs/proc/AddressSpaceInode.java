package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.PositionedFile;
import io.jvisor.vfs.VfsPath;
import io.jvisor.vfs.kernfs.KernInode;
import java.lang.foreign.MemorySegment;

/** {@code /proc/PID/mem}: the memory of a process, for those who may trace it. */
final class AddressSpaceInode extends KernInode {
  /** How much is copied at a time, in bytes. */
  private static final int PIECE = 64 << 10;

  private final ProcessView process;

  AddressSpaceInode(ProcFileSystem fileSystem, long number, ProcessView process) {
    super(fileSystem, number, Stat.S_IFREG | 0600, process);
    this.process = process;
  }

  @Override
  public OpenFile open(Task task, VfsPath path, int flags) throws ErrnoException {
    PtraceAccess.check(task, process);
    return new MemoryFile(path, flags, process.openMemory());
  }

  /** What was opened; the offset is the address. */
  private static final class MemoryFile extends PositionedFile {
    /** Null where there was no address space. */
    private final GuestMemoryView memory;

    MemoryFile(VfsPath path, int flags, GuestMemoryView memory) {
      super(path, flags);
      this.memory = memory;
    }

    @Override
    public long readAt(Task task, IoSink target, long offset) throws ErrnoException {
      if (memory == null || memory.isGone()) {
        return 0;
      }
      long length = target.remaining();
      MemorySegment piece = MemorySegment.ofArray(new byte[(int) Math.min(length, PIECE)]);
      long done = 0;
      while (done < length) {
        long wanted = Math.min(length - done, piece.byteSize());
        long got = memory.read(offset + done, piece, 0, wanted);
        long put = target.put(piece, 0, got);
        done += put;
        if (put < got && done == 0) {
          throw Errno.EFAULT.exception();
        }
        if (put < wanted) {
          break;
        }
      }
      return result(done, length);
    }

    @Override
    protected long writeFrom(Task task, IoSource source, long offset) throws ErrnoException {
      return offset + writeAt(task, source, offset);
    }

    @Override
    public long writeAt(Task task, IoSource source, long offset) throws ErrnoException {
      if (memory == null || memory.isGone()) {
        return 0;
      }
      long length = source.remaining();
      MemorySegment piece = MemorySegment.ofArray(new byte[(int) Math.min(length, PIECE)]);
      long done = 0;
      while (done < length) {
        long wanted = Math.min(length - done, piece.byteSize());
        long got = source.get(piece, 0, wanted);
        if (got == 0 && done == 0) {
          throw Errno.EFAULT.exception();
        }
        long put = memory.write(offset + done, piece, 0, got);
        source.unget(got - put);
        done += put;
        if (put < wanted) {
          break;
        }
      }
      return result(done, length);
    }

    private static long result(long done, long length) throws ErrnoException {
      if (done == 0 && length > 0) {
        throw Errno.EIO.exception();
      }
      return done;
    }
  }
}
