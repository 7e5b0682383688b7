/**
 * What read and write calls of every kind share: guest buffers as sinks and sources, and the loop
 * that waits. No lock is held while guest memory is copied or while a task waits.
 */
package io.jvisor.syscalls.fs.io;
