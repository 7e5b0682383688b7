package io.jvisor.kernel.core.proc;

import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.mm.PageReport;
import io.jvisor.vfs.proc.GuestMemoryView;
import java.lang.foreign.MemorySegment;
import java.util.function.ToLongFunction;

/** An address space as {@code /proc/PID/mem} shows it, which does not keep it alive. */
final class OpenedMemory implements GuestMemoryView {
  private final MemoryManager mm;

  OpenedMemory(MemoryManager mm) {
    this.mm = mm;
  }

  @Override
  public boolean isGone() {
    return mm.users() == 0;
  }

  @Override
  public long read(long address, MemorySegment target, long offset, long length) {
    return with(memory -> memory.peek(address, target, offset, length));
  }

  @Override
  public long write(long address, MemorySegment source, long offset, long length) {
    return with(memory -> memory.poke(address, source, offset, length));
  }

  @Override
  public int pages(long first, long[] entries, int count) {
    return (int) with(memory -> new PageReport(memory).describe(first, entries, count));
  }

  @Override
  public void forget(Forget what) {
    with(
        memory -> {
          new PageReport(memory).forget(what);
          return 0;
        });
  }

  private long with(ToLongFunction<MemoryManager> access) {
    if (!mm.tryShare()) {
      return 0;
    }
    try {
      return access.applyAsLong(mm);
    } finally {
      mm.leave();
    }
  }
}
