# System calls as strace sees them: of a pipeline, counted, and of a process that it attaches to.
export LC_ALL=C
# Process ids and addresses differ from run to run, and so does whether another process is seen meanwhile.
plain() { sed -E 's/^[0-9]+ +//; s/, 0x[0-9a-f]+.*//; s/\)?( +<unfinished| +=).*//'; }

strace -f -o log -e trace=execve,exit_group,pipe2,dup2,process sh -c '/bin/echo one two | wc -w'
plain <log | grep -E '^execve|exited|^dup2' | sort
strace -c -o count -e trace=getpid,close,execve /bin/true; echo $?
awk '$NF == "execve" { print $(NF - 1), $NF }' count
strace -o fault -e trace=chdir -e inject=chdir:error=EPERM sh -c 'cd / || echo refused'
grep -c INJECTED fault

sleep 100 & sleeper=$!
until grep -q nanosleep /proc/$sleeper/wchan; do sleep 0.05; done # past its execve
strace -q -o attached -p $sleeper & tracer=$!
until grep -q restart_syscall\\\|clock_nanosleep attached 2>/dev/null; do sleep 0.05; done
grep TracerPid /proc/$sleeper/status | grep -c "$tracer"
kill -WINCH $sleeper
until grep -q SIGWINCH attached; do sleep 0.05; done
kill $sleeper
wait $tracer; echo $?
grep -o -e '--- SIG[A-Z]*' -e 'killed by SIG[A-Z]*' attached
