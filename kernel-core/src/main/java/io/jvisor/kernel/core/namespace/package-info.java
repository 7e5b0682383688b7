/**
 * The namespaces that a task is in besides its user namespace, which its credentials name, and its
 * mount namespace, which goes with its root directory: {@code namespaces(7)}.
 *
 * <p>A task holds each namespace of its {@link io.jvisor.kernel.core.namespace.Namespaces} once. It
 * alone replaces them; others that look, such as proc, must be ready to find null, or a namespace
 * that ends at that moment.
 */
package io.jvisor.kernel.core.namespace;
