/**
 * Descriptors that stand for a counter or a timer: {@code eventfd(2)}, {@code timerfd_create(2)}.
 *
 * <p>Lock order: a description's lock before the timer service's. Waiters are woken without either.
 */
package io.jvisor.syscalls.fs.event;
