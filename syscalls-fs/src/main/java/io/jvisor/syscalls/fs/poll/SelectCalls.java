package io.jvisor.syscalls.fs.poll;

import static io.jvisor.kernel.api.Arg.INT;
import static io.jvisor.kernel.api.Arg.POINTER;
import static io.jvisor.kernel.api.Arg.TIMESPEC;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.SyscallTable.Registrar;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.PollEvents;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.kernel.api.abi.Timespec;
import io.jvisor.syscalls.fs.struct.TimeStruct;

/** {@code select(2)} and {@code pselect6(2)}. */
public final class SelectCalls {
  /** What makes a descriptor readable, writable, exceptional: {@code POLLIN_SET} and so on. */
  static final int READABLE =
      PollEvents.POLLRDNORM
          | PollEvents.POLLRDBAND
          | PollEvents.POLLIN
          | PollEvents.POLLHUP
          | PollEvents.POLLERR;

  static final int WRITABLE =
      PollEvents.POLLWRBAND | PollEvents.POLLWRNORM | PollEvents.POLLOUT | PollEvents.POLLERR;

  static final int EXCEPTIONAL = PollEvents.POLLPRI;

  private SelectCalls() {}

  /** Registers the calls. */
  public static void register(Registrar table) {
    table
        .full(SyscallNumbers.SELECT, INT, POINTER, POINTER, POINTER, POINTER)
        .by(SelectCalls::select);
    table
        .full(SyscallNumbers.PSELECT6, INT, POINTER, POINTER, POINTER, TIMESPEC, POINTER)
        .by(SelectCalls::pselect);
  }

  private static long select(
      Task task, long count, long reads, long writes, long exceptions, long timeout)
      throws ErrnoException {
    long deadline = Task.FOREVER;
    if (timeout != 0) {
      long nanos = TimeStruct.readTimevalTimeout(task.memory(), timeout);
      deadline = nanos == 0 ? 0 : task.clock().deadlineAfter(nanos);
    }
    long result = run(task, (int) count, reads, writes, exceptions, deadline);
    return finish(result, TimeStruct.writeRemaining(task, timeout, deadline, true));
  }

  /** The last argument is a pointer to the mask's address and its size. */
  private static long pselect(
      Task task, long count, long reads, long writes, long exceptions, long timeout, long mask)
      throws ErrnoException {
    long maskAddress = 0;
    long maskSize = 0;
    if (mask != 0) {
      maskAddress = task.memory().readLong(mask);
      maskSize = task.memory().readLong(mask + 8);
    }
    long deadline = Task.FOREVER;
    if (timeout != 0) {
      long nanos = Timespec.read(task.memory(), timeout);
      deadline = nanos == 0 ? 0 : task.clock().deadlineAfter(nanos);
    }
    SignalMask.set(task, maskAddress, maskSize);
    long result = run(task, (int) count, reads, writes, exceptions, deadline);
    return finish(result, TimeStruct.writeRemaining(task, timeout, deadline, false));
  }

  private static long finish(long result, boolean mayRestart) {
    if (result >= 0) {
      return result;
    }
    return mayRestart ? Restart.NO_HAND : Errno.EINTR.result();
  }

  /** Returns how many bits are set in the results, or -1 after a signal. */
  private static long run(
      Task task, int count, long reads, long writes, long exceptions, long deadline)
      throws ErrnoException {
    if (count < 0) {
      throw Errno.EINVAL.exception();
    }
    // Descriptors that the table has no room for cannot be open; their bits are not looked at.
    int limit = Math.min(count, task.files().size());
    UserMemory memory = task.memory();
    DescriptorSet in = new DescriptorSet(limit);
    DescriptorSet out = new DescriptorSet(limit);
    DescriptorSet special = new DescriptorSet(limit);
    in.read(memory, reads);
    out.read(memory, writes);
    special.read(memory, exceptions);
    int members = 0;
    for (int fd = 0; fd < limit; fd++) {
      if (wanted(in, out, special, fd) != 0) {
        members++;
      }
    }
    try (PollSet set = new PollSet(task, members)) {
      for (int fd = 0; fd < limit; fd++) {
        int events = wanted(in, out, special, fd);
        if (events != 0 && !set.add(fd, events)) {
          throw Errno.EBADF.exception();
        }
      }
      if (set.await(deadline) < 0) {
        return -1;
      }
      DescriptorSet inReady = new DescriptorSet(limit);
      DescriptorSet outReady = new DescriptorSet(limit);
      DescriptorSet specialReady = new DescriptorSet(limit);
      long bits = 0;
      int index = 0;
      for (int fd = 0; fd < limit; fd++) {
        if (wanted(in, out, special, fd) == 0) {
          continue;
        }
        int ready = set.ready(index++);
        bits += take(in, inReady, fd, ready & READABLE);
        bits += take(out, outReady, fd, ready & WRITABLE);
        bits += take(special, specialReady, fd, ready & EXCEPTIONAL);
      }
      inReady.write(memory, reads);
      outReady.write(memory, writes);
      specialReady.write(memory, exceptions);
      return bits;
    }
  }

  private static int wanted(DescriptorSet in, DescriptorSet out, DescriptorSet special, int fd) {
    return (in.contains(fd) ? READABLE : 0)
        | (out.contains(fd) ? WRITABLE : 0)
        | (special.contains(fd) ? EXCEPTIONAL : 0);
  }

  private static int take(DescriptorSet wanted, DescriptorSet result, int fd, int ready) {
    if (ready == 0 || !wanted.contains(fd)) {
      return 0;
    }
    result.add(fd);
    return 1;
  }
}
