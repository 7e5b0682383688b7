/** Wait queues, on which every task blocks. */
package io.jvisor.kernel.api.sync;
