package io.jvisor.syscalls.fs;

import static io.jvisor.kernel.api.Arg.FD;
import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.IN_BUFFER;
import static io.jvisor.kernel.api.Arg.LONG;
import static io.jvisor.kernel.api.Arg.OUT_BUFFER;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SIZE;
import static io.jvisor.kernel.api.Arg.WHENCE;

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

/** {@code read(2)}, {@code write(2)}, their kin with offsets and vectors, {@code lseek(2)}. */
final class ReadWriteCalls {
  private ReadWriteCalls() {}

  static void register(Registrar table) {
    table.full(SyscallNumbers.READ, FD, OUT_BUFFER, SIZE).by(ReadWriteCalls::read);
    table.full(SyscallNumbers.WRITE, FD, IN_BUFFER, SIZE).by(ReadWriteCalls::write);
    table.full(SyscallNumbers.PREAD64, FD, OUT_BUFFER, SIZE, LONG).by(ReadWriteCalls::pread);
    table.full(SyscallNumbers.PWRITE64, FD, IN_BUFFER, SIZE, LONG).by(ReadWriteCalls::pwrite);
    table.full(SyscallNumbers.READV, FD, POINTER, INT).by(ReadWriteCalls::readv);
    table.full(SyscallNumbers.WRITEV, FD, POINTER, INT).by(ReadWriteCalls::writev);
    table.full(SyscallNumbers.LSEEK, FD, LONG, WHENCE).by(ReadWriteCalls::lseek);
  }

  private static long read(Task task, long fd, long address, long count) throws ErrnoException {
    FileDescription file = readable(task, fd);
    try {
      IoCounts counts = IoCounts.beginRead(task);
      IoSink sink = KernelTask.of(task).userSink().set(task.memory(), address, count);
      return counts.read(BlockingIo.read(task, file, sink));
    } finally {
      file.release();
    }
  }

  private static long write(Task task, long fd, long address, long count) throws ErrnoException {
    FileDescription file = writable(task, fd);
    try {
      IoCounts counts = IoCounts.beginWrite(task);
      IoSource source = KernelTask.of(task).userSource().set(task.memory(), address, count);
      return counts.written(BlockingIo.write(task, file, source));
    } finally {
      file.release();
    }
  }

  private static long pread(Task task, long fd, long address, long count, long offset)
      throws ErrnoException {
    PositionedIo.checkOffset(offset);
    FileDescription file = readableAt(task, fd);
    try {
      IoCounts counts = IoCounts.beginRead(task);
      IoSink sink = KernelTask.of(task).userSink().set(task.memory(), address, count);
      return counts.read(PositionedIo.read(task, file, sink, offset));
    } finally {
      file.release();
    }
  }

  private static long pwrite(Task task, long fd, long address, long count, long offset)
      throws ErrnoException {
    PositionedIo.checkOffset(offset);
    FileDescription file = writableAt(task, fd);
    try {
      IoCounts counts = IoCounts.beginWrite(task);
      IoSource source = KernelTask.of(task).userSource().set(task.memory(), address, count);
      return counts.written(PositionedIo.write(task, file, source, offset));
    } finally {
      file.release();
    }
  }

  private static long readv(Task task, long fd, long vector, long count) throws ErrnoException {
    FileDescription file = readable(task, fd);
    try {
      IoCounts counts = IoCounts.beginRead(task);
      IoSink sink = KernelTask.of(task).userSink().setVector(task.memory(), vector, count);
      return sink.remaining() == 0 ? 0 : counts.read(BlockingIo.read(task, file, sink));
    } finally {
      file.release();
    }
  }

  private static long writev(Task task, long fd, long vector, long count) throws ErrnoException {
    FileDescription file = writable(task, fd);
    try {
      IoCounts counts = IoCounts.beginWrite(task);
      IoSource source = KernelTask.of(task).userSource().setVector(task.memory(), vector, count);
      return source.remaining() == 0 ? 0 : counts.written(BlockingIo.write(task, file, source));
    } finally {
      file.release();
    }
  }

  /** A description that was opened for reading, else {@code EBADF}. */
  static FileDescription readable(Task task, long fd) throws ErrnoException {
    FileDescription file = task.files().get((int) fd);
    if (!file.isReadable()) {
      file.release();
      throw Errno.EBADF.exception();
    }
    return file;
  }

  /** A description that was opened for writing, else {@code EBADF}. */
  static FileDescription writable(Task task, long fd) throws ErrnoException {
    FileDescription file = task.files().get((int) fd);
    if (!file.isWritable()) {
      file.release();
      throw Errno.EBADF.exception();
    }
    return file;
  }

  /** As {@link #readable}, but {@code ESPIPE} first where there is no position. */
  static FileDescription readableAt(Task task, long fd) throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    return file.isReadable() ? file : refuse(task, file);
  }

  /** As {@link #writable}, but {@code ESPIPE} first where there is no position. */
  static FileDescription writableAt(Task task, long fd) throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    return file.isWritable() ? file : refuse(task, file);
  }

  private static FileDescription refuse(Task task, FileDescription file) throws ErrnoException {
    try {
      file.seek(task, 0, Seek.SEEK_CUR);
      throw Errno.EBADF.exception();
    } finally {
      file.release();
    }
  }

  private static long lseek(Task task, long fd, long offset, long whence) throws ErrnoException {
    FileDescription file = Descriptors.get(task, fd);
    try {
      int from = (int) whence;
      if (from < Seek.SEEK_SET || from > Seek.SEEK_HOLE) {
        throw Errno.EINVAL.exception();
      }
      return file.seek(task, offset, from);
    } finally {
      file.release();
    }
  }
}
