/** The Linux ABI for x86-64: numbers, flags and layouts, a class per header or topic. */
package io.jvisor.kernel.api.abi;
