/** Running the same program natively and in the sandbox. */
package io.jvisor.conformance.run;
