package io.jvisor.kernel.core.loader;

import io.jvisor.kernel.api.Errno;
import io.jvisor.kernel.api.ErrnoException;
import io.jvisor.kernel.core.Kernel;
import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.kernel.core.task.KernelTask;
import io.jvisor.vfs.Lookup;
import io.jvisor.vfs.OpenFile;
import io.jvisor.vfs.Vfs;
import io.jvisor.vfs.VfsPath;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Builds the address space of a program: ELF files and {@code #!} scripts. */
public final class ProgramLoader {
  /** How many interpreters may follow on each other: {@code exec_binprm}. */
  private static final int DEPTH_LIMIT = 5;

  private static final int NAME_LIMIT = 15;

  /**
   * Loads a program.
   *
   * @throws ErrnoException {@code ENOEXEC}, {@code ELIBBAD}, {@code E2BIG}, {@code EACCES}, {@code
   *     ENOENT} and others of {@code execve(2)}
   */
  public LoadedProgram load(ExecRequest request) throws ErrnoException {
    List<String> arguments = request.arguments().isEmpty() ? List.of("") : request.arguments();
    OpenFile file = request.file();
    file.retain();
    String path = request.path();
    try {
      for (int depth = 0; ; depth++) {
        if (depth > DEPTH_LIMIT) {
          throw Errno.ELOOP.exception();
        }
        byte[] head = new byte[ScriptLine.HEAD_SIZE];
        int length = (int) ElfImage.readFully(request.task(), file, MemorySegment.ofArray(head), 0);
        if (!ScriptLine.isScript(head, length)) {
          return loadElf(request, file, arguments);
        }
        ScriptLine line = ScriptLine.parse(head, length);
        arguments = scriptArguments(line, path, arguments);
        path = line.interpreter();
        OpenFile interpreter = openExecutable(request.task(), path);
        file.release();
        file = interpreter;
      }
    } finally {
      file.release();
    }
  }

  private static List<String> scriptArguments(
      ScriptLine line, String path, List<String> arguments) {
    List<String> list = new ArrayList<>(arguments.size() + 2);
    list.add(line.interpreter());
    if (line.argument() != null) {
      list.add(line.argument());
    }
    list.add(path);
    list.addAll(arguments.subList(1, arguments.size()));
    return list;
  }

  static OpenFile openExecutable(KernelTask task, String path) throws ErrnoException {
    VfsPath place = Vfs.resolve(task, task.fs(), task.fs().workingDirectory(), path, Lookup.FOLLOW);
    return Vfs.openExecutable(task, place);
  }

  private static LoadedProgram loadElf(ExecRequest request, OpenFile file, List<String> arguments)
      throws ErrnoException {
    KernelTask task = request.task();
    ElfImage image = ElfImage.read(task, file, Errno.ENOEXEC);
    InitialStack stack = new InitialStack(arguments, request.environment(), request.path());
    stack.checkSize(request.stackLimit());
    String interpreterPath = image.interpreter(task, file);
    OpenFile interpreter = interpreterPath == null ? null : openExecutable(task, interpreterPath);
    try {
      ElfImage interpreterImage =
          interpreter == null ? null : ElfImage.read(task, interpreter, Errno.ELIBBAD);
      Kernel kernel = task.kernel();
      MemoryManager mm = new MemoryManager(kernel.platform(), kernel.memory(), kernel.callGate());
      boolean done = false;
      try {
        ProgramSetup setup = new ProgramSetup(request, mm, stack);
        setup.run(file, image, interpreter, interpreterImage);
        done = true;
        return new LoadedProgram(
            mm, setup.entry(), stack.pointer(), file.path(), baseName(request.path()));
      } finally {
        if (!done) {
          mm.leave();
        }
      }
    } finally {
      if (interpreter != null) {
        interpreter.release();
      }
    }
  }

  private static String baseName(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.length() > NAME_LIMIT ? name.substring(0, NAME_LIMIT) : name;
  }
}
