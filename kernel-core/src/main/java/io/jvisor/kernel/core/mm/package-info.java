/**
 * Memory management: virtual memory areas, page tables, faults, and the copies that system calls
 * make.
 *
 * <p>Lock order, outermost first:
 *
 * <ol>
 *   <li>{@code MemoryManager.lock}, one for each address space; only {@code fork} holds two, the
 *       parent's and that of the child that nobody else sees yet
 *   <li>locks of a {@link io.jvisor.kernel.api.file.Mappable}, in {@code addMapping} and {@code
 *       removeMapping}
 *   <li>locks of the platform, in the methods of {@code AddressSpace}
 *   <li>the lock of the {@code MemoryFile}
 * </ol>
 *
 * <p>{@code Mappable.frame} may wait for a file to be read, so it is called without the lock; what
 * was found before is checked again after. The address space is changed on the platform's side with
 * the write lock held only, so that page-table entries tell exactly what the platform has mapped.
 * Pages are unmapped there before their frames are released: other threads of the guest may be
 * running.
 */
package io.jvisor.kernel.core.mm;
