package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Task;
import java.util.List;
import java.util.function.Supplier;

/** What proc shows of {@code sysvipc(7)} in one namespace. */
public interface IpcView {
  /** Appends {@code /proc/sysvipc/shm}. */
  void writeSegments(Task reader, StringBuilder text);

  /** Appends {@code /proc/sysvipc/sem}. */
  void writeSemaphores(Task reader, StringBuilder text);

  /** Appends {@code /proc/sysvipc/msg}. */
  void writeQueues(Task reader, StringBuilder text);

  /** The limits in {@code /proc/sys/kernel}; the same ones in the same order everywhere. */
  List<Setting> settings();

  /**
   * A limit.
   *
   * @param name of the file
   * @param value what is read, without the end of the line
   * @param change what writing does; null when nothing can be written
   */
  record Setting(String name, Supplier<String> value, Change change) {}

  /** What writing a limit does. */
  @FunctionalInterface
  interface Change {
    /** Sets what a text says, or throws {@code EINVAL}. */
    void set(String text) throws ErrnoException;
  }
}
