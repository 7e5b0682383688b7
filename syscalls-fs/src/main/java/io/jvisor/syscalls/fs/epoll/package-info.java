/**
 * {@code epoll(7)}.
 *
 * <p>An instance has a map of interests and a list of those that may be ready. A watched
 * description's wait queue puts an interest on the list; only listed ones are looked at.
 *
 * <p>Lock order, outermost first:
 *
 * <ol>
 *   <li>the nesting lock, one for all instances: while one instance is added to another;
 *   <li>an instance's lock: held while interests change and while ready ones are collected; an
 *       outer instance's before an inner one's;
 *   <li>whatever a description locks to say what is ready;
 *   <li>a wait queue's lock;
 *   <li>an instance's list lock; under it nothing but the wait queues of that same instance, and
 *       through them the list locks of instances around it.
 * </ol>
 */
package io.jvisor.syscalls.fs.epoll;
