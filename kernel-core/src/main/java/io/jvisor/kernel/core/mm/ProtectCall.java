package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;

/** {@code mprotect(2)}. */
final class ProtectCall {
  private static final int PROT_SEM = 8;

  private final MemoryManager mm;

  ProtectCall(MemoryManager mm) {
    this.mm = mm;
  }

  void protect(long address, long length, int protection) throws ErrnoException {
    int grows = protection & (Prot.PROT_GROWSDOWN | Prot.PROT_GROWSUP);
    if (grows == (Prot.PROT_GROWSDOWN | Prot.PROT_GROWSUP) || !AddressLayout.isAligned(address)) {
      throw Errno.EINVAL.exception();
    }
    if (length == 0) {
      return;
    }
    long bytes = AddressLayout.pageUp(length);
    if (bytes <= 0 || address < 0 || address + bytes < address) {
      throw Errno.ENOMEM.exception();
    }
    if ((protection & ~(MappingCalls.PROTECTIONS | grows | PROT_SEM)) != 0) {
      throw Errno.EINVAL.exception();
    }
    long stamp = mm.lock.writeLock();
    try {
      protectLocked(address, address + bytes, protection & MappingCalls.PROTECTIONS, grows);
    } finally {
      mm.unlock(stamp);
    }
  }

  /** As in Linux, areas before one that cannot be changed are changed already. */
  private void protectLocked(long address, long end, int protection, int grows)
      throws ErrnoException {
    int index = mm.areas.indexFrom(address);
    if (index == mm.areas.size()) {
      throw Errno.ENOMEM.exception();
    }
    Vma area = mm.areas.get(index);
    long start = address;
    if ((grows & Prot.PROT_GROWSDOWN) != 0) {
      if (area.start >= end) {
        throw Errno.ENOMEM.exception();
      }
      if (!area.has(VmFlags.GROWS_DOWN)) {
        throw Errno.EINVAL.exception();
      }
      start = area.start;
    } else if ((grows & Prot.PROT_GROWSUP) != 0) {
      throw Errno.EINVAL.exception();
    }
    long from = start;
    try {
      while (from < end) {
        area = mm.areas.find(from);
        if (area == null) {
          throw Errno.ENOMEM.exception();
        }
        if ((protection & ~area.mayProtection) != 0) {
          throw Errno.EACCES.exception();
        }
        mm.executionRules().check(area.protection, protection);
        long to = Math.min(end, area.end);
        if (protection != area.protection) {
          change(from, to, protection, area.flags);
        }
        from = to;
      }
    } finally {
      mm.areas.mergeRange(start, from);
    }
  }

  /** Gives a range within one area another protection. The write lock is held. */
  private void change(long start, long end, int protection, int flags) throws ErrnoException {
    if (!mm.areas.hasRoom(mm.areas.splitsFor(start, end))) {
      throw Errno.ENOMEM.exception();
    }
    mm.areas.split(start);
    mm.areas.split(end);
    Vma area = mm.areas.find(start);
    int old = area.protection;
    mm.areas.change(area, protection, flags);
    mm.backing.reprotect(area, area.firstPage(), area.endPage(), old);
  }
}
