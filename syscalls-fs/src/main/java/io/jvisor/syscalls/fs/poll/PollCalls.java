package io.jvisor.syscalls.fs.poll;

import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.SIGSET;
import static io.jvisor.kernel.api.Arg.SIZE;
import static io.jvisor.kernel.api.Arg.TIMESPEC;
import static io.jvisor.kernel.api.Arg.UINT;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.syscalls.fs.struct.TimeStruct;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code poll(2)} and {@code ppoll(2)}. */
public final class PollCalls {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** {@code struct pollfd}. */
  private static final int POLLFD_BYTES = 8;

  private static final int EVENTS = 4;
  private static final int REVENTS = 6;

  private PollCalls() {}

  /** Registers the calls. */
  public static void register(Registrar table) {
    table.full(SyscallNumbers.POLL, POINTER, UINT, INT).by(PollCalls::poll);
    table.full(SyscallNumbers.PPOLL, POINTER, UINT, TIMESPEC, SIGSET, SIZE).by(PollCalls::ppoll);
  }

  private static long poll(Task task, long address, long count, long timeout)
      throws ErrnoException {
    int milliseconds = (int) timeout;
    long deadline = 0;
    if (milliseconds < 0) {
      deadline = Task.FOREVER;
    } else if (milliseconds > 0) {
      deadline = task.clock().deadlineAfter(milliseconds * NANOS_PER_MILLI);
    }
    return until(task, address, count, deadline);
  }

  /** After a stop the wait goes on until the deadline that was there before. */
  private static long until(Task task, long address, long count, long deadline)
      throws ErrnoException {
    long result = run(task, address, count, deadline);
    if (result < 0) {
      KernelTask.of(task).setRestartBlock(again -> until(again, address, count, deadline));
      return Restart.BLOCK;
    }
    return result;
  }

  private static long ppoll(
      Task task, long address, long count, long timeout, long mask, long maskSize)
      throws ErrnoException {
    long deadline = Task.FOREVER;
    if (timeout != 0) {
      long nanos = Timespec.read(task.memory(), timeout);
      deadline = nanos == 0 ? 0 : task.clock().deadlineAfter(nanos);
    }
    SignalMask.set(task, mask, maskSize);
    long result = run(task, address, count, deadline);
    boolean told = TimeStruct.writeRemaining(task, timeout, deadline, false);
    if (result < 0) {
      return told ? Restart.NO_HAND : Errno.EINTR.result();
    }
    return result;
  }

  /** Returns how many descriptors are ready, or -1 after a signal. */
  private static long run(Task task, long address, long count, long deadline)
      throws ErrnoException {
    long limit = task.softLimit(Resource.RLIMIT_NOFILE);
    long most = limit < 0 ? FdTable.MAXIMUM : Math.min(limit, FdTable.MAXIMUM);
    long wanted = count & 0xffffffffL;
    if (wanted > most) {
      throw Errno.EINVAL.exception();
    }
    int size = (int) wanted;
    MemorySegment array = MemorySegment.ofArray(new byte[size * POLLFD_BYTES]);
    task.memory().read(address, array, 0, array.byteSize());
    try (PollSet set = new PollSet(task, size)) {
      for (int i = 0; i < size; i++) {
        long at = (long) i * POLLFD_BYTES;
        int fd = array.get(ValueLayout.JAVA_INT_UNALIGNED, at);
        if (fd < 0) {
          set.addNothing();
        } else {
          set.add(
              fd, Short.toUnsignedInt(array.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + EVENTS)));
        }
      }
      int ready = set.await(deadline);
      for (int i = 0; i < size; i++) {
        long at = (long) i * POLLFD_BYTES + REVENTS;
        task.memory().writeShort(address + at, (short) set.ready(i));
      }
      return ready;
    }
  }
}
