/** Where log lines go. The rest of jvisor logs through slf4j and knows nothing of this. */
package io.jvisor.launcher.log;
