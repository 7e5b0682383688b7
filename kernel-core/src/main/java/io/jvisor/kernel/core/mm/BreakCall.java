package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.abi.Resource;

/** {@code brk(2)}. */
final class BreakCall {
  private final MemoryManager mm;
  private final MappingCalls calls;

  BreakCall(MemoryManager mm, MappingCalls calls) {
    this.mm = mm;
    this.calls = calls;
  }

  long brk(Task task, long address) {
    long stamp = mm.lock.writeLock();
    try {
      if (address < mm.brkStart || address > mm.limit()) {
        return mm.brkEnd;
      }
      long oldEnd = AddressLayout.pageUp(mm.brkEnd);
      long newEnd = AddressLayout.pageUp(address);
      if (newEnd < oldEnd) {
        calls.removeLocked(newEnd, oldEnd);
      } else if (newEnd > oldEnd && !extendHeap(task, oldEnd, newEnd, address)) {
        return mm.brkEnd;
      }
      mm.brkEnd = address;
      return address;
    } finally {
      mm.unlock(stamp);
    }
  }

  private boolean extendHeap(Task task, long oldEnd, long newEnd, long address) {
    long dataLimit = task.softLimit(Resource.RLIMIT_DATA);
    ProgramLayout program = mm.program();
    if (dataLimit >= 0
        && address - mm.brkStart + program.endData() - program.startData() > dataLimit) {
      return false;
    }
    // The gap of a stack above is kept too.
    if (mm.areas.findUp(newEnd - oldEnd + AddressLayout.PAGE_SIZE, oldEnd, mm.limit()) != oldEnd
        || !mm.areas.hasRoom(1)) {
      return false;
    }
    try {
      Vma area =
          new Vma(
              mm,
              oldEnd,
              newEnd,
              Prot.PROT_READ | Prot.PROT_WRITE,
              MappingCalls.PROTECTIONS,
              mm.futureFlags,
              null,
              null,
              0,
              0,
              0,
              null);
      calls.checkLimits(task, area, oldEnd, newEnd - oldEnd);
      mm.areas.add(area);
      mm.notePeak();
      return true;
    } catch (ErrnoException full) {
      return false;
    }
  }
}
