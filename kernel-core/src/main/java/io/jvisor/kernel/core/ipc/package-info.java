/**
 * The objects of {@code sysvipc(7)}: shared memory segments, semaphore sets and message queues, and
 * the namespace whose keys and ids they have. The calls are decoded elsewhere.
 *
 * <p>Lock order, outermost first:
 *
 * <ol>
 *   <li>the lock of an {@link io.jvisor.kernel.core.ipc.IpcTable}: keys, ids, how many there are
 *   <li>the lock of an {@link io.jvisor.kernel.core.ipc.IpcObject}. Only one at a time. That of a
 *       segment may be taken with the lock of an address space held, so nothing that takes one is
 *       called under it
 *   <li>the lock of an {@code UndoList}; the lock of the segment's memory: leaves
 * </ol>
 *
 * <p>An object that is removed is marked under its own lock first and leaves the table after that:
 * who finds it in between sees the mark. A task that waits for a queue or a set is listed in it,
 * under the object's lock, and parks. Who can do for it what it waits for does so, takes it off the
 * list, and wakes it; so operations are done in the order in which they came, and nobody overtakes
 * a task that was woken and has yet to run.
 */
package io.jvisor.kernel.core.ipc;
