/**
 * Decoding of the signal calls, one file per call or small family; sending, delivery and the frames
 * of handlers are kernel-core's.
 */
package io.jvisor.syscalls.signal;
