package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.LONG;
import static io.jvisor.kernel.api.Arg.POINTER;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.core.task.IoCounts;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.syscalls.fs.io.BlockingIo;
import io.jvisor.syscalls.fs.io.PositionedIo;

/** {@code preadv(2)}, {@code pwritev(2)}, {@code preadv2(2)}, {@code pwritev2(2)}. */
final class VectorCalls {
  private static final int RWF_HIPRI = 0x1;
  private static final int RWF_DSYNC = 0x2;
  private static final int RWF_SYNC = 0x4;
  private static final int RWF_NOWAIT = 0x8;
  private static final int RWF_APPEND = 0x10;

  /** Flags that are done here. {@code RWF_HIPRI} only asks for polling, which costs nothing. */
  private static final int SUPPORTED = RWF_HIPRI | RWF_DSYNC | RWF_SYNC | RWF_NOWAIT | RWF_APPEND;

  private static final String MISSING = "RWF_NOAPPEND, RWF_ATOMIC, RWF_DONTCACHE: EOPNOTSUPP";

  private VectorCalls() {}

  static void register(Registrar table) {
    // The offset comes in two halves, of which the lower one holds all 64 bits on x86-64.
    table.full(SyscallNumbers.PREADV, FD, POINTER, INT, LONG).by(VectorCalls::preadv);
    table.full(SyscallNumbers.PWRITEV, FD, POINTER, INT, LONG).by(VectorCalls::pwritev);
    table
        .partial(SyscallNumbers.PREADV2, MISSING, FD, POINTER, INT, LONG, LONG, HEX)
        .by(VectorCalls::preadv2);
    table
        .partial(SyscallNumbers.PWRITEV2, MISSING, FD, POINTER, INT, LONG, LONG, HEX)
        .by(VectorCalls::pwritev2);
  }

  private static long preadv(Task task, long fd, long vector, long count, long offset)
      throws ErrnoException {
    PositionedIo.checkOffset(offset);
    FileDescription file = ReadWriteCalls.readableAt(task, fd);
    try {
      IoCounts counts = IoCounts.beginRead(task);
      IoSink sink = KernelTask.of(task).userSink().setVector(task.memory(), vector, count);
      return counts.read(PositionedIo.read(task, file, sink, offset));
    } finally {
      file.release();
    }
  }

  private static long pwritev(Task task, long fd, long vector, long count, long offset)
      throws ErrnoException {
    PositionedIo.checkOffset(offset);
    FileDescription file = ReadWriteCalls.writableAt(task, fd);
    try {
      IoCounts counts = IoCounts.beginWrite(task);
      IoSource source = KernelTask.of(task).userSource().setVector(task.memory(), vector, count);
      return counts.written(PositionedIo.write(task, file, source, offset));
    } finally {
      file.release();
    }
  }

  /** An offset of -1 stands for the file position. */
  private static long preadv2(
      Task task, long fd, long vector, long count, long offset, long upper, long flags)
      throws ErrnoException {
    if (offset < -1) {
      throw Errno.EINVAL.exception();
    }
    FileDescription file =
        offset == -1 ? ReadWriteCalls.readable(task, fd) : ReadWriteCalls.readableAt(task, fd);
    try {
      IoCounts counts = IoCounts.beginRead(task);
      IoSink sink = KernelTask.of(task).userSink().setVector(task.memory(), vector, count);
      checkFlags((int) flags);
      if (offset != -1) {
        return counts.read(PositionedIo.read(task, file, sink, offset));
      }
      boolean noWait = file.isNonBlocking() || (flags & RWF_NOWAIT) != 0;
      return sink.remaining() == 0 ? 0 : counts.read(BlockingIo.read(task, file, sink, noWait));
    } finally {
      file.release();
    }
  }

  private static long pwritev2(
      Task task, long fd, long vector, long count, long offset, long upper, long flags)
      throws ErrnoException {
    if (offset < -1) {
      throw Errno.EINVAL.exception();
    }
    FileDescription file =
        offset == -1 ? ReadWriteCalls.writable(task, fd) : ReadWriteCalls.writableAt(task, fd);
    try {
      IoCounts counts = IoCounts.beginWrite(task);
      IoSource source = KernelTask.of(task).userSource().setVector(task.memory(), vector, count);
      checkFlags((int) flags);
      long result;
      if ((flags & RWF_APPEND) != 0 && isSeekable(task, file)) {
        result = PositionedIo.write(task, file, source, FileDescription.AT_END);
        if (offset == -1) {
          file.seek(task, 0, Seek.SEEK_END);
        }
      } else if (offset != -1) {
        result = PositionedIo.write(task, file, source, offset);
      } else {
        boolean noWait = file.isNonBlocking() || (flags & RWF_NOWAIT) != 0;
        result = source.remaining() == 0 ? 0 : BlockingIo.write(task, file, source, noWait);
      }
      if (result > 0 && (flags & (RWF_DSYNC | RWF_SYNC)) != 0) {
        file.sync(task, (flags & RWF_SYNC) == 0);
      }
      return counts.written(result);
    } finally {
      file.release();
    }
  }

  private static boolean isSeekable(Task task, FileDescription file) {
    try {
      file.seek(task, 0, Seek.SEEK_CUR);
      return true;
    } catch (ErrnoException error) {
      return false;
    }
  }

  private static void checkFlags(int flags) throws ErrnoException {
    if ((flags & ~SUPPORTED) != 0) {
      throw Errno.EOPNOTSUPP.exception();
    }
  }
}
