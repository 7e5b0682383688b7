package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.ProcessId;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.UserMemory;
import io.jvisor.kernel.api.abi.Registers;
import io.jvisor.kernel.api.abi.Resource;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.Mappable;
import io.jvisor.kernel.core.time.GuestClock;
import io.jvisor.platform.spi.AddressSpace;
import io.jvisor.platform.spi.CallGate;
import io.jvisor.platform.spi.FaultAccess;
import io.jvisor.platform.spi.Platform;
import io.jvisor.platform.spi.memory.MemoryFile;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.StampedLock;

/**
 * A guest address space: Linux's {@code struct mm_struct}. Reference counted by the tasks that use
 * it.
 *
 * <p>This class is the face; {@link MappingCalls} and {@link AdviceCalls} have the system calls,
 * {@link FaultHandler} the faults, {@link GuestMemory} the copies.
 */
public final class MemoryManager {
  private final Platform platform;
  private final AddressSpace space;
  private final GuestClock clock;
  private final AtomicInteger users = new AtomicInteger(1);
  private final AtomicInteger barrierRegistrations = new AtomicInteger();
  private final long limit;

  final MemoryFile memory;

  /**
   * Guards all state of the address space. Not reentrant; see the package comment for its order.
   */
  final StampedLock lock = new StampedLock();

  /** Guarded by {@link #lock}. */
  final VmaSet areas = new VmaSet();

  /** Written with {@link #lock} held; optimistic readers validate. */
  final PageTable pages = new PageTable();

  /** Used with the write lock held. */
  final Backing backing;

  private final CallSites callSites;

  /** How often an object has taken pages back. Guarded by {@link #lock}. */
  long invalidations;

  /** The highest address for mappings without a fixed place. Guarded by {@link #lock}. */
  long mmapBase;

  /** The heap, as {@code brk(2)} moves it. Guarded by {@link #lock}. */
  long brkStart;

  long brkEnd;

  /** {@code VM_LOCKED} for new areas: {@code mlockall(MCL_FUTURE)}. Guarded by {@link #lock}. */
  int futureFlags;

  /** Peaks for {@code /proc/PID/status}, in pages. Guarded by {@link #lock}. */
  private long peakPages;

  private long peakResident;

  /** Areas that were removed and hold their file still; guarded by the write lock. */
  private List<Vma> detached = new ArrayList<>();

  private final FaultHandler faults;
  private final GuestMemory userMemory;
  private final MappingCalls mapping;
  private final AdviceCalls advice;
  private final LockCalls locks;
  private final ResidencyCalls residency;
  private final LongAdder faultCount = new LongAdder();

  /** {@code RLIMIT_STACK} when it was last seen; -1 for none. */
  private volatile long stackLimit;

  /** Linux's default: private and shared anonymous memory, ELF headers, private huge pages. */
  private volatile int dumpFilter = 0x33;

  private final ExecutionRules executionRules = new ExecutionRules();

  private volatile ProgramLayout program = ProgramLayout.NONE;

  /** The process that owns the address space; the parent, while a child is being made. */
  private volatile ProcessId process = ProcessId.NONE;

  /**
   * An empty address space with one user.
   *
   * @param gate how calls are replaced in it; null for not at all
   */
  public MemoryManager(Platform platform, MemoryFile memory, CallGate gate) throws ErrnoException {
    this.platform = platform;
    this.memory = memory;
    this.limit = Math.min(platform.addressLimit(), AddressLayout.TASK_SIZE);
    this.mmapBase = limit - AddressLayout.LEAST_STACK_GAP;
    this.space = platform.newAddressSpace();
    this.clock = new GuestClock(space);
    this.callSites = new CallSites(this, gate);
    this.backing = new Backing(pages, memory, new MappingQueue(space, memory), callSites);
    this.faults = new FaultHandler(this, backing);
    this.userMemory = new GuestMemory(this);
    this.mapping = new MappingCalls(this);
    this.advice = new AdviceCalls(this);
    this.locks = new LockCalls(this);
    this.residency = new ResidencyCalls(this);
    this.stackLimit = AddressLayout.DEFAULT_STACK_LIMIT;
  }

  /** The platform's side. */
  public AddressSpace addressSpace() {
    return space;
  }

  /** The CPU time of guest code in it. */
  public GuestClock guestClock() {
    return clock;
  }

  /** The view that system calls copy through. */
  public UserMemory userMemory() {
    return userMemory;
  }

