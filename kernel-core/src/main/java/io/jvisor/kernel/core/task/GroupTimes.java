package io.jvisor.kernel.core.task;

import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.vfs.proc.ProcessIo;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * CPU time, in nanoseconds, of a process's threads that have ended, and of its children that have
 * ended and were waited for. Any thread.
 */
public final class GroupTimes {
  private final AtomicLong user = new AtomicLong();
  private final AtomicLong system = new AtomicLong();
  private final AtomicLong switches = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();

  /** The most pages that an address space had which the process has left. */
  private final AtomicLong peakResident = new AtomicLong();

  private final AtomicLong childrenFaults = new AtomicLong();
  private final AtomicLong childrenSwitches = new AtomicLong();
  private final AtomicLong childrenPeakResident = new AtomicLong();
  private final AtomicLong childrenUser = new AtomicLong();
  private final AtomicLong childrenSystem = new AtomicLong();

  /** Of threads that have ended, and of children with theirs, as Linux counts it. */
  private final AtomicReference<ProcessIo> io = new AtomicReference<>(ProcessIo.NONE);

  /** Adds a thread that ends. */
  void addThread(KernelTask task) {
    TaskTimes times = task.times();
    io.accumulateAndGet(task.ioCounts().snapshot(), ProcessIo::plus);
    user.addAndGet(times.user());
    system.addAndGet(times.system());
    switches.addAndGet(times.voluntarySwitches());
    faults.addAndGet(times.faults());
  }

  /** Keeps the peak of an address space that the process leaves. */
  void leaveMemory(MemoryManager mm) {
    peakResident.accumulateAndGet(mm.peakResident(), Math::max);
  }

  /** Adds a child that was waited for, and its children. */
  void addChild(ThreadGroup child) {
    ResourceUsage usage = child.times.withChildren(child);
    io.accumulateAndGet(child.times.io(child), ProcessIo::plus);
    childrenUser.addAndGet(usage.user());
    childrenSystem.addAndGet(usage.system());
    childrenFaults.addAndGet(usage.faults());
    childrenSwitches.addAndGet(usage.switches());
    childrenPeakResident.accumulateAndGet(usage.peakResident(), Math::max);
  }

  /** What a process has used, living threads included. */
  public ResourceUsage usage(ThreadGroup group) {
    long faultSum = faults.get();
    long switchSum = switches.get();
    long peak = peakResident.get();
    for (KernelTask thread : group.threads()) {
      faultSum += thread.times.faults();
      switchSum += thread.times.voluntarySwitches();
      MemoryManager mm = thread.mm;
      if (mm != null) {
        peak = Math.max(peak, mm.peakResident());
      }
    }
    return new ResourceUsage(user(group), system(group), peak, faultSum, switchSum);
  }

  /** What a process and its children that were waited for have read and written. */
  public ProcessIo io(ThreadGroup group) {
    ProcessIo sum = io.get();
    for (KernelTask thread : group.threads()) {
      sum = sum.plus(thread.ioCounts().snapshot());
    }
    return sum;
  }

  /** What children that were waited for have used. */
  public ResourceUsage childrenUsage() {
    return new ResourceUsage(
        childrenUser(),
        childrenSystem(),
        childrenPeakResident.get(),
        childrenFaults.get(),
        childrenSwitches.get());
  }

  /** Both together, as {@code wait4(2)} tells it of a child. */
  ResourceUsage withChildren(ThreadGroup group) {
    ResourceUsage own = usage(group);
    ResourceUsage children = childrenUsage();
    return new ResourceUsage(
        own.user() + children.user(),
        own.system() + children.system(),
        Math.max(own.peakResident(), children.peakResident()),
        own.faults() + children.faults(),
        own.switches() + children.switches());
  }

  /** Guest time of a process, living threads included. */
  public long user(ThreadGroup group) {
    long sum = user.get();
    for (KernelTask thread : group.threads()) {
      sum += thread.times.user();
    }
    return sum;
  }

  /** Kernel time of a process, living threads included. */
  public long system(ThreadGroup group) {
    long sum = system.get();
    for (KernelTask thread : group.threads()) {
      sum += thread.times.system();
    }
    return sum;
  }

  /** Guest time of children that were waited for. */
  public long childrenUser() {
    return childrenUser.get();
  }

  /** Kernel time of children that were waited for. */
  public long childrenSystem() {
    return childrenSystem.get();
  }
}
