/**
 * What runs programs: Linux itself, jvisor and its peers. Every one shows a program the same files:
 * the host's root directory read-only, with a fresh tmpfs on /tmp.
 */
package io.jvisor.bench.runtime;
