# What the tools that look at processes tell of three that are known. Numbers, times and nice values differ from run to run.
mkfifo pipe; exec 5<>pipe
sleep 1000 >/dev/null 2>&1 5>&- & s=$!
echo >opened; sleep 2000 <opened 3>>opened 5>&- & t=$!
cat - <pipe 5>&- & c=$!
for p in $s $t $c; do
  until [ "$(cat /proc/$p/comm)" != bash ] && grep -q '^State:.S' /proc/$p/status; do :; done
done

echo ps
ps -o s=,user=,nlwp=,comm=,args= -p $s,$t,$c
ps -o pid=,ppid=,pgid= -p $s | { read -r pid parent group; [ "$pid $parent" = "$s $$" ] && echo "child, $((group == $(ps -o pgid= -p $$)))"; }
ps --no-headers --ppid $$ -o comm >list; sort list
ps aux | awk -v s=$s '$2 == s { print $1, substr($8, 1, 1), $11, $12 }'
ps -ef | awk -v t=$t '$2 == t { print $1, $8, $9 }'
ps -eLo lwp,comm | awk -v s=$s '$1 == s { print $2 }'
ps -o rss=,vsz= -p $s | { read -r rss size; [ $rss -gt 0 ] && [ $size -gt $rss ] && echo "sizes"; }
ps -o netns=,userns= -p $s | { read -r a b; [ $a = $(stat -Lc %i /proc/self/ns/net) ] && [ $b = $(stat -Lc %i /proc/self/ns/user) ] && echo "namespaces"; }

echo pgrep
pgrep -P $$ -l >list; cut -d ' ' -f 2 list
pgrep -P $$ -x sleep | wc -l
pgrep -P $$ -f 'sleep 1000' | { read -r pid; [ $pid = $s ] && echo found; }
pgrep -P $$ nothing; echo $?
pidof sleep | tr ' ' '\n' | grep -cx -e $s -e $t

echo top
top -bn1 -w 200 -p $s,$t | awk '$NF == "sleep" { print $2, $8, $12 }'
top -bn1 -p $s | head -n 1 | cut -d ' ' -f 1
top -bn1 -c -w 200 -p $c | awk '/cat/ { print $12, $13 }'

echo lsof
lsof -a -p $t -d cwd,rtd,txt,0,3 -Ftan 2>/dev/null | sed "s/$t/PID/"
lsof -t opened 2>/dev/null | { read -r pid; [ $pid = $t ] && echo "found by name"; }
lsof -a -p $c -d 0 -Ft 2>/dev/null | sed "s/$c/PID/"
fuser opened 2>/dev/null | tr -d ' ' | grep -cx $t

echo others
pstree -A $s; pstree -Aa $t
pwdx $s | cut -d ' ' -f 2
pmap $s | awk '$NF == "sleep" { print $3 }' | sort -u
pmap -x $s | awk '/total/ { print ($3 <= $4 ? "less" : "more") }'
prlimit -p $s -c -o DESCRIPTION --noheadings
lsns -p $s -n -o TYPE | sort
free | awk '{ print $1 }'
uptime | grep -c 'load average'

ps -o wchan:32= -p $s
flock -F opened sleep 3000 5>&- & l=$!
until [ "$(cat /proc/$l/comm)" = sleep ]; do :; done
lslocks -n -r -o COMMAND,TYPE,MODE,M,START,END -p $l
kill $l; wait $l

echo machine
sysctl -a >settings 2>&1; echo $?; grep -c '^kernel.pid_max = ' settings
vmstat | head -n 2
w -h >/dev/null; echo $?

echo signals
kill -STOP $s
until grep -q '^State:.T' /proc/$s/status; do :; done
ps -o s= -p $s
pkill -P $$ -f 'sleep 2000'; wait $t; echo $?
kill $s; kill -CONT $s; wait $s; echo $?
echo text >&5; exec 5>&-; wait $c; echo $?
ps -o s= -p $s; echo $?
