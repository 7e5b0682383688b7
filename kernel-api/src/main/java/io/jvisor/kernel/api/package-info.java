/**
 * What subsystems see of the kernel: system call tables, tasks, user memory, credentials and
 * errors.
 */
package io.jvisor.kernel.api;
