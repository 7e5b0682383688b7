/**
 * Hot spots of the kernel that need neither a guest nor a host, timed by JMH: {@code ./bench
 * --jmh}.
 */
package io.jvisor.bench.jmh;
