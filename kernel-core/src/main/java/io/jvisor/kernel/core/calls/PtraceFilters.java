package io.jvisor.kernel.core.calls;

import io.jvisor.kernel.api.Capability;
import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Bpf;
import io.jvisor.kernel.api.abi.Seccomp;
import io.jvisor.kernel.core.seccomp.SeccompFilter;
import io.jvisor.kernel.core.seccomp.SeccompState;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.TraceOptions;
import io.jvisor.kernel.core.task.Tracee;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What {@code ptrace(2)} tells checkpointers of filters of calls. */
final class PtraceFilters {
  /** {@code struct seccomp_metadata}: {@code filter_off} and {@code flags}. */
  private static final int METADATA_BYTES = 16;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private PtraceFilters() {}

  /**
   * Checks options, of which {@code PTRACE_O_SUSPEND_SECCOMP} is not for everybody.
   *
   * @throws ErrnoException {@code EINVAL}, {@code EPERM}
   */
  static void checkOptions(KernelTask tracer, long options) throws ErrnoException {
    if ((options & ~TraceOptions.ALL) != 0) {
      throw Errno.EINVAL.exception();
    }
    if ((options & TraceOptions.SUSPEND_SECCOMP) != 0
        && (!isFree(tracer) || Tracee.isSuspended(tracer))) {
      throw Errno.EPERM.exception();
    }
  }

  private static boolean isFree(KernelTask tracer) {
    return tracer.credentials().has(Capability.SYS_ADMIN)
        && tracer.seccomp().mode() == Seccomp.MODE_DISABLED;
  }

  /**
   * {@code PTRACE_SECCOMP_GET_FILTER}: the instructions as they were installed.
   *
   * @param index 0 for the filter that was installed first, whatever the manual says
   * @param address where to put them; 0 for nowhere
   * @return how many there are
   * @throws ErrnoException {@code EACCES}, {@code EINVAL}, {@code ENOENT}, {@code EFAULT}
   */
  static long getFilter(KernelTask tracer, Tracee tracee, long index, long address)
      throws ErrnoException {
    byte[] source = filter(tracer, tracee, index).source();
    if (address != 0) {
      tracer.memory().write(address, MemorySegment.ofArray(source), 0, source.length);
    }
    return source.length / Bpf.INSTRUCTION_BYTES;
  }

  /**
   * {@code PTRACE_SECCOMP_GET_METADATA}: the flags of the filter whose index is in the structure.
   *
   * @return how many bytes were written
   * @throws ErrnoException {@code EACCES}, {@code EINVAL}, {@code ENOENT}, {@code EFAULT}
   */
  static long getMetadata(KernelTask tracer, Tracee tracee, long size, long address)
      throws ErrnoException {
    checkFree(tracer);
    long length = size < 0 ? METADATA_BYTES : Math.min(size, METADATA_BYTES);
    if (length < Long.BYTES) {
      throw Errno.EINVAL.exception();
    }
    long index = tracer.memory().readLong(address);
    SeccompFilter filter = filter(tracer, tracee, index);
    MemorySegment metadata = MemorySegment.ofArray(new byte[METADATA_BYTES]);
    metadata.set(LONG, 0, index);
    metadata.set(LONG, Long.BYTES, filter.isLogged() ? Seccomp.FLAG_LOG : 0);
    tracer.memory().write(address, metadata, 0, length);
    return length;
  }

  private static void checkFree(KernelTask tracer) throws ErrnoException {
    if (!isFree(tracer)) {
      throw Errno.EACCES.exception();
    }
  }

  /** A filter of a tracee that stands still, and so keeps it. */
  private static SeccompFilter filter(KernelTask tracer, Tracee tracee, long index)
      throws ErrnoException {
    checkFree(tracer);
    SeccompState state = tracee.task().seccomp();
    if (state.mode() != Seccomp.MODE_FILTER) {
      throw Errno.EINVAL.exception();
    }
    SeccompFilter filter = state.filter();
    if (filter == null || Long.compareUnsigned(index, state.count()) >= 0) {
      throw Errno.ENOENT.exception();
    }
    for (long above = state.count() - 1 - index; above > 0; above--) {
      filter = filter.previous();
    }
    return filter;
  }
}
