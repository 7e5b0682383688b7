/**
 * The time, and the vDSO that tells it without a system call: {@code vdso(7)}.
 *
 * <p>{@link io.jvisor.kernel.core.vdso.TimeKeeper} describes the clocks as linear functions of the
 * CPU's time stamp counter, on a page that every guest can read. The kernel's own clock and the
 * machine code of the vDSO evaluate the same functions, so that neither is ever behind the other.
 */
package io.jvisor.kernel.core.vdso;
