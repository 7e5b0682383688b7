package io.jvisor.syscalls.fs.io;

/**
 * A description of which one write takes no more than one record: {@link BlockingIo} does not go on
 * with the rest of the buffer.
 */
public interface ShortWriter {}
