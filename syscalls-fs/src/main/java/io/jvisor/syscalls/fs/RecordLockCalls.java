package io.jvisor.syscalls.fs;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Fcntl;
import io.jvisor.kernel.api.abi.Seek;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.FileStatus;
import io.jvisor.syscalls.fs.struct.FlockStruct;
import io.jvisor.vfs.FileLocks;
import io.jvisor.vfs.OpenFile;

/** The record locks of {@code fcntl(2)}: of a process, and of an open file description. */
final class RecordLockCalls {
  private RecordLockCalls() {}

  /** {@code F_GETLK} and {@code F_OFD_GETLK}. */
  static long get(Task task, FileDescription file, int command, long address)
      throws ErrnoException {
    boolean ofDescription = command == Fcntl.F_OFD_GETLK;
    FlockStruct lock = FlockStruct.read(task, address);
    if (lock.type != Fcntl.F_RDLCK && lock.type != Fcntl.F_WRLCK) {
      throw Errno.EINVAL.exception();
    }
    OpenFile open = check(file, lock, ofDescription);
    toAbsolute(task, file, lock);
    Object owner = ofDescription ? file : task.files();
    FileLocks.Held conflict =
        open.inode().locks().conflict(owner, lock.type == Fcntl.F_WRLCK, lock.first(), lock.last());
    if (conflict == null) {
      FlockStruct.writeType(task, address, Fcntl.F_UNLCK);
      return 0;
    }
    lock.type = conflict.exclusive() ? Fcntl.F_WRLCK : Fcntl.F_RDLCK;
    lock.whence = Seek.SEEK_SET;
    lock.start = conflict.start();
    lock.length = conflict.end() == Long.MAX_VALUE ? 0 : conflict.end() - conflict.start() + 1;
    ProcessId holder = conflict.process();
    lock.pid = holder == null ? -1 : holder.seenBy(task);
    lock.write(task, address);
    return 0;
  }

  /** {@code F_SETLK}, {@code F_SETLKW} and their {@code F_OFD} kin. */
  static long set(Task task, FileDescription file, int command, long address)
      throws ErrnoException {
    boolean ofDescription = command == Fcntl.F_OFD_SETLK || command == Fcntl.F_OFD_SETLKW;
    boolean wait = command == Fcntl.F_SETLKW || command == Fcntl.F_OFD_SETLKW;
    FlockStruct lock = FlockStruct.read(task, address);
    OpenFile open = check(file, lock, ofDescription);
    toAbsolute(task, file, lock);
    Object owner = ofDescription ? file : task.files();
    FileLocks locks = open.inode().locks();
    switch (lock.type) {
      case Fcntl.F_UNLCK -> locks.unlockRecord(owner, lock.first(), lock.last());
      case Fcntl.F_RDLCK, Fcntl.F_WRLCK -> {
        boolean exclusive = lock.type == Fcntl.F_WRLCK;
        if (exclusive ? !file.isWritable() : !file.isReadable()) {
          throw Errno.EBADF.exception();
        }
        ProcessId process = ofDescription ? null : task.processId();
        locks.lockRecord(task, owner, process, exclusive, lock.first(), lock.last(), wait);
      }
      default -> throw Errno.EINVAL.exception();
    }
    return 0;
  }

  private static OpenFile check(FileDescription file, FlockStruct lock, boolean ofDescription)
      throws ErrnoException {
    if (!(file instanceof OpenFile open) || (ofDescription && lock.pid != 0)) {
      throw Errno.EINVAL.exception();
    }
    return open;
  }

  private static void toAbsolute(Task task, FileDescription file, FlockStruct lock)
      throws ErrnoException {
    long base =
        switch (lock.whence) {
          case Seek.SEEK_SET -> 0;
          case Seek.SEEK_CUR -> file.seek(task, 0, Seek.SEEK_CUR);
          case Seek.SEEK_END -> {
            FileStatus status = new FileStatus();
            file.status(task, status);
            yield status.size;
          }
          default -> throw Errno.EINVAL.exception();
        };
    lock.toAbsolute(base);
  }
}
