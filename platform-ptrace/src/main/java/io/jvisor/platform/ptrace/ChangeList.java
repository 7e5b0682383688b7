package io.jvisor.platform.ptrace;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.SyscallNumbers;
import io.jvisor.platform.spi.MappingChanges;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A page of the memory file through which the kernel tells the code at {@link StubImage#CHANGE}
 * what to do. The stub, and so the guest, can read it and not write it. Changes to one address
 * space follow each other, so a stub process needs but one.
 *
 * <p>An entry is the call's number and the protection, 4 bytes each; the address, the length and
 * the offset in the memory file, 8 bytes each.
 */
final class ChangeList {
  private static final int ENTRY_BYTES = 32;

  private final MemoryFile memory;
  private final long frame;
  private final MemorySegment page;

  ChangeList(MemoryFile memory) throws ErrnoException {
    this.memory = memory;
    this.frame = memory.allocate();
    this.page = memory.segment().asSlice(offset(), MemoryFile.PAGE_SIZE);
  }

  /** Where the page is in the memory file. */
  long offset() {
    return frame << MemoryFile.PAGE_SHIFT;
  }

  /** Fills the list. Returns the address after it in the stub. */
  long fill(MappingChanges changes) {
    int count = changes.count();
    for (int i = 0; i < count; i++) {
      long at = (long) i * ENTRY_BYTES;
      page.set(ValueLayout.JAVA_INT, at, number(changes.kind(i)));
      page.set(ValueLayout.JAVA_INT, at + 4, changes.protection(i));
      page.set(ValueLayout.JAVA_LONG, at + 8, changes.address(i));
      page.set(ValueLayout.JAVA_LONG, at + 16, changes.length(i));
      page.set(ValueLayout.JAVA_LONG, at + 24, changes.offset(i));
    }
    return StubImage.LIST + (long) count * ENTRY_BYTES;
  }

  /** The call of the host's kernel that makes a change. */
  static int number(int kind) {
    return switch (kind) {
      case MappingChanges.MAP -> SyscallNumbers.MMAP;
      case MappingChanges.UNMAP -> SyscallNumbers.MUNMAP;
      default -> SyscallNumbers.MPROTECT;
    };
  }

  /** Gives the page back; no stub has it any more. */
  void release() {
    memory.release(frame);
  }
}
