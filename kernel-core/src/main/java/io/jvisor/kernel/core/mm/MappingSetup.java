package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.file.Mappable;

/** What the program loader does to an address space before anything runs in it. */
public final class MappingSetup {
  private static final int ALL = Prot.PROT_READ | Prot.PROT_WRITE | Prot.PROT_EXEC;

  private final MemoryManager mm;

  MappingSetup(MemoryManager mm) {
    this.mm = mm;
  }

  /** The first address that a guest cannot map. */
  public long limit() {
    return mm.limit();
  }

  /** The lowest address that a guest may map. */
  public long lowest() {
    return mm.lowest();
  }

  /**
   * Makes the stack.
   *
   * @param top its end
   * @param bytes how much of it there is at first; it grows by itself
   * @param limit {@code RLIMIT_STACK}, or -1
   */
  public void stack(long top, long bytes, int protection, long limit) {
    add(
        new Vma(
            mm,
            top - bytes,
            top,
            protection,
            ALL,
            VmFlags.GROWS_DOWN,
            null,
            null,
            0,
            0,
            0,
            "[stack]"));
    mm.setStackLimit(limit);
  }

  /**
   * Maps an object of the kernel's own, such as the vDSO; {@code mprotect} cannot make it writable.
   */
  public void special(long address, long bytes, int protection, Mappable object, String name) {
    add(
        new Vma(
            mm,
            address,
            address + bytes,
            protection,
            Prot.PROT_READ | Prot.PROT_EXEC,
            VmFlags.SPECIAL,
            null,
            object,
            0,
            0,
            0,
            name));
    mm.anticipate(address, bytes);
  }

  private void add(Vma area) {
    long stamp = mm.lock.writeLock();
    try {
      mm.areas.add(area);
      mm.notePeak();
    } finally {
      mm.unlock(stamp);
    }
  }

  /** Finds a free range for a mapping without a fixed place. */
  public long findFree(long hint, long bytes) throws ErrnoException {
    long stamp = mm.lock.writeLock();
    try {
      return mm.findFree(hint, bytes);
    } finally {
      mm.unlock(stamp);
    }
  }

  /** Sets where mappings without a fixed place go: below this. */
  public void mmapBase(long address) {
    long stamp = mm.lock.writeLock();
    try {
      mm.mmapBase = address;
    } finally {
      mm.unlock(stamp);
    }
  }

  /** Shows the guest what the kernel has touched and what is known to be needed. */
  public void show() {
    long stamp = mm.lock.writeLock();
    try {
      mm.backing.flush();
    } finally {
      mm.unlock(stamp);
    }
  }

  /** Sets where the heap begins; it is empty. */
  public void heap(long start) {
    long stamp = mm.lock.writeLock();
    try {
      mm.brkStart = start;
      mm.brkEnd = start;
    } finally {
      mm.unlock(stamp);
    }
  }
}
