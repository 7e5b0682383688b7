/**
 * What is measured and how. A {@link io.jvisor.bench.section.Section} is a list of {@link
 * io.jvisor.bench.section.Trial}s; each runs something once under one runtime and yields the values
 * of one round.
 */
package io.jvisor.bench.section;
