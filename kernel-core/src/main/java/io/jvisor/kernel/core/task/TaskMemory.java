package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.abi.Registers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** Scratch memory outside of the Java heap and registers of one task, used again by later tasks. */
final class TaskMemory {
  private static final int SCRATCH_BYTES = 64 * 1024;
  private static final int ALIGNMENT = 64;

  private final MemorySegment scratch = Arena.ofAuto().allocate(SCRATCH_BYTES, ALIGNMENT);
  private final Registers registers = new Registers();

  private TaskMemory() {}

  MemorySegment scratch() {
    return scratch;
  }

  Registers registers() {
    return registers;
  }

  /** Memory of tasks that have ended, the latest first: it is in the CPU's caches. */
  static final class Pool {
    /** How many are kept at most. */
    private static final int MOST = 256;

    private final ConcurrentLinkedDeque<TaskMemory> free = new ConcurrentLinkedDeque<>();

    /** How many there are, or are about to be. */
    private final AtomicInteger count = new AtomicInteger();

    /** Gives memory whose registers are all zero. */
    TaskMemory take() {
      TaskMemory memory = free.pollFirst();
      if (memory == null) {
        return new TaskMemory();
      }
      count.decrementAndGet();
      memory.registers.clear();
      return memory;
    }

    void give(TaskMemory memory) {
      if (count.incrementAndGet() <= MOST) {
        free.addFirst(memory);
      } else {
        count.decrementAndGet();
      }
    }
  }
}
