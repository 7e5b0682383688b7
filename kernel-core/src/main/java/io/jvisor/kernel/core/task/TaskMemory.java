package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.abi.Registers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Scratch memory outside of the Java heap and registers of one task, used again by later tasks. */
final class TaskMemory {
  private static final int SCRATCH_BYTES = 64 * 1024;
  private static final int ALIGNMENT = 64;

  private final MemorySegment scratch = Arena.global().allocate(SCRATCH_BYTES, ALIGNMENT);
  private final Registers registers = new Registers();

  private TaskMemory() {}

  MemorySegment scratch() {
    return scratch;
  }

  Registers registers() {
    return registers;
  }

  /** Memory of tasks that have ended. It holds at most what ran at one time. */
  static final class Pool {
    private final ConcurrentLinkedQueue<TaskMemory> free = new ConcurrentLinkedQueue<>();

    /** Gives memory whose registers are all zero. */
    TaskMemory take() {
      TaskMemory memory = free.poll();
      if (memory == null) {
        return new TaskMemory();
      }
      memory.registers.clear();
      return memory;
    }

    void give(TaskMemory memory) {
      free.add(memory);
    }
  }
}
