package io.jvisor.kernel.core.loader;

import io.jvisor.kernel.api.ErrnoException;

/** Builds the address space of a program: ELF files and {@code #!} scripts. */
public final class ProgramLoader {
  /**
   * Loads a program.
   *
   * @throws ErrnoException {@code ENOEXEC}, {@code ELIBBAD}, {@code E2BIG}, {@code EACCES}, {@code
   *     ENOENT} and others of {@code execve(2)}
   */
  public LoadedProgram load(ExecRequest request) throws ErrnoException {
    throw new UnsupportedOperationException(request.path());
  }
}
