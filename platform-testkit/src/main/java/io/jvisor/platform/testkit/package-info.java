/**
 * What every platform must do, as abstract tests: {@link ContextContract} about one guest thread,
 * {@link AddressSpaceContract} about mappings and numbers of threads and processes, {@link
 * StubProcessContract} for platforms whose guests are processes of the host. A platform's tests
 * inherit them, name its provider, and add what only that platform has.
 */
package io.jvisor.platform.testkit;
