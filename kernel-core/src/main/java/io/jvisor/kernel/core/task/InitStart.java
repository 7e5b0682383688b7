package io.jvisor.kernel.core.task;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.api.file.FdTable;
import io.jvisor.kernel.api.file.FileDescription;
import io.jvisor.kernel.api.file.Terminal;
import io.jvisor.kernel.core.InitSpec;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.signal.SignalHandlers;
import io.jvisor.vfs.FsContext;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Making the first process. */
public final class InitStart {
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private InitStart() {}

  /** Makes the process, without a program and not running. */
  public static KernelTask prepare(Kernel kernel, InitSpec spec) throws ErrnoException {
    PidTable table = kernel.tasks();
    spec.credentials().userNamespace().hold();
    table.lock.lock();
    try {
      Pid pid = table.allocate(table.root(), List.of(), spec.credentials());
      int uid = spec.credentials().uid();
      ThreadGroup group =
          new ThreadGroup(
              pid,
              uid,
              new SignalHandlers(),
              spec.limits().copy(),
              kernel.clock().monotonicNanos());
      KernelTask task =
          new KernelTask(
              kernel, pid, group, spec.credentials(), kernel.namespaces().hold(), "init");
      kernel.taskServices().accounts().addTask(uid, -1);
      task.accountedUser = uid;
      group.leader = task;
      group.threads.add(task);
      table.newSession(group);
      table.enter(task);
      return task;
    } finally {
      table.lock.unlock();
    }
  }

  /** Lets the process run; {@code started} tells whether its program could be loaded. */
  public static void start(KernelTask task, InitSpec spec, CompletableFuture<Void> started) {
    task.group().timers.updateCpuLimit();
    RunLoop.start(task, self -> begin(self, spec, started));
  }

  /** Runs on the task's thread. */
  private static boolean begin(KernelTask task, InitSpec spec, CompletableFuture<Void> started) {
    try {
      installFiles(task, spec);
      acquireTerminal(task, spec);
      enterDirectory(task, spec);
      execute(task, spec);
      started.complete(null);
      return true;
    } catch (ErrnoException | RuntimeException | Error failure) {
      ExitOperation.exitGroup(task, 127);
      started.completeExceptionally(failure);
      return false;
    }
  }

  private static void installFiles(KernelTask task, InitSpec spec) throws ErrnoException {
    task.files = new FdTable();
    for (Map.Entry<Integer, FileDescription> entry : spec.descriptors().entrySet()) {
      task.files.installAt(task, entry.getKey(), entry.getValue(), -1, false);
    }
  }

  /** The first of the program's descriptors that is a terminal controls its session. */
  private static void acquireTerminal(KernelTask task, InitSpec spec) throws ErrnoException {
    for (FileDescription file : spec.descriptors().values()) {
      Terminal terminal = file.terminal();
      if (terminal != null) {
        task.kernel().setConsole(terminal.control());
        TerminalJobs.acquire(task, terminal.control(), true, false);
        return;
      }
    }
  }

  private static void enterDirectory(KernelTask task, InitSpec spec) throws ErrnoException {
    VfsPath root = task.kernel().mounts().root();
    task.fs = new FsContext(root, root, spec.umask());
    VfsPath directory =
        Vfs.resolve(task, task.fs, root, spec.workingDirectory(), Lookup.FOLLOW | Lookup.DIRECTORY);
    task.fs.setWorkingDirectory(directory);
  }

  private static void execute(KernelTask task, InitSpec spec) throws ErrnoException {
    if (spec.path().indexOf('/') >= 0) {
      execute(task, spec, spec.path());
      return;
    }
    ErrnoException refusal = Errno.ENOENT.exception();
    for (String directory : searchPath(spec).split(":", -1)) {
      String path = directory.isEmpty() ? "./" + spec.path() : directory + "/" + spec.path();
      try {
        execute(task, spec, path);
        return;
      } catch (ErrnoException failure) {
        if (failure.errno() == Errno.EACCES) {
          refusal = failure;
        } else if (failure.errno() != Errno.ENOENT && failure.errno() != Errno.ENOTDIR) {
          throw failure;
        }
      }
    }
    throw refusal;
  }

  private static String searchPath(InitSpec spec) {
    for (String variable : spec.environment()) {
      if (variable.startsWith("PATH=")) {
        return variable.substring("PATH=".length());
      }
    }
    return DEFAULT_PATH;
  }

  private static void execute(KernelTask task, InitSpec spec, String path) throws ErrnoException {
    VfsPath file = Vfs.resolve(task, task.fs(), task.fs().workingDirectory(), path, Lookup.FOLLOW);
    OpenFile program = Vfs.openExecutable(task, file);
    try {
      ExecOperation.run(task, program, path, spec.arguments(), spec.environment());
    } finally {
      program.release();
    }
  }
}
