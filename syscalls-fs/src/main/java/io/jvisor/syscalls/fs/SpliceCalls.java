package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.HEX;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SIZE;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.OpenFlags;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.IoSource;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.syscalls.fs.io.BlockingIo;
import io.jvisor.syscalls.fs.io.FileCopy;
import io.jvisor.syscalls.fs.io.Splice;
import io.jvisor.vfs.pipefs.PipeFile;

/** {@code splice(2)}, {@code tee(2)}, {@code vmsplice(2)}. They copy; nothing is lent. */
final class SpliceCalls {
  private static final int SPLICE_F_NONBLOCK = 2;
  private static final int FLAGS = 0xf;

  private SpliceCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.SPLICE, FD, POINTER, FD, POINTER, SIZE, HEX).by(SpliceCalls::splice);
    table.full(SyscallNumbers.TEE, FD, FD, SIZE, HEX).by(SpliceCalls::tee);
    table.full(SyscallNumbers.VMSPLICE, FD, POINTER, SIZE, HEX).by(SpliceCalls::vmsplice);
  }

  private static void checkFlags(long flags) throws ErrnoException {
    if (((int) flags & ~FLAGS) != 0) {
      throw Errno.EINVAL.exception();
    }
  }

  private static long splice(
      Task task, long inFd, long inOffset, long outFd, long outOffset, long length, long flags)
      throws ErrnoException {
    if (length == 0) {
      return 0;
    }
    checkFlags(flags);
    boolean wait = ((int) flags & SPLICE_F_NONBLOCK) == 0;
    FileDescription in = ReadWriteCalls.readable(task, inFd);
    try {
      FileDescription out = ReadWriteCalls.writable(task, outFd);
      try {
        return splice(task, in, inOffset, out, outOffset, length, wait);
      } finally {
        out.release();
      }
    } finally {
      in.release();
    }
  }

  private static long splice(
      Task task,
      FileDescription in,
      long inOffset,
      FileDescription out,
      long outOffset,
      long length,
      boolean wait)
      throws ErrnoException {
    boolean fromPipe = in instanceof PipeFile;
    boolean toPipe = out instanceof PipeFile;
    if ((fromPipe && inOffset != 0) || (toPipe && outOffset != 0)) {
      throw Errno.ESPIPE.exception();
    }
    if (!fromPipe && !toPipe) {
      throw Errno.EINVAL.exception();
    }
    long from = offset(task, in, inOffset);
    long to = offset(task, out, outOffset);
    // What does not fit a count is cut, as for read and write.
    long count = length < 0 ? Integer.MAX_VALUE : Math.min(length, Integer.MAX_VALUE);
    long result;
    if (in instanceof PipeFile source) {
      if (out instanceof PipeFile target) {
        if (source.isSamePipe(target)) {
          throw Errno.EINVAL.exception();
        }
        result = Splice.betweenPipes(task, source, target, count, wait, false);
      } else {
        if ((out.statusFlags() & OpenFlags.O_APPEND) != 0) {
          throw Errno.EINVAL.exception();
        }
        result = Splice.fromPipe(task, source, out, to, count, wait);
      }
    } else {
      result = Splice.toPipe(task, in, from, (PipeFile) out, count, wait);
    }
    if (result > 0) {
      if (inOffset != 0) {
        task.memory().writeLong(inOffset, from + result);
      }
      if (outOffset != 0) {
        task.memory().writeLong(outOffset, to + result);
      }
    }
    return result;
  }

  private static long offset(Task task, FileDescription file, long address) throws ErrnoException {
    if (address == 0) {
      return FileCopy.AT_POSITION;
    }
    long offset = task.memory().readLong(address);
    if (offset < 0) {
      throw Errno.EINVAL.exception();
    }
    try {
      file.seek(task, 0, Seek.SEEK_CUR);
    } catch (ErrnoException error) {
      throw Errno.EINVAL.exception(); // a file without offsets
    }
    return offset;
  }

  private static long tee(Task task, long inFd, long outFd, long length, long flags)
      throws ErrnoException {
    checkFlags(flags);
    if (length == 0) {
      return 0;
    }
    FileDescription in = ReadWriteCalls.readable(task, inFd);
    try {
      FileDescription out = ReadWriteCalls.writable(task, outFd);
      try {
        if (!(in instanceof PipeFile source)
            || !(out instanceof PipeFile target)
            || source.isSamePipe(target)) {
          throw Errno.EINVAL.exception();
        }
        boolean wait = ((int) flags & SPLICE_F_NONBLOCK) == 0;
        long count = length < 0 ? Integer.MAX_VALUE : Math.min(length, Integer.MAX_VALUE);
        return Splice.betweenPipes(task, source, target, count, wait, true);
      } finally {
        out.release();
      }
    } finally {
      in.release();
    }
  }

  /** The direction follows from which side of the pipe it is. */
  private static long vmsplice(Task task, long fd, long vector, long count, long flags)
      throws ErrnoException {
    checkFlags(flags);
    boolean noWait = ((int) flags & SPLICE_F_NONBLOCK) != 0;
    FileDescription file = Descriptors.get(task, fd);
    try {
      if (!(file instanceof PipeFile)) {
        throw Errno.EBADF.exception();
      }
      KernelTask kernelTask = KernelTask.of(task);
      if (file.isWritable()) {
        IoSource source = kernelTask.userSource().setVector(task.memory(), vector, count);
        return source.remaining() == 0
            ? 0
            : BlockingIo.writeSome(task, file, source, noWait || file.isNonBlocking());
      }
      IoSink sink = kernelTask.userSink().setVector(task.memory(), vector, count);
      return sink.remaining() == 0 ? 0 : BlockingIo.read(task, file, sink, noWait);
    } finally {
      file.release();
    }
  }
}
