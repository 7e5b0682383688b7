package io.jvisor.kernel.core.mm;

import io.jvisor.kernel.api.file.Mappable;

/**
 * What {@code shmat(2)} maps, and where.
 *
 * @param object the segment
 * @param name as {@code /proc/PID/maps} shows it
 * @param device as {@code /proc/PID/maps} shows it
 * @param id as {@code /proc/PID/maps} shows it, in the place of an inode
 * @param bytes its size
 * @param address a multiple of the page size, or 0 for anywhere
 * @param protection {@code PROT_*} bits
 * @param mayWrite whether {@code mprotect(2)} may make it writable
 * @param replaces whether what is mapped at the address goes; else it must be free
 */
public record SegmentRequest(
    Mappable object,
    String name,
    long device,
    int id,
    long bytes,
    long address,
    int protection,
    boolean mayWrite,
    boolean replaces) {}
