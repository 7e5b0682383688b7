/**
 * Loading of programs: {@code execve(2)} from the opened file to the first instruction.
 *
 * <p>{@link io.jvisor.kernel.core.loader.ProgramLoader} follows {@code #!} lines, {@code ElfImage}
 * reads headers, {@code ElfMapper} maps segments, {@code InitialStack} lays out arguments and
 * auxiliary vector. Files come from the guest: every number in them is checked before it is used.
 */
package io.jvisor.kernel.core.loader;
