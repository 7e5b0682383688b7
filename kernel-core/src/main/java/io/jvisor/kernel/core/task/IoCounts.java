package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Task;
import io.jvisor.vfs.proc.ProcessIo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a thread has read and written by {@code read(2)}, {@code write(2)} and their kin: {@code
 * /proc/PID/io}. The thread counts; others may look, and see each number as it was a moment ago.
 */
public final class IoCounts {
  private static final VarHandle READ_CHARS = field("readChars");
  private static final VarHandle WRITTEN_CHARS = field("writtenChars");
  private static final VarHandle READ_CALLS = field("readCalls");
  private static final VarHandle WRITE_CALLS = field("writeCalls");

  private long readChars;
  private long writtenChars;
  private long readCalls;
  private long writeCalls;

  IoCounts() {}

  private static VarHandle field(String name) {
    try {
      return MethodHandles.lookup().findVarHandle(IoCounts.class, name, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Counts a call of a task that reads, whatever becomes of it.
   *
   * @return the task's counts, to be told the result
   */
  public static IoCounts beginRead(Task task) {
    IoCounts counts = KernelTask.of(task).ioCounts();
    READ_CALLS.setOpaque(counts, counts.readCalls + 1);
    return counts;
  }

  /**
   * Counts what a call has read.
   *
   * @param result bytes, or something negative
   * @return the result
   */
  public long read(long result) {
    if (result > 0) {
      READ_CHARS.setOpaque(this, readChars + result);
    }
    return result;
  }

  /**
   * Counts a call of a task that writes, whatever becomes of it.
   *
   * @return the task's counts, to be told the result
   */
  public static IoCounts beginWrite(Task task) {
    IoCounts counts = KernelTask.of(task).ioCounts();
    WRITE_CALLS.setOpaque(counts, counts.writeCalls + 1);
    return counts;
  }

  /**
   * Counts what a call has written.
   *
   * @param result bytes, or something negative
   * @return the result
   */
  public long written(long result) {
    if (result > 0) {
      WRITTEN_CHARS.setOpaque(this, writtenChars + result);
    }
    return result;
  }

  /** The numbers now. */
  public ProcessIo snapshot() {
    return new ProcessIo(
        (long) READ_CHARS.getOpaque(this),
        (long) WRITTEN_CHARS.getOpaque(this),
        (long) READ_CALLS.getOpaque(this),
        (long) WRITE_CALLS.getOpaque(this));
  }
}
