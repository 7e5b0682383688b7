package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.Tracee;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The extended state of a tracee that stands still: {@code PTRACE_GETFPREGS}, and {@code
 * NT_X86_XSTATE}. Only the tracee's own thread can get at it, and does it when it is asked to.
 */
final class PtraceExtendedState {
  /** The part that {@code FXSAVE} knows: {@code struct user_fpregs_struct}. */
  static final int FLOATING_BYTES = 512;

  /** The bits of the header that say what is not in its initial state. */
  private static final int STATE_BITS = 512;

  /** x87 and SSE. */
  private static final long FLOATING_BITS = 3;

  private final KernelTask task;
  private final Tracee tracee;

  PtraceExtendedState(KernelTask task, Tracee tracee) {
    this.task = task;
    this.tracee = tracee;
  }

  private int bytes() {
    return task.kernel().platform().extendedStateSize();
  }

  /** Memory that the tracee's thread may go on with when the tracer has given up. */
  private MemorySegment newArea() {
    return Arena.ofAuto().allocate(bytes(), 64);
  }

  private MemorySegment load() throws ErrnoException {
    MemorySegment area = newArea();
    if (!tracee.ask(task, () -> tracee.task().context().saveExtendedState(area))) {
      throw Errno.EIO.exception(); // the tracer ends and does not see it
    }
    return area;
  }

  private void store(MemorySegment area) throws ErrnoException {
    boolean[] valid = new boolean[1];
    boolean done =
        tracee.ask(task, () -> valid[0] = tracee.task().context().loadExtendedState(area));
    if (!done || !valid[0]) {
      throw Errno.EINVAL.exception();
    }
  }

  /** {@code PTRACE_GETFPREGS}. */
  void getFloating(long address) throws ErrnoException {
    getFloating(address, FLOATING_BYTES);
  }

  void getFloating(long address, int count) throws ErrnoException {
    task.memory().write(address, load(), 0, count);
  }

  /** {@code PTRACE_SETFPREGS}. */
  void setFloating(long address) throws ErrnoException {
    MemorySegment wanted = MemorySegment.ofArray(new byte[FLOATING_BYTES]);
    task.memory().read(address, wanted, 0, FLOATING_BYTES);
    MemorySegment area = load();
    // The last 48 bytes are the kernel's.
    MemorySegment.copy(wanted, 0, area, 0, FLOATING_BYTES - 48);
    long bits = area.get(ValueLayout.JAVA_LONG, STATE_BITS);
    area.set(ValueLayout.JAVA_LONG, STATE_BITS, bits | FLOATING_BITS);
    store(area);
  }

  /** {@code NT_X86_XSTATE}; returns how many bytes were copied. */
  long getAll(long address, long count) throws ErrnoException {
    long copied = Math.min(count, bytes());
    task.memory().write(address, load(), 0, copied);
    return copied;
  }

  /** {@code NT_X86_XSTATE}: all of it or {@code EFAULT}, as Linux has it. */
  long setAll(long address, long count) throws ErrnoException {
    if (count < bytes()) {
      throw Errno.EFAULT.exception();
    }
    MemorySegment area = newArea();
    task.memory().read(address, area, 0, bytes());
    store(area);
    return bytes();
  }
}
