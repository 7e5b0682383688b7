package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.Tracee;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The general registers of a tracee that stands still, as {@code struct user} ({@code
 * <sys/user.h>}) has them. Debug registers read as zero and cannot be used.
 */
final class PtraceRegisters {
  /** The size of {@code struct user} in the kernel; the C library's lacks the last 16 bytes. */
  private static final int USER_BYTES = 928;

  private static final int DEBUG_REGISTERS = 848;
  private static final int DEBUG_REGISTERS_END = DEBUG_REGISTERS + 8 * 8;
  private static final int DEBUG_REGISTER_4 = DEBUG_REGISTERS + 4 * 8;
  private static final int DEBUG_REGISTER_6 = DEBUG_REGISTERS + 6 * 8;

  private static final int ORIG_RAX = 15 * 8;
  private static final int CS = 17 * 8;
  private static final int FLAGS = 18 * 8;
  private static final int SS = 20 * 8;
  private static final int FS_BASE = 21 * 8;
  private static final int GS_BASE = 22 * 8;
  private static final int DS = 23 * 8;

  /** Flags that a tracer can change: {@code FLAG_MASK} of Linux. */
  private static final long CHANGEABLE_FLAGS = 0x254dd5 | 0x200000;

  private static final int ARCH_SET_GS = 0x1001;
  private static final int ARCH_SET_FS = 0x1002;
  private static final int ARCH_GET_FS = 0x1003;
  private static final int ARCH_GET_GS = 0x1004;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final KernelTask task;
  private final Tracee tracee;

  PtraceRegisters(KernelTask task, Tracee tracee) {
    this.task = task;
    this.tracee = tracee;
  }

  /** {@code PTRACE_GETREGS}. */
  void get(long address) throws ErrnoException {
    task.memory().write(address, snapshot(tracee), 0, Registers.BYTES);
  }

  /** {@code PTRACE_SETREGS}: as far as it could be read, and as Linux up to what is refused. */
  void set(long address) throws ErrnoException {
    set(address, Registers.BYTES);
  }

  /** Sets the first registers only. */
  void set(long address, int bytes) throws ErrnoException {
    MemorySegment wanted = MemorySegment.ofArray(new long[Registers.BYTES / Long.BYTES]);
    task.memory().read(address, wanted, 0, bytes);
    MemorySegment values = snapshot(tracee);
    try {
      for (int at = 0; at + Long.BYTES <= bytes; at += Long.BYTES) {
        put(values, at, wanted.get(LONG, at));
      }
    } finally {
      install(tracee, values);
    }
  }

  static MemorySegment snapshot(Tracee tracee) {
    MemorySegment values = MemorySegment.ofArray(new long[Registers.BYTES / Long.BYTES]);
    Registers registers = tracee.task().registers();
    registers.writeTo(values, 0);
    if (values.get(LONG, CS) == 0) { // a program that has not run yet
      values.set(LONG, CS, 0x33);
      values.set(LONG, SS, 0x2b);
    }
    return values;
  }

  private static void install(Tracee tracee, MemorySegment values) {
    KernelTask target = tracee.task();
    long former = target.registers().origRax();
    target.registers().readFrom(values, 0);
    long call = values.get(LONG, ORIG_RAX);
    if (call != former) {
      target.setCall((int) call);
    }
  }

  private static void put(MemorySegment values, int at, long value) throws ErrnoException {
    long checked = value;
    if (at == CS || at == SS) {
      checkSelector(value, false);
    } else if (at >= DS) {
      checkSelector(value, true);
    } else if (at == FS_BASE || at == GS_BASE) {
      if (Long.compareUnsigned(value, UserMemory.END) >= 0) {
        throw Errno.EIO.exception();
      }
    } else if (at == FLAGS) {
      checked = (values.get(LONG, FLAGS) & ~CHANGEABLE_FLAGS) | (value & CHANGEABLE_FLAGS);
    }
    values.set(LONG, at, checked);
  }

  private static void checkSelector(long value, boolean mayBeNull) throws ErrnoException {
    boolean isUsers = (value & 3) == 3;
    if ((value & ~0xffffL) != 0 || !(isUsers || (mayBeNull && value == 0))) {
      throw Errno.EIO.exception();
    }
  }

  /** {@code PTRACE_PEEKUSER}. */
  static long user(Tracee tracee, long offset) throws ErrnoException {
    checkOffset(offset);
    return offset < Registers.BYTES ? snapshot(tracee).get(LONG, offset) : 0;
  }

  /** {@code PTRACE_POKEUSER}. */
  static void setUser(Tracee tracee, long offset, long value) throws ErrnoException {
    checkOffset(offset);
    if (offset < Registers.BYTES) {
      MemorySegment values = snapshot(tracee);
      put(values, (int) offset, value);
      install(tracee, values);
    } else if (offset < DEBUG_REGISTERS
        || offset >= DEBUG_REGISTERS_END
        || (offset >= DEBUG_REGISTER_4 && offset < DEBUG_REGISTER_6)) {
      throw Errno.EIO.exception();
    } else if (value != 0) {
      throw Errno.ENOSPC.exception(); // as when all slots for breakpoints are taken
    }
  }

  private static void checkOffset(long offset) throws ErrnoException {
    if ((offset & (Long.BYTES - 1)) != 0 || offset < 0 || offset >= USER_BYTES) {
      throw Errno.EIO.exception();
    }
  }

  /** {@code PTRACE_ARCH_PRCTL}. */
  static void archPrctl(KernelTask task, Tracee tracee, long option, long address)
      throws ErrnoException {
    if (option == ARCH_GET_FS) {
      task.memory().writeLong(address, user(tracee, FS_BASE));
    } else if (option == ARCH_GET_GS) {
      task.memory().writeLong(address, user(tracee, GS_BASE));
    } else if (option == ARCH_SET_FS || option == ARCH_SET_GS) {
      if (Long.compareUnsigned(address, UserMemory.END) >= 0) {
        throw Errno.EPERM.exception();
      }
      setUser(tracee, option == ARCH_SET_FS ? FS_BASE : GS_BASE, address);
    } else {
      throw Errno.EINVAL.exception();
    }
  }
}
