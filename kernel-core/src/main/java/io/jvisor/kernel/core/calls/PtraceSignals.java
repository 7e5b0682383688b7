package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.core.signal.SignalInfo;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.SignalActions;
import io.jvisor.kernel.core.task.Tracee;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Signals of a tracee that stands still: the one it stopped for, those that wait, and its mask. */
final class PtraceSignals {
  private static final int MASK_BYTES = 8;

  /** {@code PTRACE_PEEKSIGINFO_SHARED}. */
  private static final int SHARED = 1;

  private PtraceSignals() {}

  static void getInfo(KernelTask task, Tracee tracee, long address) throws ErrnoException {
    SignalInfo info = tracee.info();
    if (info == null) {
      throw Errno.EINVAL.exception();
    }
    write(task, address, info);
  }

  static void setInfo(KernelTask task, Tracee tracee, long address) throws ErrnoException {
    MemorySegment bytes = MemorySegment.ofArray(new byte[SignalInfo.BYTES]);
    task.memory().read(address, bytes, 0, SignalInfo.BYTES);
    if (!tracee.setInfo(SignalInfo.parse(bytes, 0))) {
      throw Errno.EINVAL.exception();
    }
  }

  private static void write(KernelTask task, long address, SignalInfo info) throws ErrnoException {
    MemorySegment bytes = MemorySegment.ofArray(new byte[SignalInfo.BYTES]);
    info.emit(bytes, 0);
    task.memory().write(address, bytes, 0, SignalInfo.BYTES);
  }

  static void getMask(KernelTask task, Tracee tracee, long size, long address)
      throws ErrnoException {
    checkSize(size);
    task.memory().writeLong(address, tracee.task().signals().mask());
  }

  static void setMask(KernelTask task, Tracee tracee, long size, long address)
      throws ErrnoException {
    checkSize(size);
    SignalActions.setMaskOf(tracee.task(), task.memory().readLong(address));
  }

  private static void checkSize(long size) throws ErrnoException {
    if (size != MASK_BYTES) {
      throw Errno.EINVAL.exception();
    }
  }

  /** {@code PTRACE_PEEKSIGINFO}: returns how many were copied. */
  static long peek(KernelTask task, Tracee tracee, long arguments, long address)
      throws ErrnoException {
    long first = task.memory().readLong(arguments);
    int flags = task.memory().readInt(arguments + 8);
    int count = task.memory().readInt(arguments + 12);
    if ((flags & ~SHARED) != 0 || count < 0) {
      throw Errno.EINVAL.exception();
    }
    List<SignalInfo> waiting = SignalActions.waiting(tracee.task(), (flags & SHARED) != 0);
    int done = 0;
    while (done < count && first >= 0 && first + done < waiting.size()) {
      try {
        write(task, address + (long) done * SignalInfo.BYTES, waiting.get((int) first + done));
      } catch (ErrnoException fault) {
        if (done == 0) {
          throw fault;
        }
        break;
      }
      done++;
    }
    return done;
  }
}
