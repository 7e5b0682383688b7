/**
 * POSIX message queues: {@code mq_overview(7)}. A queue is a file of a file system that each IPC
 * namespace has one of, mounted or not; {@code mq_open(2)} opens names in its root directory.
 *
 * <p>Lock order: a directory's lock, then that of {@code MqueueInode}, then that of {@code Mqueue},
 * then the accounts of users. A task that waits is listed in the queue and parks; who can do for it
 * what it waits for does so, takes it off the list and wakes it.
 */
package io.jvisor.vfs.mqueue;