  /** Words that guest threads synchronise on. */
  public GuestMemory atomics() {
    return userMemory;
  }

  /** The first address that a guest cannot map. */
  long limit() {
    return limit;
  }

  /** The lowest address that a guest may map. */
  long lowest() {
    return Math.max(AddressLayout.MMAP_MIN, AddressLayout.pageUp(platform.lowestAddress()));
  }

  /** Counts one more user: {@code CLONE_VM}. */
  public MemoryManager share() {
    users.incrementAndGet();
    return this;
  }

  /** Counts one more user unless the last has left, for {@code /proc}. */
  public boolean tryShare() {
    for (; ; ) {
      int count = users.get();
      if (count == 0) {
        return false;
      }
      if (users.compareAndSet(count, count + 1)) {
        return true;
      }
    }
  }

  /** Counts one user less; the last one frees everything. */
  public void leave() {
    if (users.decrementAndGet() != 0) {
      return;
    }
    long stamp = lock.writeLock();
    try {
      space.release();
      backing.releaseAll();
      areas.removeRange(0, limit);
      pages.clear();
    } finally {
      unlock(stamp);
    }
  }

  /** How many tasks use the address space. */
  public int users() {
    return users.get();
  }

  /** {@code coredump_filter} of {@code core(5)}: kept, and shown. */
  public int dumpFilter() {
    return dumpFilter;
  }

  /** Sets {@link #dumpFilter}; a program that is executed later keeps it. */
  public void setDumpFilter(int bits) {
    dumpFilter = bits;
  }

  /** What may be executed in it. */
  public ExecutionRules executionRules() {
    return executionRules;
  }

  /** The process that maps and unmaps. */
  ProcessId process() {
    return process;
  }

  /** Tells whose the address space is. */
  public void setProcess(ProcessId owner) {
    process = owner;
  }

  /** A copy that shares pages until one side writes: {@code fork(2)}. One user. */
  public MemoryManager fork() throws ErrnoException {
    MemoryManager child = new MemoryManager(platform, memory, callSites.gate());
    child.process = process;
    boolean done = false;
    try {
      AddressSpaceCopy.copy(this, child);
      done = true;
    } finally {
      if (!done) {
        child.leave();
      }
    }
    return child;
  }

  /** What {@code membarrier(2)} commands the program registered for: a set of bits. */
  public int barrierRegistrations() {
    return barrierRegistrations.get();
  }

  /** Registers for a command of {@code membarrier(2)}; a child of {@code fork} inherits it. */
  public void registerBarrier(int command) {
    barrierRegistrations.updateAndGet(set -> set | command);
  }

  /** Takes over what is not per area. Both locks are held, the parent's for reading at least. */
  void inherit(MemoryManager parent) {
    mmapBase = parent.mmapBase;
    brkStart = parent.brkStart;
    brkEnd = parent.brkEnd;
    stackLimit = parent.stackLimit;
    program = parent.program;
    dumpFilter = parent.dumpFilter;
    executionRules.inherit(parent.executionRules);
    callSites.inherit(parent.callSites);
    peakPages = areas.totalPages();
    peakResident = residentPages();
    barrierRegistrations.set(parent.barrierRegistrations.get());
  }

  /**
   * Handles a page fault of guest code. May wait for a file to be read.
   *
   * @param stackPointer the guest's {@code rsp}; stacks grow wherever below they are touched, as in
   *     Linux since 5.0, so it does not matter
   */
  public FaultResult handleFault(Task task, long address, FaultAccess access, long stackPointer) {
    stackLimit = task.softLimit(Resource.RLIMIT_STACK);
    faultCount.increment();
    return faults.handle(task.tid(), address, access);
  }

  /**
   * Makes a system call that is made often from one place take a quicker way from now on, if it can
   * be done; see {@link io.jvisor.platform.spi.CallGate}.
   *
   * @param returnAddress behind the call instruction
   */
  public void quicken(long returnAddress, long number) {
    callSites.replace(returnAddress, number);
  }

  /**
   * Puts all code back that {@link #quicken} replaced and leaves it alone from now on, here and in
   * what {@code fork(2)} copies.
   */
  public void keepCode() {
    callSites.keep();
  }

  /**
   * Reads memory for a tracer, which may read what the guest may not.
   *
   * @return how many bytes could be read, up to the first that cannot
   */
  public long peek(long address, MemorySegment target, long offset, long length) {
    return new ForcedAccess(this, faults).read(address, target, offset, length);
  }

