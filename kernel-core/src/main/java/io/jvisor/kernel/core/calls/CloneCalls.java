package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.kernel.core.task.CloneArguments;
import io.jvisor.kernel.core.task.CloneFlags;
import io.jvisor.kernel.core.task.CloneOperation;
import io.jvisor.kernel.core.task.KernelTask;
import java.util.ArrayList;
import java.util.List;

/** {@code clone(2)}, {@code clone3}, {@code fork(2)} and {@code vfork(2)}. */
final class CloneCalls {
  private static final long PAGE_SIZE = 4096;

  /** {@code CLONE_ARGS_SIZE_VER0}, the smallest {@code struct clone_args}. */
  private static final long ARGS_BYTES_MIN = 64;

  /** {@code CLONE_ARGS_SIZE_VER2}, what is known of it. */
  private static final long ARGS_BYTES_KNOWN = 88;

  /** {@code MAX_PID_NS_LEVEL}. */
  private static final int MOST_LEVELS = 32;

  private CloneCalls() {}

  static long clone(Task task, long flags, long stack, long parentTid, long childTid, long tls)
      throws ErrnoException {
    long options = flags & 0xffffffffL & ~CloneFlags.CSIGNAL;
    if ((options & CloneFlags.CLONE_PIDFD) != 0
        && (options & CloneFlags.CLONE_PARENT_SETTID) != 0) {
      throw Errno.EINVAL.exception(); // both would be written to one place
    }
    int signal = (int) (flags & CloneFlags.CSIGNAL);
    return CloneOperation.run(
        KernelTask.of(task),
        new CloneArguments(options, signal, stack, parentTid, parentTid, childTid, List.of(), tls));
  }

  static long fork(Task task) throws ErrnoException {
    return CloneOperation.run(
        KernelTask.of(task), new CloneArguments(0, Signals.SIGCHLD, 0, 0, 0, 0, List.of(), 0));
  }

  static long vfork(Task task) throws ErrnoException {
    long flags = CloneFlags.CLONE_VFORK | CloneFlags.CLONE_VM;
    return CloneOperation.run(
        KernelTask.of(task), new CloneArguments(flags, Signals.SIGCHLD, 0, 0, 0, 0, List.of(), 0));
  }

  static long clone3(Task task, long address, long size) throws ErrnoException {
    if (Long.compareUnsigned(size, PAGE_SIZE) > 0) {
      throw Errno.E2BIG.exception();
    }
    if (size < ARGS_BYTES_MIN) {
      throw Errno.EINVAL.exception();
    }
    UserMemory memory = task.memory();
    if (!memory.isZero(address, ARGS_BYTES_KNOWN, size)) {
      throw Errno.E2BIG.exception();
    }
    long flags = memory.readLong(address);
    long pidFd = memory.readLong(address + 8);
    long childTid = memory.readLong(address + 16);
    long parentTid = memory.readLong(address + 24);
    long exitSignal = memory.readLong(address + 32);
    long stack = memory.readLong(address + 40);
    long stackSize = memory.readLong(address + 48);
    long tls = memory.readLong(address + 56);
    long setTid = size >= 72 ? memory.readLong(address + 64) : 0;
    long setTidSize = size >= 80 ? memory.readLong(address + 72) : 0;
    long known = 0xffffffffL | CloneFlags.CLONE_CLEAR_SIGHAND | CloneFlags.CLONE_INTO_CGROUP;
    if ((flags & ~known) != 0
        || (flags & (CloneFlags.CLONE_DETACHED | (CloneFlags.CSIGNAL & ~CloneFlags.CLONE_NEWTIME)))
            != 0
        || exitSignal < 0
        || exitSignal > Signals.LAST
        || ((flags & (CloneFlags.CLONE_THREAD | CloneFlags.CLONE_PARENT)) != 0 && exitSignal != 0)
        || (stack == 0) != (stackSize == 0)
        || Long.compareUnsigned(setTidSize, MOST_LEVELS) > 0
        || (setTid == 0) != (setTidSize == 0)
        || (flags & CloneFlags.CLONE_NEWTIME) != 0) {
      throw Errno.EINVAL.exception();
    }
    List<Integer> wanted = List.of();
    if (setTidSize != 0) {
      wanted = new ArrayList<>();
      for (long i = 0; i < setTidSize; i++) {
        wanted.add(memory.readInt(setTid + Integer.BYTES * i));
      }
    }
    return CloneOperation.run(
        KernelTask.of(task),
        new CloneArguments(
            flags, (int) exitSignal, stack + stackSize, pidFd, parentTid, childTid, wanted, tls));
  }
}
