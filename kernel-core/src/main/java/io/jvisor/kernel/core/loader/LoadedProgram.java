package io.jvisor.kernel.core.loader;

import io.jvisor.kernel.core.mm.MemoryManager;
import io.jvisor.vfs.VfsPath;

/**
 * A program in a fresh address space, ready to run.
 *
 * @param mm the address space; one user, the caller
 * @param entry where to start: the interpreter's entry where there is one
 * @param stackPointer the initial {@code rsp}
 * @param executable {@code /proc/self/exe}: the program, or the interpreter of a script
 * @param name {@code comm}: the base name of the path that was executed, at most 15 bytes
 */
public record LoadedProgram(
    MemoryManager mm, long entry, long stackPointer, VfsPath executable, String name) {}