  /**
   * Writes memory for a tracer, which may write into a private mapping that the guest cannot write:
   * the page becomes a copy of its own.
   *
   * @return how many bytes could be written, up to the first that cannot
   */
  public long poke(long address, MemorySegment source, long offset, long length) {
    return new ForcedAccess(this, faults).write(address, source, offset, length);
  }

  /**
   * Puts a thread that stopped on the quicker way of a call to where it would be without.
   *
   * @param isStep whether the trap flag stopped it
   */
  public CallRepair hideGate(Registers registers, boolean isStep) {
    return callSites.leaveGate(registers, isStep);
  }

  /** Mends a trap that {@link #quicken} is the reason of. */
  public CallRepair repair(int signal, Registers registers) {
    return callSites.repair(signal, registers);
  }

  /** Brings a page in for an access of the kernel; false where the guest could not do it. */
  boolean faultIn(long address, FaultAccess access) {
    return faults.handle(0, address, access) == FaultResult.HANDLED;
  }

  /** Shows what a new mapping will need first. */
  void anticipate(long address, long bytes) {
    faults.anticipate(address, bytes);
  }

  /** The area of an address, after growing a stack down to it if need be. The lock is held. */
  Vma areaAt(long address) {
    int index = areas.indexFrom(address);
    if (index == areas.size()) {
      return null;
    }
    Vma area = areas.get(index);
    if (area.start <= address) {
      return area;
    }
    return area.has(VmFlags.GROWS_DOWN) && grow(area, index, address) ? area : null;
  }

  private boolean grow(Vma area, int index, long address) {
    long start = AddressLayout.pageDown(address);
    long most = stackLimit;
    if (start < lowest() || (most >= 0 && area.end - start > most)) {
      return false;
    }
    if (index > 0) {
      Vma below = areas.get(index - 1);
      boolean guarded = below.protection != 0 && !below.has(VmFlags.GROWS_DOWN);
      if (start < below.end || (guarded && start - below.end < VmaSet.STACK_GUARD)) {
        return false;
      }
    }
    areas.moveStart(area, start);
    notePeak();
    return true;
  }

  /** Settles with the platform, releases the write lock, then what needs it not to be held. */
  void unlock(long stamp) {
    backing.settle();
    List<Vma> list = List.of();
    if (!detached.isEmpty()) {
      list = detached;
      detached = new ArrayList<>();
    }
    lock.unlockWrite(stamp);
    for (Vma area : list) {
      area.detach();
    }
  }

  /** Gives up an area's file when the lock is released. */
  void detachLater(Vma area) {
    detached.add(area);
  }

  /** Takes pages of an object out of the page table; see {@link Mappable.Mapping#invalidate}. */
  @SuppressWarnings("ReferenceEquality") // objects are themselves and nothing else
  void invalidate(Vma mapping, long firstPage, long count, boolean evenPrivateCopies) {
    long stamp = lock.writeLock();
    try {
      invalidations++;
      long endPage = count > Long.MAX_VALUE - firstPage ? Long.MAX_VALUE : firstPage + count;
      for (int i = 0; i < areas.size(); i++) {
        Vma area = areas.get(i);
        if (area.mappable != mapping.mappable) {
          continue;
        }
        long from = Math.max(firstPage, area.pageOffset);
        long to = Math.min(endPage, area.pageOffset + area.pages());
        if (from < to) {
          long first = area.firstPage() + from - area.pageOffset;
          long end = area.firstPage() + to - area.pageOffset;
          if (evenPrivateCopies) {
            backing.zap(first, end);
          } else {
            backing.zapObject(first, end);
          }
        }
      }
    } finally {
      unlock(stamp);
    }
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
    return mapping.map(task, address, length, protection, flags, file, offset);
  }

  /** {@code shmat(2)}; returns the address. */
  public long attach(Task task, SegmentRequest request) throws ErrnoException {
    return new SegmentCalls(this, mapping).attach(task, request);
  }

  /** {@code shmdt(2)}. */
  public void detach(long address) throws ErrnoException {
    new SegmentCalls(this, mapping).detach(address);
  }

  /** {@code munmap(2)}. */
  public void munmap(long address, long length) throws ErrnoException {
    mapping.unmap(address, length);
  }

  /** {@code mprotect(2)}. */
  public void mprotect(long address, long length, int protection) throws ErrnoException {
    mapping.protect(address, length, protection);
  }

