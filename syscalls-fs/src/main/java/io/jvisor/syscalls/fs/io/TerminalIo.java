package io.jvisor.syscalls.fs.io;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.Restart;
import io.jvisor.kernel.api.Task;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.IoSink;
import io.jvisor.kernel.api.file.Terminal;
import io.jvisor.kernel.api.sync.WaitResult;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.kernel.core.task.TerminalJobs;
import io.jvisor.vfs.FileEvents;

/**
 * What is different about reads and writes of terminals: processes in the background are stopped,
 * and a read waits for so many bytes for so long ({@code termios(3)}).
 */
final class TerminalIo {
  private TerminalIo() {}

  /** Stops a writer in the background; returns as {@link TerminalJobs#checkChange}. */
  static long checkWrite(Task task, Terminal terminal) throws ErrnoException {
    if (terminal.isMaster()) {
      return 0;
    }
    KernelTask caller = KernelTask.of(task);
    return TerminalJobs.isInBackground(caller, terminal.control())
            && terminal.stopsBackgroundWriters(task)
        ? TerminalJobs.checkChange(caller, terminal.control())
        : 0;
  }

  /** As {@link BlockingIo#read}. The modes that hold when it begins count until it ends. */
  static long read(Task task, FileDescription file, IoSink sink, boolean noWait)
      throws ErrnoException {
    Terminal terminal = file.terminal();
    if (!terminal.isMaster()) {
      long stopped = TerminalJobs.checkRead(KernelTask.of(task), terminal.control());
      if (stopped != 0) {
        return stopped;
      }
    }
    int least = terminal.leastRead();
    long betweenBytes = terminal.patience(true);
    long patience = terminal.patience(false);
    long total = 0;
    while (sink.remaining() > 0) {
      try {
        long count = file.read(task, sink);
        total += count;
        if (total == 0 && sink.isFaulted()) {
          throw Errno.EFAULT.exception();
        }
        if (count == 0 || total >= least || sink.isFaulted()) {
          break;
        }
        patience = betweenBytes;
        continue;
      } catch (ErrnoException error) {
        if (patience == 0 && error.errno() == Errno.EAGAIN) {
          return total;
        }
        if (error.errno() != Errno.EAGAIN || noWait) {
          if (total > 0) {
            break;
          }
          throw error;
        }
      }
      WaitResult result = await(task, file, terminal, patience);
      if (result == WaitResult.TIMED_OUT) {
        break;
      }
      if (result == WaitResult.INTERRUPTED) {
        return total > 0 ? total : Restart.SYS;
      }
      if (total == 0 && terminal.isLost()) {
        throw Errno.EIO.exception();
      }
    }
    if (total > 0) {
      FileEvents.read(file);
    }
    return total;
  }

  private static WaitResult await(
      Task task, FileDescription file, Terminal terminal, long patience) {
    long deadline = patience == Task.FOREVER ? patience : task.clock().monotonicNanos() + patience;
    return task.await(file.waitQueue(task), BlockingIo.READ_EVENTS, terminal::hasInput, deadline);
  }
}
