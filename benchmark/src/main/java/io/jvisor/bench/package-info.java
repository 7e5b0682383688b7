/** The command line, and the order in which things are measured. */
package io.jvisor.bench;
