/**
 * {@code namespaces(7)}: what every kind of namespace has, and the user namespace, which owns the
 * others and which every task's credentials name. The other kinds are where their contents are.
 *
 * <p>A namespace lives as long as something holds it: the tasks in it, open files of {@code
 * /proc/PID/ns}, and namespaces inside it. Holding and dropping are counted, so that what a
 * namespace takes outside of the heap goes with the last holder, and so that the number of
 * namespaces has a limit.
 */
package io.jvisor.kernel.api.namespace;
