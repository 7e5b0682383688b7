package io.jvisor.vfs.proc;

import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.abi.DeviceNumber;
import io.jvisor.vfs.FileLocks;

/** {@code /proc/locks}: {@code proc_locks(5)}. Nobody can have a lease. */
final class LockTable {
  private LockTable() {}

  /** Those of processes that a reader can see. */
  static void write(Task reader, StringBuilder text) {
    int number = 1;
    for (FileLocks file : FileLocks.all()) {
      for (FileLocks.Lock lock : file.list()) {
        int process = lock.process() == null ? -1 : lock.process().seenBy(reader);
        if (process == 0) {
          continue;
        }
        if (lock.isWaiting()) { // behind those that it waits for
          text.append(number - 1).append(": -> ");
        } else {
          text.append(number++).append(": ");
        }
        write(file, lock, process, text);
      }
    }
  }

  private static void write(FileLocks file, FileLocks.Lock lock, int process, StringBuilder text) {
    String kind = lock.kind().name();
    text.append(kind).repeat(' ', 7 - kind.length()).append("ADVISORY  ");
    text.append(lock.exclusive() ? "WRITE " : "READ ").append(process).append(' ');
    long device = file.inode().fileSystem().device();
    hex(DeviceNumber.major(device), text);
    text.append(':');
    hex(DeviceNumber.minor(device), text);
    text.append(':').append(file.inode().number()).append(' ').append(lock.start()).append(' ');
    if (lock.end() == Long.MAX_VALUE) {
      text.append("EOF\n");
    } else {
      text.append(lock.end()).append('\n');
    }
  }

  private static void hex(long value, StringBuilder text) {
    text.append(value < 16 ? "0" : "").append(Long.toHexString(value));
  }
}
