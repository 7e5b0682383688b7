package io.jvisor.kernel.core.futex;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.mm.SharedLocation;

/** Which futex a guest's word is. */
public final class FutexKeys {
  private FutexKeys() {}

  /** The key of a word that only threads of one address space use. */
  public static FutexKey privateKey(MemoryManager mm, long address) {
    return new FutexKey(mm, address);
  }

  /**
   * The key of a word in memory that processes may share; null where it lies in private memory.
   *
   * @throws ErrnoException {@code EFAULT}, also for anonymous memory that cannot be written
   */
  public static FutexKey sharedKey(MemoryManager mm, long address) throws ErrnoException {
    SharedLocation location = mm.sharedObjectAt(address);
    return location == null ? null : new FutexKey(location.object(), location.offset());
  }

  /**
   * The key of a word as {@code futex(2)} has it.
   *
   * @param isPrivate {@code FUTEX_PRIVATE_FLAG}
   * @throws ErrnoException {@code EINVAL} for an address that is not a multiple of 4, {@code
   *     EFAULT}
   */
  public static FutexKey of(MemoryManager mm, long address, boolean isPrivate)
      throws ErrnoException {
    if ((address & 3) != 0) {
      throw Errno.EINVAL.exception();
    }
    UserMemory.checkRange(address, Integer.BYTES);
    FutexKey shared = isPrivate ? null : sharedKey(mm, address);
    if (shared == null) {
      return privateKey(mm, address);
    }
    mm.atomics().getIntVolatile(address); // a mapped file may have become shorter
    return shared;
  }
}
