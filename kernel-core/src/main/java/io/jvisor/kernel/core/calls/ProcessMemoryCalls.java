package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.mm.UserSink;
import io.jvisor.kernel.core.mm.UserSource;
import io.jvisor.kernel.core.task.KernelTask;
import java.lang.foreign.MemorySegment;

/** {@code process_vm_readv(2)} and {@code process_vm_writev(2)}. */
final class ProcessMemoryCalls {
  /** How much is copied at a time, in bytes. */
  private static final int PIECE = 64 << 10;

  private ProcessMemoryCalls() {}

  static long readv(
      Task caller, long pid, long local, long localCount, long remote, long remoteCount, long flags)
      throws ErrnoException {
    return transfer(caller, (int) pid, local, localCount, remote, remoteCount, flags, false);
  }

  static long writev(
      Task caller, long pid, long local, long localCount, long remote, long remoteCount, long flags)
      throws ErrnoException {
    return transfer(caller, (int) pid, local, localCount, remote, remoteCount, flags, true);
  }

  private static long transfer(
      Task caller,
      int pid,
      long local,
      long localCount,
      long remote,
      long remoteCount,
      long flags,
      boolean write)
      throws ErrnoException {
    if (flags != 0) {
      throw Errno.EINVAL.exception();
    }
    KernelTask task = KernelTask.of(caller);
    UserMemory own = task.memory();
    UserSource source = new UserSource();
    UserSink sink = new UserSink();
    // Both arrays are the caller's; each is checked before the other process is looked for.
    if (write) {
      source.setVector(own, own, local, localCount);
    } else {
      sink.setVector(own, own, local, localCount);
    }
    if (write ? source.remaining() == 0 : sink.remaining() == 0) {
      return 0;
    }
    MemoryManager other = share(task, pid, remote, remoteCount, own);
    try {
      if (write) {
        sink.setVector(own, other.userMemory(), remote, remoteCount);
      } else {
        source.setVector(own, other.userMemory(), remote, remoteCount);
      }
      return copy(source, sink);
    } finally {
      other.leave();
    }
  }

  /** The memory of a process that the caller may look into; counted. */
  private static MemoryManager share(
      KernelTask task, int pid, long remote, long remoteCount, UserMemory own)
      throws ErrnoException {
    new UserSource().setVector(own, own, remote, remoteCount);
    KernelTask target = task.pidNamespace().task(pid);
    MemoryManager memory = target == null ? null : target.mm();
    if (memory == null) {
      throw Errno.ESRCH.exception();
    }
    if (!Permissions.mayInspect(task, target)) {
      throw Errno.EPERM.exception();
    }
    if (!memory.tryShare()) {
      throw Errno.ESRCH.exception();
    }
    return memory;
  }

  private static long copy(UserSource source, UserSink sink) throws ErrnoException {
    long limit = Math.min(source.remaining(), sink.remaining());
    MemorySegment piece = MemorySegment.ofArray(new byte[(int) Math.min(limit, PIECE)]);
    long done = 0;
    while (done < limit) {
      long got = source.get(piece, 0, Math.min(limit - done, piece.byteSize()));
      long put = sink.put(piece, 0, got);
      done += put;
      if (got == 0 || put < got) {
        break;
      }
    }
    if (done == 0 && limit > 0) {
      throw Errno.EFAULT.exception();
    }
    return done;
  }
}
