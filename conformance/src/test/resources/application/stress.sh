# Many kinds of load at a time, each of which looks whether what it gets is right.
stress-ng --verify -t 2 --pipe 1 --futex 1 --sigq 1 --sigrt 1 --timer 1 --itimer 1 --fork 1 --vfork 1 --clone 1 --pthread 1 \
  --sem 1 --sem-sysv 1 --msg 1 --shm 1 --shm-sysv 1 --mq 1 --switch 1 --schedpolicy 1 --get 1 --wait 1 >report 2>&1
echo "status $?"
sed -n 's/^stress-ng: \(fail\|error\|warn\): *\[[0-9]*\]/\1/p; s/.*\(skipped.*\)/\1/p' report | sort
