package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.FaultAccess;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.memory.MemoryFile;

/**
 * A guest address space: Linux's {@code struct mm_struct}. Reference counted by the tasks that use
 * it.
 */
public final class MemoryManager {
  /** An empty address space with one user. */
  public MemoryManager(Platform platform, MemoryFile memory) throws ErrnoException {
    throw new UnsupportedOperationException(platform.toString() + memory);
  }

  /** The platform's side. */
  public AddressSpace addressSpace() {
    throw new UnsupportedOperationException();
  }

  /** The view that system calls copy through. */
  public UserMemory userMemory() {
    throw new UnsupportedOperationException();
  }

  /** Counts one more user: {@code CLONE_VM}. */
  public MemoryManager share() {
    throw new UnsupportedOperationException();
  }

  /** Counts one user less; the last one frees everything. */
  public void leave() {
    throw new UnsupportedOperationException();
  }

  /** How many tasks use the address space. */
  public int users() {
    throw new UnsupportedOperationException();
  }

  /** A copy that shares pages until one side writes: {@code fork(2)}. One user. */
  public MemoryManager fork() throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /**
   * Handles a page fault of guest code. May wait for a file to be read.
   *
   * @param stackPointer the guest's {@code rsp}, for stacks that grow
   */
  public FaultResult handleFault(Task task, long address, FaultAccess access, long stackPointer) {
    throw new UnsupportedOperationException();
  }

  /**
   * {@code mmap(2)}.
   *
   * @param file null for an anonymous mapping; the caller keeps its reference
   * @return the address
   */
  public long mmap(
      Task task,
      long address,
      long length,
      int protection,
      int flags,
      FileDescription file,
      long offset)
      throws ErrnoException {
    throw new UnsupportedOperationException();
  }

  /** {@code munmap(2)}. */
  public void munmap(long address, long length) throws ErrnoException {
    throw new UnsupportedOperationException();
  }
}
