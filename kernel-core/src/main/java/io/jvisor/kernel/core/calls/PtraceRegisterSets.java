package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.Tracee;

/** {@code PTRACE_GETREGSET} and {@code PTRACE_SETREGSET}: registers by the notes of core files. */
final class PtraceRegisterSets {
  private static final int NT_PRSTATUS = 1;
  private static final int NT_PRFPREG = 2;
  private static final int NT_X86_XSTATE = 0x202;

  private PtraceRegisterSets() {}

  static void get(KernelTask task, Tracee tracee, long type, long vector) throws ErrnoException {
    long address = task.memory().readLong(vector);
    long length = task.memory().readLong(vector + Long.BYTES);
    long count = check(type, length);
    switch ((int) type) {
      case NT_PRSTATUS -> {
        count = Math.min(count, Registers.BYTES);
        task.memory().write(address, PtraceRegisters.snapshot(tracee), 0, count);
      }
      case NT_PRFPREG -> {
        count = Math.min(count, PtraceExtendedState.FLOATING_BYTES);
        new PtraceExtendedState(task, tracee).getFloating(address, (int) count);
      }
      default -> count = new PtraceExtendedState(task, tracee).getAll(address, count);
    }
    task.memory().writeLong(vector + Long.BYTES, count);
  }

  static void set(KernelTask task, Tracee tracee, long type, long vector) throws ErrnoException {
    long address = task.memory().readLong(vector);
    long length = task.memory().readLong(vector + Long.BYTES);
    long count = check(type, length);
    switch ((int) type) {
      case NT_PRSTATUS -> {
        count = Math.min(count, Registers.BYTES);
        new PtraceRegisters(task, tracee).set(address, (int) count);
      }
      case NT_PRFPREG -> {
        if (count < PtraceExtendedState.FLOATING_BYTES) {
          throw Errno.EINVAL.exception();
        }
        count = PtraceExtendedState.FLOATING_BYTES;
        new PtraceExtendedState(task, tracee).setFloating(address);
      }
      default -> count = new PtraceExtendedState(task, tracee).setAll(address, count);
    }
    task.memory().writeLong(vector + Long.BYTES, count);
  }

  private static long check(long type, long length) throws ErrnoException {
    if (type != NT_PRSTATUS && type != NT_PRFPREG && type != NT_X86_XSTATE) {
      throw Errno.EINVAL.exception();
    }
    // All sets but the second are made of words, and so is that, of four bytes.
    if ((length & (type == NT_PRFPREG ? Integer.BYTES - 1 : Long.BYTES - 1)) != 0) {
      throw Errno.EINVAL.exception();
    }
    return length < 0 ? Integer.MAX_VALUE & -Long.BYTES : length;
  }
}
