package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.abi.Prot;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Signals;
import io.jvisor.platform.spi.CallGate;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The call instructions of an address space that were replaced by jumps to the gate of the platform
 * ({@link CallGate}).
 *
 * <p>Code is changed in a copy of its page that then takes the page's place: another thread sees
 * all of the change or none. So it may be between the instructions that were replaced, and then
 * traps, which {@link #repair} makes what was meant. What a file has in its pages is never changed:
 * only private mappings that cannot be written have sites, and before one can be written its code
 * is put back. A program that reads its own code sees the jumps.
 *
 * <p>All methods are called with the write lock of the address space held, unless they say
 * otherwise.
 */
final class CallSites {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  /** The size of {@code syscall}. */
  private static final int CALL_BYTES = 2;

  private final MemoryManager mm;

  /** Null where nothing is ever replaced. */
  private final CallGate gate;

  /**
   * By entry of the gate: the address behind the call instruction; 0 for what is gone, and the
   * negative address for what was put back.
   */
  private long[] returns = new long[0];

  /** By entry of the gate: what {@link CallGate#start} said. */
  private int[] starts = new int[0];

  /** By entry of the gate: the code that was replaced. */
  private long[] codes = new long[0];

  /**
   * Entries in use, with the gate's own and those whose code was put back: a thread may be in one
   * still. 0 while there is no gate.
   */
  private int count;

  /** Nothing is replaced any more: somebody traces a task of this address space. */
  private boolean isKept;

  CallSites(MemoryManager mm, CallGate gate) {
    this.mm = mm;
    this.gate = gate;
  }

  /** How calls are replaced; null where none are. */
  CallGate gate() {
    return gate;
  }

  /** Takes over what {@code fork(2)} copied. Both address spaces are locked. */
  void inherit(CallSites parent) {
    returns = parent.returns.clone();
    starts = parent.starts.clone();
    codes = parent.codes.clone();
    count = parent.count;
    isKept = parent.isKept;
  }

  /**
   * Replaces a call instruction, if that can be done. The lock is not held.
   *
   * @param returnAddress behind the instruction
   * @param number the call's
   */
  void replace(long returnAddress, long number) {
    if (gate == null) {
      return;
    }
    long stamp = mm.lock.writeLock();
    try {
      if (!isKept && count < gate.bytes() / gate.entryBytes()) {
        tryReplace(returnAddress, number);
      }
    } catch (ErrnoException full) {
      return; // it goes on the slow way
    } finally {
      mm.unlock(stamp);
    }
  }

  private void tryReplace(long returnAddress, long number) throws ErrnoException {
    long first = returnAddress - Long.BYTES;
    long page = first >>> AddressLayout.PAGE_SHIFT;
    Vma area = first < 0 ? null : mm.areas.find(first);
    if (area == null
        || area.isShared()
        || area.has(VmFlags.SPECIAL)
        || (area.protection & (Prot.PROT_WRITE | Prot.PROT_EXEC)) != Prot.PROT_EXEC
        || (returnAddress + Long.BYTES - 1) >>> AddressLayout.PAGE_SHIFT != page
        || (mm.pages.get(page) & PageTable.READ) == 0) {
      return;
    }
    MemorySegment memory = mm.memory.segment();
    long before = memory.get(LONG, position(first));
    long after = memory.get(LONG, position(returnAddress));
    int start = gate.start(before, after, number);
    if (start == 0 || !makeGate()) {
      return;
    }
    long entry = gate.address() + (long) count * gate.entryBytes();
    own(entry >>> AddressLayout.PAGE_SHIFT);
    gate.write(
        memory.asSlice(position(entry), gate.entryBytes()),
        entry,
        start,
        before,
        after,
        returnAddress);
    long code = memory.get(LONG, position(returnAddress + start));
    copy(area, page);
    put(returnAddress + start, gate.jump(entry, start));
    mm.backing.flush();
    note(returnAddress, start, code);
  }

  private void note(long returnAddress, int start, long code) {
    if (count == returns.length) {
      returns = Arrays.copyOf(returns, Math.max(8, 2 * count));
      starts = Arrays.copyOf(starts, returns.length);
      codes = Arrays.copyOf(codes, returns.length);
    }
    returns[count] = returnAddress;
    starts[count] = start;
    codes[count++] = code;
  }

  /** Makes the gate if there is none. False where something else is in its place. */
  private boolean makeGate() throws ErrnoException {
    if (count > 0) {
      return true;
    }
    long end = gate.address() + gate.bytes();
    if (mm.areas.intersects(gate.address(), end) || !mm.areas.hasRoom(1)) {
      return false;
    }
    int protection = Prot.PROT_READ | Prot.PROT_EXEC;
    mm.areas.add(
        new Vma(
            mm,
            gate.address(),
            end,
            protection,
            protection,
            VmFlags.SPECIAL,
            null,
            null,
            0,
            0,
            0,
            "[callgate]"));
    mm.notePeak();
    own(gate.address() >>> AddressLayout.PAGE_SHIFT);
    gate.begin(mm.memory.segment().asSlice(position(gate.address()), gate.entryBytes()));
    note(0, 0, 0);
    return true;
  }

  /** Makes a page of the gate writable for the kernel: it may be new, or shared since a fork. */
  private void own(long page) throws ErrnoException {
    Vma area = mm.areas.find(gate.address());
    long entry = mm.pages.get(page);
    if (entry == 0) {
      long frame = mm.memory.allocate(1);
      try {
        mm.pages.prepare(page);
      } catch (ErrnoException full) {
        mm.memory.release(frame);
        throw full;
      }
      mm.backing.enterAnonymous(area, page, 1, frame, true);
    } else if (!mm.memory.isExclusive(PageTable.frame(entry))) {
      copy(area, page);
    }
  }

  private void copy(Vma area, long page) throws ErrnoException {
    mm.backing.replace(area, page, 1, mm.memory.allocateForOverwrite(1), true);
  }

  private void put(long site, long code) {
    long position = position(site);
    for (int i = 0; i < CallGate.SITE_BYTES; i++) {
      mm.memory.segment().set(ValueLayout.JAVA_BYTE, position + i, (byte) (code >>> (8 * i)));
    }
  }

  /** Where a present page's address lies in the memory file. */
  private long position(long address) {
    long entry = mm.pages.get(address >>> AddressLayout.PAGE_SHIFT);
    return (PageTable.frame(entry) << AddressLayout.PAGE_SHIFT)
        | (address & (AddressLayout.PAGE_SIZE - 1));
  }

  /**
   * Takes notice that pages are about to go. Their code goes with them; without the gate all other
   * code must be put back.
   */
  void dropped(long firstPage, long endPage) {
    if (count == 0) {
      return;
    }
    long gateFirst = gate.address() >>> AddressLayout.PAGE_SHIFT;
    long gateEnd = gateFirst + (gate.bytes() >>> AddressLayout.PAGE_SHIFT);
    boolean gateGoes = firstPage < gateEnd && endPage > gateFirst;
    for (int i = 0; i < count; i++) {
      if (isWithin(i, firstPage, endPage)) {
        returns[i] = 0;
      } else if (gateGoes) {
        restore(i);
      }
    }
    if (gateGoes) {
      count = 0;
    }
  }

  /** Puts all code back, and replaces none any more. The lock is not held. */
  void keep() {
    if (gate == null) {
      return;
    }
    long stamp = mm.lock.writeLock();
    try {
      isKept = true;
      for (int i = 1; i < count; i++) {
        restore(i);
      }
      mm.backing.flush();
    } finally {
      mm.unlock(stamp);
    }
  }

  /** Puts code back into pages that the guest may write from now on, or that move. */
  void putBack(long firstPage, long endPage) {
    for (int i = 0; i < count; i++) {
      if (isWithin(i, firstPage, endPage)) {
        restore(i);
      }
    }
  }

  private boolean isWithin(int entry, long firstPage, long endPage) {
    long page = (Math.abs(returns[entry]) - 1) >>> AddressLayout.PAGE_SHIFT;
    return returns[entry] != 0 && page >= firstPage && page < endPage;
  }

  private void restore(int entry) {
    long returnAddress = returns[entry];
    if (returnAddress <= 0) {
      return;
    }
    returns[entry] = -returnAddress;
    long page = (returnAddress - 1) >>> AddressLayout.PAGE_SHIFT;
    Vma area = mm.areas.find(returnAddress - 1);
    if (area == null || (mm.pages.get(page) & PageTable.PRESENT) == 0) {
      return;
    }
    try {
      copy(area, page);
    } catch (ErrnoException full) {
      // In place then. The page is the area's own, but for children of a fork, which put the same
      // code back when they lose the gate.
    }
    put(returnAddress + starts[entry], codes[entry]);
  }

  /**
   * Puts a thread that stopped within the gate to where it would be without one. The lock is not
   * held.
   *
   * @param isStep whether it stopped because it goes step by step: then the jump to the gate was
   *     what it did, and it must get on
   */
  CallRepair leaveGate(Registers registers, boolean isStep) {
    int offset = (int) (registers.rip() - gate.address());
    int entry = offset / gate.entryBytes();
    long stamp = mm.lock.readLock();
    try {
      // What is gone is in the entry still, but there it does no harm to go on.
      if (entry >= count || returns[entry] == 0) {
        return CallRepair.NONE;
      }
      long returnAddress = Math.abs(returns[entry]);
      int start = starts[entry];
      int outside = gate.outside(start, offset % gate.entryBytes());
      if (isStep && outside == start) {
        if (start == -CALL_BYTES) {
          registers.rip(returnAddress);
          return CallRepair.CALL;
        }
        registers.rax(codes[entry] >>> Byte.SIZE & 0xffff_ffffL); // mov eax, number
        outside = -CALL_BYTES;
      }
      registers.rip(returnAddress + outside);
      return CallRepair.NONE;
    } finally {
      mm.lock.unlockRead(stamp);
    }
  }

  /** Mends a trap in code that was replaced under a thread. The lock is not held. */
  CallRepair repair(int signal, Registers registers) {
    if (gate == null || (signal != Signals.SIGILL && signal != Signals.SIGSEGV)) {
      return CallRepair.NONE;
    }
    long address = registers.rip();
    long stamp = mm.lock.readLock();
    try {
      for (int i = 1; i < count; i++) {
        boolean isBefore = starts[i] < -CALL_BYTES;
        if (isBefore && signal == Signals.SIGILL && returns[i] == address + CALL_BYTES) {
          registers.rip(returns[i]);
          return CallRepair.CALL;
        }
        if (!isBefore && signal == Signals.SIGSEGV && returns[i] == address) {
          registers.rip(gate.address() + (long) i * gate.entryBytes() + gate.behindCall());
          return CallRepair.DONE;
        }
      }
      return CallRepair.NONE;
    } finally {
      mm.lock.unlockRead(stamp);
    }
  }
}
