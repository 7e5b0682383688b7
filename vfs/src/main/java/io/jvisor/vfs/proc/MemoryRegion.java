package io.jvisor.vfs.proc;

import java.util.Set;

/**
 * A mapping: one line of {@code /proc/PID/maps}, one paragraph of {@code smaps}.
 *
 * @param start first address
 * @param end address past it
 * @param protection {@code PROT_*} bits
 * @param shared whether {@code MAP_SHARED}
 * @param offset in the file, in bytes
 * @param device of the file, as {@code makedev(3)} encodes it; 0 without a file
 * @param inode of the file, or 0
 * @param name a path, {@code [heap]}, {@code [stack]}, {@code [vdso]}, {@code [vvar]}, or empty
 * @param resident bytes that are there
 * @param anonymous bytes of them that no file backs
 * @param referenced bytes of them that have been used
 * @param flags what {@code VmFlags} shows
 */
public record MemoryRegion(
    long start,
    long end,
    int protection,
    boolean shared,
    long offset,
    long device,
    long inode,
    String name,
    long resident,
    long anonymous,
    long referenced,
    Set<MappingFlag> flags) {}
