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
import io.jvisor.kernel.api.abi.Stat;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.kernel.core.task.IoCounts;
import io.jvisor.syscalls.fs.io.FileCopy;
import io.jvisor.syscalls.fs.io.PositionedIo;

/** {@code sendfile(2)} and {@code copy_file_range(2)}. */
final class TransferCalls {
  private TransferCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.SENDFILE, FD, FD, POINTER, SIZE).by(TransferCalls::sendfile);
    table
        .full(SyscallNumbers.COPY_FILE_RANGE, FD, POINTER, FD, POINTER, SIZE, HEX)
        .by(TransferCalls::copyFileRange);
  }

  private static long sendfile(Task task, long outFd, long inFd, long offset, long count)
      throws ErrnoException {
    long start = offset == 0 ? FileCopy.AT_POSITION : task.memory().readLong(offset);
    FileDescription in = ReadWriteCalls.readable(task, inFd);
    try {
      checkSeekable(task, in, offset != 0);
      if (offset != 0) {
        PositionedIo.checkOffset(start);
      }
      FileDescription out = ReadWriteCalls.writable(task, outFd);
      try {
        if (count < 0 || (out.statusFlags() & OpenFlags.O_APPEND) != 0) {
          throw Errno.EINVAL.exception();
        }
        long result = copy(task, in, start, out, FileCopy.AT_POSITION, count);
        if (offset != 0 && result >= 0) {
          task.memory().writeLong(offset, start + result); // EFAULT though it was sent: as Linux
        }
        return result;
      } finally {
        out.release();
      }
    } finally {
      in.release();
    }
  }

  /** Copies; it counts as a call that reads and one that writes. */
  private static long copy(
      Task task, FileDescription in, long from, FileDescription out, long to, long count)
      throws ErrnoException {
    IoCounts reads = IoCounts.beginRead(task);
    IoCounts writes = IoCounts.beginWrite(task);
    return writes.written(reads.read(FileCopy.run(task, in, from, out, to, count)));
  }

  /** Without a position, {@code ESPIPE} where an offset is given, else {@code EINVAL}. */
  private static void checkSeekable(Task task, FileDescription file, boolean withOffset)
      throws ErrnoException {
    try {
      file.seek(task, 0, Seek.SEEK_CUR);
    } catch (ErrnoException error) {
      throw withOffset ? error : Errno.EINVAL.exception();
    }
  }

  private static long copyFileRange(
      Task task, long inFd, long inOffset, long outFd, long outOffset, long count, long flags)
      throws ErrnoException {
    FileDescription in = Descriptors.get(task, inFd);
    try {
      FileDescription out = Descriptors.get(task, outFd);
      try {
        return copyRange(task, in, inOffset, out, outOffset, count, (int) flags);
      } finally {
        out.release();
      }
    } finally {
      in.release();
    }
  }

  private static long copyRange(
      Task task,
      FileDescription in,
      long inOffset,
      FileDescription out,
      long outOffset,
      long count,
      int flags)
      throws ErrnoException {
    long from = inOffset == 0 ? FileCopy.AT_POSITION : task.memory().readLong(inOffset);
    long to = outOffset == 0 ? FileCopy.AT_POSITION : task.memory().readLong(outOffset);
    if (flags != 0 || count < 0) {
      throw Errno.EINVAL.exception();
    }
    FileStatus inStatus = checkRegular(task, in);
    FileStatus outStatus = checkRegular(task, out);
    if (!in.isReadable() || !out.isWritable() || (out.statusFlags() & OpenFlags.O_APPEND) != 0) {
      throw Errno.EBADF.exception();
    }
    if ((inOffset != 0 && from < 0) || (outOffset != 0 && to < 0)) {
      throw Errno.EINVAL.exception();
    }
    if (inStatus.device != outStatus.device) {
      throw Errno.EXDEV.exception();
    }
    if (inStatus.inode == outStatus.inode) {
      checkOverlap(task, in, from, out, to, count);
    }
    long result = copy(task, in, from, out, to, count);
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

  private static FileStatus checkRegular(Task task, FileDescription file) throws ErrnoException {
    FileStatus status = new FileStatus();
    file.status(task, status);
    switch (status.mode & Stat.S_IFMT) {
      case Stat.S_IFREG -> {}
      case Stat.S_IFDIR -> throw Errno.EISDIR.exception();
      default -> throw Errno.EINVAL.exception();
    }
    return status;
  }

  private static void checkOverlap(
      Task task, FileDescription in, long from, FileDescription out, long to, long count)
      throws ErrnoException {
    long first = from == FileCopy.AT_POSITION ? in.seek(task, 0, Seek.SEEK_CUR) : from;
    long second = to == FileCopy.AT_POSITION ? out.seek(task, 0, Seek.SEEK_CUR) : to;
    if (Math.abs(first - second) < count) {
      throw Errno.EINVAL.exception();
    }
  }
}
