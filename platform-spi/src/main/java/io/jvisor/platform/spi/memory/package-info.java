/** The one memory file that holds all guest memory. */
package io.jvisor.platform.spi.memory;
