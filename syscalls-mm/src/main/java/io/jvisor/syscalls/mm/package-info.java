/** Decoding of the memory calls; the work is done in {@code io.jvisor.kernel.core.mm}. */
package io.jvisor.syscalls.mm;