  /** {@code mremap(2)}. */
  public long mremap(
      Task task, long address, long oldLength, long newLength, int flags, long newAddress)
      throws ErrnoException {
    return mapping.remap(task, address, oldLength, newLength, flags, newAddress);
  }

  /** {@code remap_file_pages(2)}. */
  public void remapFilePages(
      long address, long length, long protection, long pageOffset, long flags)
      throws ErrnoException {
    mapping.remapFilePages(address, length, protection, pageOffset, flags);
  }

  /** {@code brk(2)}: returns the end of the heap, moved or not. */
  public long brk(Task task, long address) {
    return mapping.brk(task, address);
  }

  /** {@code madvise(2)} and {@code msync(2)}. */
  public AdviceCalls advice() {
    return advice;
  }

  /** {@code mlock(2)} and its kin. */
  public LockCalls locks() {
    return locks;
  }

  /** {@code mincore(2)}. */
  public ResidencyCalls residency() {
    return residency;
  }

  /** What the program's parts are, for {@code /proc} and {@code prctl}. */
  public ProgramLayout program() {
    return program;
  }

  /** Sets what the program's parts are. */
  public void setProgram(ProgramLayout layout) {
    program = layout;
  }

  /** How the kernel and the loader set an address space up. */
  public MappingSetup setup() {
    return new MappingSetup(this);
  }

  /** A free range for a mapping without a fixed place. The write lock is held. */
  long findFree(long hint, long bytes) throws ErrnoException {
    return mapping.findFree(hint, bytes);
  }

  /** Whether more areas may be made; a glance, not to be relied on. */
  boolean hasRoomForAreas() {
    long stamp = lock.readLock();
    try {
      return areas.hasRoom(0);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** Whether an area is the heap of {@code brk(2)}. The lock is held. */
  boolean isHeap(Vma area) {
    return area.file == null && area.start <= brkEnd && area.end > brkStart && brkStart != brkEnd;
  }

  void setStackLimit(long bytes) {
    stackLimit = bytes;
  }

  /**
   * Where a futex in memory that others may map too lies.
   *
   * @return the object and the offset in it; null where the address is private to this address
   *     space
   * @throws ErrnoException {@code EFAULT} when nothing is mapped there, or anonymous memory of
   *     one's own that cannot be written
   */
  public SharedLocation sharedObjectAt(long address) throws ErrnoException {
    long stamp = lock.readLock();
    try {
      Vma area = address < 0 ? null : areas.find(address);
      if (area == null || area.protection == 0) {
        throw Errno.EFAULT.exception();
      }
      if (!area.isShared()) {
        if (area.mappable == null && !area.isWritable()) {
          throw Errno.EFAULT.exception(); // as get_futex_key() of Linux
        }
        return null;
      }
      long offset = (area.pageOffset << AddressLayout.PAGE_SHIFT) + address - area.start;
      return new SharedLocation(area.mappable, offset);
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** Keeps the peaks. The write lock is held. */
  void notePeak() {
    peakPages = Math.max(peakPages, areas.totalPages());
    peakResident = Math.max(peakResident, residentPages());
  }

  /** Begins the peak anew. The write lock is held. */
  void resetPeakResident() {
    peakResident = residentPages();
  }

  private long residentPages() {
    return pages.anonymousPages() + pages.objectPages();
  }

  /** The most pages that were resident at a time. */
  public long peakResident() {
    long stamp = lock.readLock();
    try {
      return Math.max(peakResident, residentPages());
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** Faults of guest code so far. */
  public long minorFaults() {
    return faultCount.sum();
  }

  /** What {@code /proc/PID/status} and {@code statm} tell. */
  public MemoryStatistics statistics() {
    long stamp = lock.readLock();
    try {
      return MemoryStatistics.of(this, peakPages, Math.max(peakResident, residentPages()));
    } finally {
      lock.unlockRead(stamp);
    }
  }

  /** All areas in order of address, for {@code /proc/PID/maps} and {@code smaps}. */
  public List<MappedArea> mappedAreas() {
    List<MappedArea> list = new ArrayList<>();
    long stamp = lock.readLock();
    try {
      for (int i = 0; i < areas.size(); i++) {
        list.add(MappedArea.of(this, areas.get(i)));
      }
    } finally {
      lock.unlockRead(stamp);
    }
    return list;
  }
}
