package io.jvisor.kernel.core.task;

/**
 * What {@code getrusage(2)} tells of a thread, a process, or children that were waited for.
 *
 * @param user time in guest code, in nanoseconds
 * @param system time in the kernel, in nanoseconds
 * @param peakResident the most pages that were resident at a time
 * @param faults page faults of guest code
 * @param switches how often it slept
 */
public record ResourceUsage(
    long user, long system, long peakResident, long faults, long switches) {}
