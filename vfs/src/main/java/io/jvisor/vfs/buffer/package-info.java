/**
 * Buffers between tasks, which pipes and sockets are made of, and how much of the kernel's heap
 * they may take together.
 */
package io.jvisor.vfs.buffer;
